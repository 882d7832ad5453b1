"""Promise 5 in figures: the life-safety answer's p99 with fifty test alarms for each press, and without."""

from __future__ import annotations

import time
import urllib.request

from deploy.demo.centre import PYTHON
from tests.fakes.pace import hold
from tests.load.bench_ground import Ground, Offered, beside
from tests.load.bench_report import Row

PRESSES = 50.0
STORM = 50
LINES = 32
SETTLING_S = 1.0
_TESTS = 'alarmd_signals_total{door="dc09",lane="test"'


def rows(ground: Ground) -> list[Row]:
    """A quiet row, and the same presses in the storm."""
    with ground.centre() as centre:
        assert centre.process is not None
        port, pid = centre.ports.dc09, centre.process.pid
        quiet = ground.load("dc09", port, PRESSES, receiver=pid, connections=LINES, seed=1)
        with beside([PYTHON, "-m", "tests.load.storm_source", str(port), f"{PRESSES * STORM:g}"]) as storm:
            assert storm.stdout is not None
            storm.stdout.readline()
            began = time.monotonic()
            hold(SETTLING_S)
            stormy = ground.load("dc09", port, PRESSES, receiver=pid, connections=LINES, seed=2)
            tests = _tests_taken(centre.base) / (time.monotonic() - began)
            if storm.poll() is not None:
                raise RuntimeError("the storm ended by itself")
    times = stormy.of("p99_ms") / quiet.of("p99_ms")
    whole = stormy.share == 1.0
    return [
        _row("life-safety answer, quiet", quiet),
        _row(
            f"the same with {STORM}x test alarms",
            stormy,
            f"{times:.2f}x quiet p99, {tests:.0f} tests/s beside",
            "<= 1.5x",
            whole and times <= 1.5,
        ),
    ]


def _tests_taken(base: str) -> float:
    """Test alarms answered until now, stored or turned away."""
    with urllib.request.urlopen(f"{base}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(_TESTS))


def _row(name: str, offered: Offered, compared: str = "", aim: str = "", met: bool | None = None) -> Row:
    return Row(
        group="storm", name=name, offered=PRESSES, rate=offered.of("sent_per_s"), share=offered.share,
        p50_ms=offered.of("p50_ms"), p99_ms=offered.of("p99_ms"), max_ms=offered.of("max_ms"), cpu=offered.cpu,
        compared=compared, aim=aim, met=met,
    )  # fmt: skip
