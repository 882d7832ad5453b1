"""Reports to signals: presses first, then what technicians should know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from alarmd.domain.signal import Flag, Lane, Signal
from devices.arrival import Arrival
from devices.mqtt.conditions import Condition, Conditions
from devices.mqtt.meanings import BRIDGE_LINK, MEANINGS, UNKNOWN, Meaning, meaning_of
from devices.mqtt.unit_settings import UnitSettings
from protocols.mqtt_devices import Event, Report


def translate(
    report: Report, events: Sequence[Event], arrival: Arrival, settings: UnitSettings, *, cut: bool = False
) -> list[Signal]:
    """A signal for each event; `cut` means that more may have been in the message than could be read."""
    detail = detail_of(report)
    flags = (Flag.INCOMPLETE,) if cut else ()
    signals = [
        _signal(number, event, meaning_of(event.code, settings.kinds), arrival, detail, flags)
        for number, event in enumerate(_most_urgent_first(events, settings), 1)
    ]
    if cut and not any(signal.lane is Lane.LIFE_SAFETY for signal in signals):
        return [arrival.unclassified(detail), *(_after(signal, arrival, 2) for signal in signals)]
    return signals


def _most_urgent_first(events: Iterable[Event], settings: UnitSettings) -> list[Event]:
    """A message goes the way of its first signal, and is known again by it."""
    order = list(Lane)
    return sorted(events, key=lambda event: (event.test, order.index(meaning_of(event.code, settings.kinds).lane)))


def _after(signal: Signal, arrival: Arrival, number: int) -> Signal:
    return replace(signal, message_key=f"{arrival.message_key}/{number}", raw=b"")


def _signal(
    number: int, event: Event, meaning: Meaning, arrival: Arrival, detail: dict[str, str], flags: Sequence[Flag]
) -> Signal:
    lane, labels, code = meaning.lane, meaning.labels, event.code[:40]
    more = list(flags)
    if meaning is UNKNOWN:
        more.append(Flag.UNCLASSIFIED)
    if event.repeated:
        more.append(Flag.STILL_PRESENT)
    if event.test:
        lane, labels = Lane.TEST, (f"Prov: {labels[0]}", f"test: {labels[1]}")
        code += " test"
    elif event.over:
        labels = over(labels)
        code += " over"
    return arrival.signal(
        number,
        lane,
        meaning.kind,
        labels=labels,
        code=code,
        restore=event.over,
        peripheral=detail.get("zone", "")[:40],
        detail=detail,
        flags=more,
    )


def condition_signals(report: Report, arrival: Arrival, settings: UnitSettings, known: Conditions) -> list[Signal]:
    """Link and battery, where the report says that one has changed: messages of their own, never folded away.

    Only units and bridges are told about: a stranger's flat battery is nobody's concern here.
    """
    is_unit, is_gateway = arrival.unit is not None, report.sender.is_gateway
    if not (is_unit or is_gateway):
        return []
    device, found = report.sender.identities[0], []
    link, low = report.link, None if report.retained else settings.battery_low(report.reading, report.model)
    if link is not None and known.changes(device, Condition.LINK, is_bad=not link, first_good=is_unit):
        found.append((Condition.LINK, BRIDGE_LINK if is_gateway else MEANINGS["link"], link))
    if low is not None and known.changes(device, Condition.BATTERY, is_bad=low, first_good=False):
        found.append((Condition.BATTERY, MEANINGS["battery"], not low))
    return [_condition(condition, meaning, good, report, arrival) for condition, meaning, good in found]


def _condition(condition: Condition, meaning: Meaning, good: bool, report: Report, arrival: Arrival) -> Signal:
    own = replace(arrival, message_key=f"mqtt:{condition}:{good}:{arrival.address}:{arrival.received_at}", raw=b"")
    labels = over(meaning.labels) if good else meaning.labels
    return own.signal(
        1, meaning.lane, meaning.kind, labels=labels, code=condition, restore=good, detail=detail_of(report)
    )  # fmt: skip


def over(labels: tuple[str, str]) -> tuple[str, str]:
    """How a restore is called."""
    return f"Återställt: {labels[0]}", f"restored: {labels[1]}"


def detail_of(report: Report) -> dict[str, str]:
    """What the device said beside its events, as text for people."""
    reading = report.reading
    detail = {"device": report.sender.device, "family": str(report.sender.family)} | dict(reading.texts)
    if reading.battery_percent is not None:
        detail["battery"] = f"{reading.battery_percent:g} %"
    if reading.battery_mv is not None:
        detail["battery_mv"] = str(reading.battery_mv)
    if reading.position is not None:
        detail["latitude"] = f"{reading.position.latitude:.6f}"
        detail["longitude"] = f"{reading.position.longitude:.6f}"
    return detail
