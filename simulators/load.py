"""An open-loop load generator: messages leave when they are due, whether or not the receiver keeps up.

Every latency counts from the moment the message was due, so a stall costs all that it delayed. The generator
says how late it was itself, and what part of a core it used, so that its own limits are not taken for the
receiver's.
"""

from __future__ import annotations

import asyncio
import gc
import json
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from random import Random
from time import monotonic
from typing import cast

from protocols.dc09.build import next_seq
from simulators.clock import wall_now
from simulators.dc09_frames import Dialler
from simulators.dc09_unit import drawn_seq
from simulators.events import PRESS
from simulators.fleet_dc09 import diallers
from simulators.fleet_scaip import ScaipCarrier
from simulators.latencies import Latencies
from simulators.sip_auth import Account
from simulators.tally import CpuMeter, Tally
from simulators.target import Target

TICK_S = 0.001
DRAIN_TICK_S = 0.01
RETRY_EVERY_TICKS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadResult:
    """What was offered and what came back; times in milliseconds from the scheduled sending.

    Attributes:
        offered_per_s: the rate asked for. sent_per_s: what left in fact.
        answered: taken by the receiver. refused: answered otherwise. unanswered: neither, to the end.
        late_ms: the most that the generator itself was late. cpu_percent: of one core, its own.
    """

    protocol: str
    offered_per_s: float
    sent_per_s: float
    connections: int
    sent: int
    answered: int
    refused: int
    unanswered: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    late_ms: float
    cpu_percent: float

    def as_json(self) -> dict[str, object]:
        """The same for a program, rounded to microseconds."""
        return {name: round(v, 3) if isinstance(v, float) else v for name, v in asdict(self).items()}

    def line(self) -> str:
        """One line of JSON."""
        return json.dumps(self.as_json())


# ---- what to send ------------------------------------------------------------------------------------------------


def press_order(count: int, units: int, seed: int) -> list[int]:
    """Who presses: each unit of the half that is used presses twice, so half the presses open and half join.

    With more than two presses a unit the rest joins as well. The order is drawn from the seed.
    """
    random = Random(seed)
    used = random.sample(range(units), min(units, (count + 1) // 2))
    order = [used[index % len(used)] for index in range(count)]
    random.shuffle(order)
    return order


def press_frames(order: Sequence[int], accounts: Sequence[str], like: Dialler) -> list[bytes]:
    """One DC-09 frame for each press, every one with a sequence number of its own within its unit."""
    units = diallers(accounts, like)
    seqs = [drawn_seq() for _ in units]
    now = wall_now()
    frames = []
    for unit in order:
        seqs[unit] = next_seq(seqs[unit])
        frames.append(units[unit].frame(PRESS, seqs[unit], now))
    return frames


# ---- the schedule ------------------------------------------------------------------------------------------------


class _Pace:
    """How many messages are due, and how late the generator is."""

    def __init__(self, count: int, rate: float, now: float) -> None:
        if rate <= 0 or count < 1:
            raise ValueError("a load has a rate above 0 and at least one message")
        self.count = count
        self._rate = rate
        self.started = now
        self.sent = 0
        self.late_ms = 0.0

    def due(self, now: float) -> range:
        """Numbers of the messages to send now."""
        until = min(self.count, int((now - self.started) * self._rate) + 1)
        found = range(self.sent, until)
        if found:
            self.late_ms = max(self.late_ms, (now - self.at(self.sent)) * 1000)
        self.sent = until
        return found

    def at(self, number: int) -> float:
        """When that message is due, loop time."""
        return self.started + number / self._rate

    @property
    def done(self) -> bool:
        return self.sent == self.count


@contextmanager
def _without_collector() -> Iterator[None]:
    """A pause of the garbage collector would count as the receiver's."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


# ---- DC-09 -------------------------------------------------------------------------------------------------------


class _Held(asyncio.Protocol):
    """One held connection; answers come in the order of the frames, so counting them is enough."""

    def __init__(self, times: Latencies) -> None:
        self._times = times
        self._rest = b""
        self._loop = asyncio.get_running_loop()
        self.due: deque[float] = deque()
        self.refused = 0
        self.closed: asyncio.Future[None] = self._loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        octets = self._rest + data
        end = octets.rfind(b"\r") + 1
        self._rest = octets[end:]
        answers = octets.count(b"\r", 0, end)
        taken = octets.count(b'ACK"', 0, end)
        now = monotonic()
        if taken == answers <= len(self.due):
            for _ in range(answers):
                self._times.add((now - self.due.popleft()) * 1000)
            return
        for piece in octets[:end].split(b"\r")[:-1]:
            due = self.due.popleft() if self.due else now
            if b'ACK"' in piece:
                self._times.add((now - due) * 1000)
            else:
                self.refused += 1

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.closed.done():
            self.closed.set_result(None)


async def offer_dc09(
    target: Target, frames: Sequence[bytes], rate: float, *, connections: int = 32, drain_s: float = 5.0
) -> LoadResult:
    """Offer prebuilt frames over held TCP connections, so many a second, in turn over the connections.

    Raises:
        OSError: a connection cannot be made.
    """
    loop = asyncio.get_running_loop()
    times = Latencies()
    held = [
        (await loop.create_connection(lambda: _Held(times), target.host, target.port))[1] for _ in range(connections)
    ]
    cpu = CpuMeter(monotonic())
    with _without_collector():
        pace = _Pace(len(frames), rate, monotonic())
        while not pace.done:
            for number in pace.due(monotonic()):
                connection = held[number % connections]
                connection.due.append(pace.at(number))
                connection.transport.write(frames[number])
            await asyncio.sleep(TICK_S)
        took = monotonic() - pace.started
        for _ in range(int(drain_s / DRAIN_TICK_S)):
            if not any(c.due and not c.closed.done() for c in held):
                break
            await asyncio.sleep(DRAIN_TICK_S)
    used = cpu.percent(monotonic())
    for connection in held:
        connection.transport.close()
        await connection.closed
    refused = sum(connection.refused for connection in held)
    return _result("dc09", rate, took, connections, pace, times, refused, used)


# ---- SCAIP -------------------------------------------------------------------------------------------------------


async def offer_scaip(
    target: Target,
    cids: Sequence[str],
    order: Sequence[int],
    rate: float,
    *,
    connections: int = 8,
    account: Account | None = None,
    drain_s: float = 5.0,
) -> LoadResult:
    """Offer presses of the units `order` names, so many a second; a latency ends with the verdict.

    Lost datagrams are retransmitted as SIP says, so they cost time and not an answer.
    """
    tally = Tally()
    carrier = ScaipCarrier(target, cids, tally, links=connections, account=account)
    await carrier.open()
    cpu = CpuMeter(monotonic())
    ticks = 0
    try:
        with _without_collector():
            pace = _Pace(len(order), rate, monotonic())
            until = 0.0
            while not pace.done or (tally.waiting and monotonic() < until):
                now = monotonic()
                for number in pace.due(now):
                    carrier.send(order[number], PRESS, pace.at(number))
                    until = monotonic() + drain_s
                    took = now - pace.started
                ticks += 1
                if ticks % RETRY_EVERY_TICKS == 0:
                    carrier.tick(now)
                await asyncio.sleep(TICK_S)
        used = cpu.percent(monotonic())
    finally:
        await carrier.close()
    return _result("scaip", rate, took, connections, pace, tally.all_times, tally.refused, used)


def _result(
    protocol: str,
    rate: float,
    took: float,
    connections: int,
    pace: _Pace,
    times: Latencies,
    refused: int,
    cpu_percent: float,
) -> LoadResult:
    return LoadResult(
        protocol=protocol,
        offered_per_s=rate,
        sent_per_s=pace.sent / max(took, 1 / rate),
        connections=connections,
        sent=pace.sent,
        answered=times.count,
        refused=refused,
        unanswered=pace.sent - times.count - refused,
        p50_ms=times.percentile(50),
        p99_ms=times.percentile(99),
        max_ms=times.max_ms,
        late_ms=pace.late_ms,
        cpu_percent=cpu_percent,
    )
