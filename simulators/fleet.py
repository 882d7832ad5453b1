"""Thousands of homes at once: spread heartbeats, now and then a press, and a status line each second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Protocol as Interface

from simulators.dc09_frames import Dialler
from simulators.fleet_dc09 import Dc09Carrier, diallers
from simulators.fleet_scaip import ScaipCarrier
from simulators.latencies import Latencies
from simulators.schedule import BeatSchedule, PressSchedule
from simulators.sip_auth import Account
from simulators.tally import CpuMeter, Tally
from simulators.target import Protocol, Target, demo_address, demo_protocol

Home = tuple[Protocol, str]
"""A unit's protocol and address."""

ANYBODY = Dialler(account="")
TICK_S = 0.02
RETRY_EVERY_TICKS = 5
DRAIN_S = 3.0


class Carrier(Interface):
    """What takes a fleet's messages to the receiver: `Dc09Carrier`, `ScaipCarrier`."""

    async def open(self) -> None:
        """Open the sockets."""

    def beat(self, unit: int) -> None:
        """Send a heartbeat."""

    def press(self, unit: int) -> None:
        """Send a press."""

    def tick(self, now: float) -> None:
        """Repeat and give up what is due."""

    async def close(self) -> None:
        """Close the sockets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetSettings:
    """A fleet.

    Attributes:
        targets: where each protocol goes.
        protocol: of all units; None when each demo unit speaks its own.
        count, first: how many, and the number of the first one. homes: instead of the demo's own.
        seed: for the spread and the presses.
        beat_s: seconds between a unit's heartbeats. presses_per_minute: by the whole fleet.
        links: most sockets. like: how DC-09 units write. account: for SCAIP; see `ScaipCarrier`.
        seconds, messages: stop after so long or so many messages; 0 is never.
    """

    targets: Mapping[Protocol, Target]
    protocol: Protocol | None = None
    count: int = 200
    first: int = 0
    homes: tuple[Home, ...] = ()
    seed: int = 1
    beat_s: float = 60.0
    presses_per_minute: float = 2.0
    links: int = 4
    like: Dialler = ANYBODY
    account: Account | None = None
    seconds: float = 0.0
    messages: int = 0

    @property
    def units(self) -> Sequence[Home]:
        """Protocol and address of every unit."""
        if self.homes:
            return self.homes
        numbers = range(self.first, self.first + self.count)
        return [(p, demo_address(p, n)) for n in numbers for p in (self.protocol or demo_protocol(n),)]

    def carriers(self, tally: Tally) -> dict[Protocol, Carrier]:
        """The ways to the receiver that the units need."""
        accounts = [address for protocol, address in self.units if protocol is Protocol.DC09]
        cids = [address for protocol, address in self.units if protocol is Protocol.SCAIP]
        found: dict[Protocol, Carrier] = {}
        if accounts:
            target = self.targets[Protocol.DC09]
            found[Protocol.DC09] = Dc09Carrier(target, diallers(accounts, self.like), tally, links=self.links)
        if cids:
            target = self.targets[Protocol.SCAIP]
            found[Protocol.SCAIP] = ScaipCarrier(target, cids, tally, links=self.links, account=self.account)
        return found


class Fleet:
    """Runs until its bounds or `stop`; then waits a little for the last answers.

    Args:
        say: gets a status line each second; None is silence.
    """

    def __init__(self, settings: FleetSettings, say: Callable[[str], None] | None = print) -> None:
        self._settings = settings
        self._say = say
        self.tally = Tally()
        self._stopping = False

    def stop(self) -> None:
        """End soon."""
        self._stopping = True

    async def run(self) -> Tally:
        """Beat and press; return what was done."""
        settings = self._settings
        carriers = settings.carriers(self.tally)
        units = _places(settings.units, carriers)
        beats = BeatSchedule(len(units), settings.beat_s, settings.seed)
        presses = PressSchedule(len(units), settings.presses_per_minute, settings.seed + 1)
        for carrier in carriers.values():
            await carrier.open()
        started = monotonic()
        status = _Status(self.tally, started, self._say)
        ticks = 0
        try:
            while not self._over(monotonic() - started):
                now = monotonic()
                for unit in beats.due(now - started):
                    carrier, place = units[unit]
                    carrier.beat(place)
                for unit in presses.due(now - started):
                    carrier, place = units[unit]
                    carrier.press(place)
                if ticks % RETRY_EVERY_TICKS == 0:
                    _tick(carriers.values(), now)
                    status.look(now)
                ticks += 1
                await asyncio.sleep(TICK_S)
            await self._drain(carriers.values())
        finally:
            for carrier in carriers.values():
                await carrier.close()
        self.tally.unanswered += self.tally.waiting
        status.last(monotonic())
        return self.tally

    def _over(self, elapsed: float) -> bool:
        settings = self._settings
        return (
            self._stopping
            or bool(settings.seconds and elapsed >= settings.seconds)
            or bool(settings.messages and self.tally.sent >= settings.messages)
        )

    async def _drain(self, carriers: Iterable[Carrier]) -> None:
        until = monotonic() + DRAIN_S
        while self.tally.waiting and monotonic() < until:
            _tick(carriers, monotonic())
            await asyncio.sleep(TICK_S)


def _places(homes: Sequence[Home], carriers: Mapping[Protocol, Carrier]) -> list[tuple[Carrier, int]]:
    """Each unit's carrier, and its number there."""
    used = dict.fromkeys(carriers, 0)
    found = []
    for protocol, _ in homes:
        found.append((carriers[protocol], used[protocol]))
        used[protocol] += 1
    return found


def _tick(carriers: Iterable[Carrier], now: float) -> None:
    for carrier in carriers:
        carrier.tick(now)


class _Status:
    """The line each second, and the one at the end."""

    def __init__(self, tally: Tally, now: float, say: Callable[[str], None] | None) -> None:
        self._tally = tally
        self._say = say
        self._started = now
        self._next = now + 1.0
        self._recent_cpu = CpuMeter(now)
        self._all_cpu = CpuMeter(now)

    def look(self, now: float) -> None:
        if now < self._next or self._say is None:
            return
        self._next += 1.0
        recent, self._tally.recent = self._tally.recent, Latencies()
        self._say(self._tally.line(now - self._started, self._recent_cpu.percent(now), recent))

    def last(self, now: float) -> None:
        if self._say is not None:
            line = self._tally.line(now - self._started, self._all_cpu.percent(now), self._tally.all_times)
            self._say(f"in all {line}")
