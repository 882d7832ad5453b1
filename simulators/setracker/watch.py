"""A watch: SOS, fall, battery, link test and position, now or stored, with its faults."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from protocols.setracker import Frame, Splitter, seal
from simulators.answer import Answer
from simulators.clock import Wall, wall_now
from simulators.wire import Asker

ALARMS = {"sos": 1 << 16, "battery": 1 << 17, "left-area": 1 << 18, "taken-off": 1 << 20, "fall": 1 << 21}


@dataclass(slots=True)
class Watch:
    """One watch.

    Attributes:
        late_s: its alarms are so old. place: degrees, None without a fix. wrong_length: states a length that is wrong.
    """

    asker: Asker
    watch_id: str = "8800000017"
    battery: int = 80
    late_s: float = 0.0
    place: tuple[float, float] | None = (59.328331, 18.06667)
    wrong_length: bool = False
    wall: Wall = wall_now

    async def send(self, what: str) -> Answer:
        """One of `ALARMS`, `link`, `init` or `position`; a position is not answered.

        Raises:
            ValueError: another word.
        """
        if what == "link":
            return await self._ask(f"LK,100,0,{self.battery}", "LK")
        if what == "init":
            return await self._ask("INIT,0,0,V1.0,000", "INIT")
        if what == "position":
            return await self._ask(self._position("UD", 0), "")
        if what not in ALARMS:
            raise ValueError(f"{what!r} is none of {', '.join([*ALARMS, 'link', 'init', 'position'])}")
        return await self._ask(self._position("AL", ALARMS[what]), "AL")

    def _position(self, word: str, status: int) -> str:
        at = self.wall() - timedelta(seconds=self.late_s)
        fix = "A" if self.place is not None else "V"
        lat, lon = self.place or (0.0, 0.0)
        sides = f"{abs(lat):.6f},{'N' if lat >= 0 else 'S'},{abs(lon):.6f},{'E' if lon >= 0 else 'W'}"
        return f"{word},{at:%d%m%y,%H%M%S},{fix},{sides},0.0,0.0,30.0,9,90,{self.battery},100,0,{status:08x},0,0,0"

    async def _ask(self, content: str, wanted: str) -> Answer:
        octets = seal("3G", self.watch_id, content)
        if self.wrong_length:
            octets = octets.replace(b"*%04x*" % len(content), b"*0001*", 1)
        splitter = Splitter()

        def read(more: bytes) -> str | None:
            words = [item.word for item in splitter.feed(more) if isinstance(item, Frame)]
            return wanted if wanted in words else None

        if not wanted:
            # Nobody answers a position: a link test behind it shows that it was heard.
            octets, wanted = octets + seal("3G", self.watch_id, "LK"), "LK"
        return await self.asker.ask(octets, read, content.partition(",")[0])
