"""A pendant: SOS, fall, battery, heartbeat and position, now or kept for lack of a link, with its faults."""

from __future__ import annotations

from dataclasses import dataclass

from protocols.minifinder import Alarm, Field, Frame, Kind, Splitter, build, seal
from simulators.answer import Answer
from simulators.clock import Wall, wall_now
from simulators.wire import Asker

ALARMS = {
    "sos": Alarm.SOS, "fall": Alarm.FALL, "battery": Alarm.LOW_BATTERY, "off": Alarm.POWER_OFF, "on": Alarm.POWER_ON,
}  # fmt: skip


@dataclass(slots=True)
class Pendant:
    """One pendant.

    Attributes:
        late_s: its alarms are so old and were kept for lack of a link. place: degrees, None without a fix.
        wrong_crc: its checksums do not fit, so nobody answers.
    """

    asker: Asker
    imei: str = "350000000000017"
    battery: int = 80
    late_s: float = 0.0
    place: tuple[float, float] | None = (59.328331, 18.06667)
    wrong_crc: bool = False
    wall: Wall = wall_now
    _index: int = 0

    async def send(self, what: str) -> Answer:
        """One of `ALARMS`, `heartbeat`, `position` or `time`.

        Raises:
            ValueError: another word.
        """
        if what in ("heartbeat", "time"):
            wish = build.heartbeat(self.battery) if what == "heartbeat" else build.time_wanted()
            return await self._ask(Kind.SERVICES, [build.imei(self.imei), wish])
        if what not in ALARMS and what != "position":
            raise ValueError(f"{what!r} is none of {', '.join([*ALARMS, 'heartbeat', 'position', 'time'])}")
        at_s = int(self.wall().timestamp() - self.late_s)
        fields = [build.imei(self.imei), build.status(at_s, battery=self.battery, stored=self.late_s > 0)]
        if what in ALARMS:
            fields.append(build.alarm(build.bits_of(ALARMS[what]), at_s))
        if self.place is not None:
            fields.append(build.gps(*self.place))
        return await self._ask(Kind.REPORT, fields)

    async def _ask(self, kind: Kind, fields: list[Field]) -> Answer:
        self._index = self._index % 0xFFFF + 1
        octets = bytearray(seal(kind, self._index, fields, answer_wanted=True))
        if self.wrong_crc:
            octets[4] ^= 0xFF
        splitter = Splitter()

        def read(more: bytes) -> str | None:
            answers = [item for item in splitter.feed(more) if isinstance(item, Frame) and item.index == self._index]
            return f"answer {answers[0].kind:02X}" if answers else None

        return await self.asker.ask(bytes(octets), read, str(self._index))
