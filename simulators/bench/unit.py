"""One unit on the bench: what a technician does to it, and everything that passes on its wire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from simulators.answer import Answer, Kind
from simulators.dc09_frames import Dialler
from simulators.dc09_line import Dc09Line
from simulators.dc09_unit import Dc09Unit
from simulators.events import Event, What
from simulators.scaip_messages import Caller
from simulators.scaip_unit import ScaipUnit
from simulators.sip_line import SipLine
from simulators.target import Protocol, Target

LASTING = frozenset({What.MAINS, What.BATTERY})
"""What stays so until it is done again: mains pulled, battery low."""


@dataclass(frozen=True, slots=True)
class Passed:
    """Bytes on the wire of a unit: `out` to the centre, or in from it."""

    unit: str
    out: bool
    octets: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """What came of something done to a unit."""

    unit: str
    what: str
    answer: Answer


Hear = Callable[[Passed | Told], None]

_UNPLUGGED = Answer(kind=Kind.UNREACHABLE, said="the link is cut")


class BenchUnit:
    """A unit with its link plugged in. `hear` gets what passes and what comes of it.

    Attributes:
        plugged: its link to the centre is there. lasting: what is so just now.
    """

    def __init__(
        self, target: Target, protocol: Protocol, address: str, hear: Hear, *, dialler: Dialler, caller: Caller
    ) -> None:
        self.address = address
        self.protocol = protocol
        self.plugged = True
        self.lasting: set[What] = set()
        self._hear = hear
        self._line: Dc09Line | SipLine
        self._unit: Dc09Unit | ScaipUnit
        if protocol is Protocol.DC09:
            self._line = Dc09Line(target, tap=self._passed)
            self._unit = Dc09Unit(dialler, target, line=self._line)
        else:
            self._line = SipLine(target, tap=self._passed)
            self._unit = ScaipUnit(caller, target, line=self._line, withdraws=False)

    async def do(self, what: What) -> Answer:
        """Press, fall, pull the mains (and put them back the next time), beat; returns what the centre answered."""
        restored = what in self.lasting
        if what in LASTING:
            self.lasting ^= {what}
        name = f"{what.value} over" if restored else what.value
        answer = await self._said(Event(what=what, restored=restored)) if self.plugged else _UNPLUGGED
        self._hear(Told(self.address, name, answer))
        return answer

    async def cut(self) -> None:
        """Pull the plug of its link, or put it back."""
        self.plugged = not self.plugged
        if not self.plugged:
            await self._line.close()

    async def close(self) -> None:
        """Put it away."""
        await self._unit.close()
        await self._line.close()

    async def _said(self, event: Event) -> Answer:
        try:
            return await (self._unit.beat() if event.what is What.HEARTBEAT else self._unit.send(event))
        except OSError as error:
            return Answer(kind=Kind.UNREACHABLE, said=error.strerror or str(error))

    def _passed(self, out: bool, octets: bytes) -> None:
        self._hear(Passed(self.address, out, octets))
