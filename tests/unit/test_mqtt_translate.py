"""Reports to signals."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from alarmd.domain.signal import Flag, Kind, Lane
from alarmd.domain.unit import AlarmUnit
from devices.arrival import Arrival
from devices.mqtt.conditions import Conditions
from devices.mqtt.translate import condition_signals, translate
from devices.mqtt.unit_settings import UnitSettings
from protocols.mqtt_devices import Event, Family, Position, Reading, Report, Sender
from tests.fakes.centre import NOON

UNIT = AlarmUnit(id=7, tenant_id=3, protocol="mqtt", address="hem-12")
SENDER = Sender(family=Family.OWN, device="hem-12", identities=("hem-12",), word="event")
REPORT = Report(
    sender=SENDER,
    reading=Reading(battery_percent=81, position=Position(59.5, 18.25), texts={"zone": "7", "text": "Knapp badrum"}),
    key="k",
)
PLAIN = UnitSettings()


def arrival(unit: AlarmUnit | None = UNIT) -> Arrival:
    ids = count(1)
    return Arrival(
        door="mqtt", source="b:1", address="hem-12", unit=unit, tenant_id=1, received_at=NOON, received_s=0.0,
        message_key="mqtt:k", raw=b"raw", new_id=lambda at: next(ids),
    )  # fmt: skip


def test_a_press_with_all_that_was_said() -> None:
    (signal,) = translate(REPORT, [Event("personal")], arrival(), PLAIN)
    assert (signal.lane, signal.kind, signal.code) == (Lane.LIFE_SAFETY, Kind.PRESS, "personal")
    assert (signal.peripheral, signal.label_sv) == ("7", "Larmtryckning")
    assert signal.detail["battery"] == "81 %"
    assert (signal.detail["latitude"], signal.detail["text"]) == ("59.500000", "Knapp badrum")


def test_the_most_urgent_leads_whatever_the_device_said_first() -> None:
    signals = translate(REPORT, [Event("battery"), Event("fall"), Event("press", test=True)], arrival(), PLAIN)
    assert [signal.lane for signal in signals] == [Lane.LIFE_SAFETY, Lane.TECHNICAL, Lane.TEST]
    assert [signal.message_key for signal in signals] == ["mqtt:k", "mqtt:k/2", "mqtt:k/3"]


def test_over_repeated_and_unknown() -> None:
    events = [Event("fire", over=True), Event("sos", repeated=True), Event("odd")]
    over, repeated, unknown = translate(REPORT, events, arrival(), PLAIN)
    assert (over.restore, over.label_sv) == (True, "Återställt: Brand")
    assert Flag.STILL_PRESENT in repeated.flags
    assert (unknown.kind, Flag.UNCLASSIFIED in unknown.flags) == (Kind.UNKNOWN, True)


def test_what_was_cut_is_raised_whether_or_not_a_press_was_read() -> None:
    (press,) = translate(REPORT, [Event("button")], arrival(), PLAIN, cut=True)
    assert (press.kind, Flag.INCOMPLETE in press.flags) == (Kind.PRESS, True)
    (unread,) = translate(REPORT, [], arrival(), PLAIN, cut=True)
    assert (unread.lane, Flag.UNCLASSIFIED in unread.flags) == (Lane.LIFE_SAFETY, True)
    first, second = translate(REPORT, [Event("tamper")], arrival(), PLAIN, cut=True)
    assert (first.lane, second.lane) == (Lane.LIFE_SAFETY, Lane.TECHNICAL)
    assert first.message_key != second.message_key
    (stranger,) = translate(REPORT, [], arrival(None), PLAIN, cut=True)
    assert stranger.lane is Lane.TECHNICAL


def test_link_and_battery_are_told_when_they_change() -> None:
    known = Conditions()
    lost = condition_signals(replace(REPORT, link=False, reading=Reading()), arrival(), PLAIN, known)
    assert [(s.kind, s.restore, s.lane) for s in lost] == [(Kind.LINK, False, Lane.TECHNICAL)]
    assert condition_signals(replace(REPORT, link=False, reading=Reading()), arrival(), PLAIN, known) == []
    (back,) = condition_signals(replace(REPORT, link=True, reading=Reading()), arrival(), PLAIN, known)
    assert back.restore
    (low,) = condition_signals(replace(REPORT, reading=Reading(battery_percent=3)), arrival(), PLAIN, known)
    assert (low.kind, low.restore) == (Kind.BATTERY, False)


def test_a_retained_battery_is_old_and_a_retained_link_is_the_state() -> None:
    old = replace(REPORT, retained=True, link=False, reading=Reading(battery_percent=3))
    assert [s.kind for s in condition_signals(old, arrival(), PLAIN, Conditions())] == [Kind.LINK]


def test_strangers_are_nobodys_concern_but_a_bridge_is() -> None:
    lost = replace(REPORT, link=False)
    assert condition_signals(lost, arrival(None), PLAIN, Conditions()) == []
    bridge = replace(lost, sender=replace(SENDER, is_gateway=True))
    (told,) = condition_signals(bridge, arrival(None), PLAIN, Conditions())
    assert "knappar övervakas inte" in told.label_sv
    assert condition_signals(replace(bridge, link=True), arrival(None), PLAIN, Conditions()) == []
