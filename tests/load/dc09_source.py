"""Many diallers in one process: frames at a fixed rate over held connections, answers timed from the schedule.

Run as a program beside a DC-09 door: `python -m tests.load.dc09_source HOST PORT --rate 5000 --seconds 5`; the last
line printed is one JSON object. Open loop: a slow door does not slow the source, it only makes the latencies longer.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections import deque
from dataclasses import dataclass, field

import uvloop

from protocols.dc09 import build

TICK_S = 0.001
LAST_ANSWERS_S = 5.0


def account(number: int) -> str:
    """What unit `number` calls itself."""
    return f"{number:06}"


@dataclass
class Dialler(asyncio.Protocol):
    """One connection; answers come in the order of the frames."""

    source: Source
    waiting: deque[float] = field(default_factory=deque)
    transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport) or hasattr(transport, "write")
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        now = self.source.loop.time()
        for _ in range(data.count(b"\r")):
            self.source.latencies.append(now - self.waiting.popleft())


class Source:
    """Builds all frames first, so that sending costs next to nothing."""

    def __init__(self, kind: str, units: int) -> None:
        self.kind = kind
        self.units = units
        self.loop = asyncio.get_running_loop()
        self.latencies: list[float] = []

    def frames(self, count: int) -> list[bytes]:
        """One frame each for as many units, sequence numbers going up from round to round."""
        made = []
        for number in range(count):
            who, seq = account(number % self.units), f"{number // self.units % 9999 + 1:04}"
            if self.kind == "null":
                made.append(build("NULL", "0000", who))
            else:
                made.append(build("ADM-CID", seq, who, f"#{who}|1101 01 007"))
        return made

    async def run(self, host: str, port: int, connections: int, rate: float, seconds: float) -> dict[str, float]:
        """Send, wait for the answers, and tell how it went."""
        frames = self.frames(int(rate * seconds))
        diallers = [
            (await self.loop.create_connection(lambda: Dialler(self), host, port))[1] for _ in range(connections)
        ]
        began, sent = self.loop.time() + 0.05, 0
        while sent < len(frames):
            due = min(len(frames), int((self.loop.time() - began) * rate))
            for number in range(sent, due):
                dialler = diallers[number % connections]
                assert dialler.transport is not None
                dialler.waiting.append(began + number / rate)
                dialler.transport.write(frames[number])
            sent = max(sent, due)
            await asyncio.sleep(TICK_S)
        lasted = self.loop.time() - began
        limit = self.loop.time() + LAST_ANSWERS_S
        while len(self.latencies) < sent and self.loop.time() < limit:
            await asyncio.sleep(0.01)
        for dialler in diallers:
            assert dialler.transport is not None
            dialler.transport.abort()
        await asyncio.sleep(0)
        return self.told(sent, lasted)

    def told(self, sent: int, lasted: float) -> dict[str, float]:
        """The figures, milliseconds."""
        ranked = sorted(self.latencies) or [float("nan")]
        at = {f"p{share}_ms": round(ranked[len(ranked) * share // 100] * 1000, 2) for share in (50, 99)}
        return {"sent": sent, "answered": len(self.latencies), "per_s": round(sent / lasted)} | at | {
            "max_ms": round(ranked[-1] * 1000, 2)
        }  # fmt: skip


def main() -> None:
    """Read arguments and run."""
    say = argparse.ArgumentParser(description=__doc__)
    say.add_argument("host")
    say.add_argument("port", type=int)
    say.add_argument("--kind", choices=("press", "null"), default="press")
    say.add_argument("--rate", type=float, default=1000.0)
    say.add_argument("--seconds", type=float, default=5.0)
    say.add_argument("--connections", type=int, default=200)
    say.add_argument("--units", type=int, default=20_000)
    told = say.parse_args()

    async def run() -> dict[str, float]:
        return await Source(told.kind, told.units).run(told.host, told.port, told.connections, told.rate, told.seconds)

    print(json.dumps(uvloop.run(run())))


if __name__ == "__main__":
    main()
