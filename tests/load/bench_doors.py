"""From the scheduled sending to the durable answer: DC-09 next to pysiaalarm, SCAIP from MESSAGE to verdict."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from deploy.demo.centre import Ports
from tests.load.bench_ground import UNITS, Ground, Offered
from tests.load.bench_report import Row

PEERS_PYTHON = Path(__file__).resolve().parents[2] / ".venv-peers" / "bin" / "python"
RECEIVER = Path(__file__).with_name("pysiaalarm_receiver.py")

DC09_RATES = (500.0, 2_000.0, 5_000.0, 8_000.0)
SCAIP_RATES = (500.0, 1_500.0, 3_000.0)
DC09_LINES = 200
"""Connections: enough that frames seldom wait for another on theirs, which pysiaalarm would lose."""

SCAIP_LINKS = 8
_KEPT_UP = 0.995


def _row(name: str, group: str, offered: Offered, aim: tuple[str, bool | None], compared: str = "") -> Row:
    return Row(
        group=group, name=name, offered=offered.of("offered_per_s"), rate=offered.of("sent_per_s"),
        share=offered.share, p50_ms=offered.of("p50_ms"), p99_ms=offered.of("p99_ms"), max_ms=offered.of("max_ms"),
        cpu=offered.cpu, aim=aim[0], met=aim[1], compared=compared,
    )  # fmt: skip


def dc09_rows(ground: Ground, bare: Row | None) -> list[Row]:
    """Our door, and pysiaalarm under the same load."""
    found = []
    with ground.centre() as centre:
        assert centre.process is not None
        for number, rate in enumerate(DC09_RATES):
            offered = ground.load(
                "dc09", centre.ports.dc09, rate, receiver=centre.process.pid, connections=DC09_LINES, seed=number
            )
            compared = ""
            aim = _dc09_aim(offered, rate)
            if rate == DC09_RATES[0] and bare is not None:
                times = offered.of("p99_ms") / bare.p99_ms
                compared, aim = f"{times:.1f}x bare p99", ("<= 5x bare p99", times <= 5.0)
            found.append(_row("DC-09 frame to durable answer", "dc09", offered, aim, compared))
    return found + _peer_rows(ground, found)


def _dc09_aim(offered: Offered, rate: float) -> tuple[str, bool | None]:
    whole = offered.share == 1.0
    if rate == 5_000.0:
        return "p99 <= 20 ms", whole and offered.of("p99_ms") <= 20.0
    if rate == 8_000.0:
        return "kept up with", whole and offered.of("sent_per_s") >= _KEPT_UP * rate and offered.of("max_ms") < 1000.0
    return "", None


def _peer_rows(ground: Ground, ours: Sequence[Row]) -> list[Row]:
    if not PEERS_PYTHON.exists():
        ground.say("  pysiaalarm is not installed (make .venv-peers/.ready): its rows are left out")
        return []
    found = []
    for number, (rate, our) in enumerate(zip(DC09_RATES, ours, strict=True)):
        with _pysiaalarm() as (port, pid):
            offered = ground.load("dc09", port, rate, receiver=pid, connections=DC09_LINES, seed=number)
        compared = f"{offered.of('p99_ms') / our.p99_ms:.1f}x our p99"
        found.append(_row("pysiaalarm, which stores nothing", "peer", offered, ("", None), compared))
    return found


@contextlib.contextmanager
def _pysiaalarm() -> Iterator[tuple[int, int]]:
    port = Ports.free().dc09
    words = [str(PEERS_PYTHON), "-O", "-W", "ignore", str(RECEIVER), str(port), str(UNITS // 2)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError("pysiaalarm did not start")
        yield port, process.pid
    finally:
        process.kill()
        process.communicate()


def scaip_rows(ground: Ground) -> list[Row]:
    """MESSAGE to verdict over UDP."""
    found = []
    with ground.centre() as centre:
        assert centre.process is not None
        for number, rate in enumerate(SCAIP_RATES):
            offered = ground.load(
                "scaip", centre.ports.scaip, rate, receiver=centre.process.pid, connections=SCAIP_LINKS, seed=number
            )
            met = offered.share == 1.0 and offered.of("p99_ms") <= 20.0
            aim = ("p99 <= 20 ms", met) if rate == SCAIP_RATES[-1] else ("", None)
            found.append(_row("SCAIP MESSAGE to verdict", "scaip", offered, aim))
    return found
