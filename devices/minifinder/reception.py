"""What the MiniFinder door does with one frame: remember, raise, and only then answer; no answer makes it repeat."""

from __future__ import annotations

from alarmd.domain.ports import Receipt
from alarmd.domain.signal import Signal
from alarmd.domain.unit import AlarmUnit
from devices.listener import Centre, Send
from devices.minifinder.translate import place_of, translate
from devices.pendant import CHARGED, REPEATS, Pendants
from devices.reception import Reception
from protocols.minifinder import Frame, Kind, Rejected, Report, answer, message_key, read_report

SILENCE = b""


class MinifinderReception(Reception):
    """One MiniFinder door's way with frames."""

    def __init__(self, door: str, centre: Centre) -> None:
        super().__init__(door, "minifinder", centre)
        self._pendants = Pendants()

    def reject(self, rejected: Rejected, source: str) -> None:
        """Bytes that are no frame: kept, never answered."""
        self.rejected(rejected.reason, rejected.raw, source)

    def receive(self, frame: Frame, source: str, known_as: str, send: Send) -> str:
        """Take one frame from `source`; `send` is called once, at once or after the commit.

        Args:
            frame: as read.
            source: `host:port`.
            known_as: the IMEI that this connection named before, since not every frame names it.
            send: takes the answer.

        Returns:
            The IMEI by which the connection is known from now on.
        """
        report = read_report(frame)
        imei = report.imei or known_as
        unit = self.find(imei)
        address = imei or source.rpartition(":")[0]
        self.heard(address, frame.raw, lambda: f"kind {frame.kind:02X} {', '.join(str(e) for e, _ in report.events)}")
        self.beat(unit)
        if unit is None and not report.events:
            self.note_stranger(source, address)
        signals = self._signals(frame, report, source, address, unit)
        if signals:
            self._raise(signals, frame, report, address, send)
        else:
            self._answer(frame, report, address, send)
        return imei

    def spares(self, frame: Frame, known_as: str) -> bool:
        """True for what a source may send however much it sends: events of units we know (promise 5)."""
        if frame.kind != Kind.REPORT:
            return False
        report = read_report(frame)
        return bool(report.events) and self.find(report.imei or known_as) is not None

    def _signals(self, frame: Frame, report: Report, source: str, address: str, unit: AlarmUnit | None) -> list[Signal]:
        arrival = self.arrival(
            source, address, unit, key=message_key(address, report, frame.index), raw=frame.raw, retry=REPEATS
        )  # fmt: skip
        if frame.incomplete and not report.events:
            # The alarm may stand in what is missing.
            if unit is None:
                self.note_unreadable(source, "incomplete", frame.raw)
                return []
            return [arrival.unclassified({"problem": "a field is longer than the frame"})]
        if unit is not None:
            for record in report.records:
                self._pendants.moved(unit.id, place_of(record))
        signals: list[Signal] = []
        if report.events:
            signals += self.translated(arrival, lambda: translate(report, arrival, self._pendants))
        if unit is not None:
            signals += self._battery(report, unit, source, address, len(signals))
        return signals

    def _battery(self, report: Report, unit: AlarmUnit, source: str, address: str, before: int) -> list[Signal]:
        """A battery that was said to be low is charged again."""
        if any(event.alarm == "low_battery" for event, _ in report.events):
            self._pendants.battery_low(unit.id)
            return []
        charging = any(record.charging for record in report.records)
        if not self._pendants.battery_said(unit.id, report.battery, charging=charging):
            return []
        arrival = self.arrival(source, address, unit, key=f"charged:{unit.id}:{self.centre.new_id(self.clock.now())}")
        return [CHARGED.signal(arrival, before + 1, "charged", {})]

    def _raise(self, signals: list[Signal], frame: Frame, report: Report, address: str, send: Send) -> None:
        def done(receipt: Receipt | None) -> None:
            if receipt is not None and receipt.durable:
                self._answer(frame, report, address, send)
            else:
                send(SILENCE)

        self.submit(signals, done)

    def _answer(self, frame: Frame, report: Report, address: str, send: Send) -> None:
        octets = answer(frame, report, int(self.clock.now().timestamp()))
        send(self.told(address, octets, "taken"))
