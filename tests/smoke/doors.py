"""Every way into the centre, driven by the simulators: one press over one of them, and what its unit heard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from deploy.demo.centre import DemoCentre
from simulators.answer import Answer
from simulators.dc09_frames import Dialler
from simulators.dc09_unit import Dc09Unit, Tries
from simulators.events import Event, What
from simulators.scaip_messages import Caller
from simulators.scaip_unit import Patience, ScaipUnit
from simulators.target import Protocol, Target, Transport, demo_address


@dataclass(frozen=True)
class Way:
    """A door and how bytes come to it."""

    protocol: Protocol
    transport: Transport

    def __str__(self) -> str:
        return f"{self.protocol.value}-{self.transport.value}"

    def target(self, centre: DemoCentre) -> Target:
        """Where that is in this centre."""
        ports = centre.ports
        if self.protocol is Protocol.DC09:
            port = ports.dc09
        else:
            port = ports.scaip_tls if self.transport is Transport.TLS else ports.scaip
        return Target("127.0.0.1", port, self.transport)

    def address(self, number: int) -> str:
        """The `number`th demo unit that speaks this protocol."""
        odd = self.protocol is Protocol.SCAIP
        return demo_address(self.protocol, 2 * number + odd)

    @asynccontextmanager
    async def unit(
        self, centre: DemoCentre, number: int, *, tries: int, patience_s: float, first_seq: str = "0001"
    ) -> AsyncIterator[Speaker]:
        """A unit that sends each message up to `tries` times and waits `patience_s` for each answer."""
        target, address = self.target(centre), self.address(number)
        if self.protocol is Protocol.DC09:
            dialler = Dialler(account=address)
            async with Dc09Unit(dialler, target, first_seq=first_seq, tries=Tries(tries, patience_s)) as unit:
                yield Speaker(unit)
        else:
            patience = Patience(sip_s=patience_s, verdict_s=patience_s, tries=tries)
            async with ScaipUnit(Caller(cid=address), target, patience=patience, withdraws=False) as unit:
                yield Speaker(unit)


@dataclass(frozen=True)
class Speaker:
    """A unit of either protocol. `name` (letter and digits) stands in the message and so in the stored raw bytes."""

    unit: Dc09Unit | ScaipUnit

    async def press(self, name: str, what: What = What.PRESS) -> Answer:
        """One press, until it is answered or the tries are used up."""
        event = Event(what=what, text=name)
        if isinstance(self.unit, Dc09Unit):
            return await self.unit.send(event)
        return await self.unit.send(event, ref=name)


WAYS = [
    Way(Protocol.DC09, Transport.TCP),
    Way(Protocol.DC09, Transport.UDP),
    Way(Protocol.SCAIP, Transport.TCP),
    Way(Protocol.SCAIP, Transport.UDP),
    Way(Protocol.SCAIP, Transport.TLS),
]
"""The ways that the demo's centre opens."""


async def press(centre: DemoCentre, way: Way, number: int, *, patience_s: float = 10.0, name: str = "K1") -> Answer:
    """Unit `number` presses once, with the same bytes each time it is called: a second call is a repetition."""
    async with way.unit(centre, number, tries=1, patience_s=patience_s) as unit:
        return await unit.press(name)
