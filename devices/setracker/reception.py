"""What the Setracker door does with one frame: remember, raise, and only then answer; no answer makes it repeat."""

from __future__ import annotations

from alarmd.domain.ports import Receipt
from alarmd.domain.signal import Signal
from alarmd.domain.unit import AlarmUnit
from devices.listener import Centre, Send
from devices.pendant import CHARGED, LOW_BATTERY, REPEATS, Pendants
from devices.reception import Reception
from devices.setracker.translate import place_of, translate
from protocols.setracker import Alarm, Fault, Frame, Position, Purpose, Rejected, answer, message_key, read_position

SILENCE = b""
_WITH_POSITION = (Purpose.ALARM, Purpose.POSITION)


class SetrackerReception(Reception):
    """One Setracker door's way with frames."""

    def __init__(self, door: str, centre: Centre) -> None:
        super().__init__(door, "setracker", centre)
        self._pendants = Pendants()

    def reject(self, rejected: Rejected, source: str) -> None:
        """Bytes that are no frame: kept, never answered."""
        self.rejected(rejected.reason, rejected.raw, source)
        if rejected.reason is Fault.UNREADABLE:
            self.note_unreadable(source, rejected.reason, rejected.raw)

    def receive(self, frame: Frame, source: str, send: Send) -> None:
        """Take one frame from `source` (host:port); `send` is called once, at once or after the commit."""
        unit = self.find(frame.watch_id)
        self.heard(frame.watch_id, frame.raw, lambda: frame.word)
        self.beat(unit)
        position = read_position(frame.fields) if frame.purpose in _WITH_POSITION else Position()
        alarms = alarms_of(frame, position)
        signals = self._signals(frame, position, alarms, source, unit)
        if unit is None and not alarms:
            self.note_stranger(source, frame.watch_id)
        if not signals:
            return self._answer(frame, send)

        def done(receipt: Receipt | None) -> None:
            if receipt is not None and receipt.durable:
                self._answer(frame, send)
            else:
                send(SILENCE)

        self.submit(signals, done)

    def spares(self, frame: Frame) -> bool:
        """True for what a source may send however much it sends: alarms of units we know (promise 5)."""
        return frame.purpose is Purpose.ALARM and self.find(frame.watch_id) is not None

    def _signals(
        self, frame: Frame, position: Position, alarms: tuple[Alarm, ...], source: str, unit: AlarmUnit | None
    ) -> list[Signal]:
        key = message_key(frame, position)
        arrival = self.arrival(source, frame.watch_id, unit, key=key, raw=frame.raw, retry=REPEATS)
        if unit is not None:
            self._pendants.moved(unit.id, place_of(position))
        signals: list[Signal] = []
        if alarms:
            signals += self.translated(arrival, lambda: translate(frame, position, alarms, arrival, self._pendants))
        elif unit is not None and frame.purpose is Purpose.OTHER:
            signals.append(arrival.unclassified({"problem": "unknown word"}, code=frame.word[:32]))
        if unit is not None:
            signals += self._battery(frame, position, alarms, unit, source, len(signals))
        return signals

    def _battery(
        self, frame: Frame, position: Position, alarms: tuple[Alarm, ...], unit: AlarmUnit, source: str, before: int
    ) -> list[Signal]:
        """The state of the battery stands in every position: told once when low, and once when charged."""
        if Alarm.LOW_BATTERY in alarms:
            self._pendants.battery_low(unit.id)
            return []
        percent = _battery_of_link_test(frame) if frame.purpose is Purpose.LINK_TEST else position.battery
        low = position.battery_is_low and self._pendants.battery_low(unit.id)
        charged = not position.battery_is_low and self._pendants.battery_said(unit.id, percent)
        if not (low or charged):
            return []
        key = f"battery:{unit.id}:{self.centre.new_id(self.clock.now())}"
        arrival = self.arrival(source, frame.watch_id, unit, key=key)
        detail = {} if percent is None else {"battery": f"{percent} %"}
        return [
            (LOW_BATTERY if low else CHARGED).signal(arrival, before + 1, "low_battery" if low else "charged", detail)
        ]

    def _answer(self, frame: Frame, send: Send) -> None:
        octets = answer(frame)
        send(self.told(frame.watch_id, octets, frame.word))


def alarms_of(frame: Frame, position: Position) -> tuple[Alarm, ...]:
    """The alarms of a frame: AL without any bit is one of unknown kind; a stored position may hold an alarm too."""
    if frame.purpose is Purpose.ALARM:
        return position.alarms or (Alarm.UNSPECIFIED,)
    return position.alarms


def _battery_of_link_test(frame: Frame) -> int | None:
    """Percent in `LK,steps,tumbles,battery`."""
    fields = frame.fields
    return int(fields[2]) if len(fields) > 2 and fields[2].isascii() and fields[2].isdigit() else None
