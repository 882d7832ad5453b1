"""From the socket to the console client, and to the painted row of the real Textual app under a pseudo terminal.

Exact: from the stamps T1 and T4 of every stored signal, while 20 000 units beat each minute.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import sqlite3
import struct
import subprocess
import termios
import threading
import time
import urllib.request
from collections.abc import Iterator

from deploy.demo.centre import PYTHON, DemoCentre
from tests.fakes.pace import hold
from tests.load.bench_ground import Ground, beside, cpu_seconds
from tests.load.bench_report import Row, percentile

RATES = (50.0, 500.0)
LINES = 32
FLEET = 20_000
_COLUMNS, _ROWS = 140, 40
_CLIENT_AIM_MS = {500.0: 20.0}
_PAINTED_AIM_MS = {50.0: 150.0, 500.0: 300.0}


def client_rows(ground: Ground) -> list[Row]:
    """The real feed client without a screen."""
    with ground.centre() as centre:
        words = [PYTHON, "-m", "tests.load.headless_console", centre.feed, centre.token()]
        with beside(_fleet(centre)), beside(words) as console:
            _connected(centre)
            return [_measure(ground, centre, console.pid, rate, "wire to console client") for rate in RATES]


def painted_rows(ground: Ground) -> list[Row]:
    """The console as operators have it, 140 by 40."""
    with ground.centre() as centre, beside(_fleet(centre)), _console(centre) as pid:
        _connected(centre)
        return [_measure(ground, centre, pid, rate, "wire to painted row") for rate in RATES]


def _fleet(centre: DemoCentre) -> list[str]:
    return [
        PYTHON, "-m", "simulators", "fleet", "-n", str(FLEET), "--beat", "60", "--press-rate", "0", "--quiet",
        "--dc09-port", str(centre.ports.dc09), "--scaip-port", str(centre.ports.scaip),
    ]  # fmt: skip


@contextlib.contextmanager
def _console(centre: DemoCentre) -> Iterator[int]:
    """The console in a pseudo terminal whose output is read and thrown away."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))
    process = subprocess.Popen(
        [PYTHON, "-m", "console", "--url", centre.feed, "--token", centre.token()],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
    )  # fmt: skip
    os.close(theirs)
    reader = threading.Thread(target=_swallow, args=(ours,), daemon=True)
    reader.start()
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()
        reader.join(5)
        os.close(ours)


def _swallow(terminal: int) -> None:
    with contextlib.suppress(OSError):
        while os.read(terminal, 65536):
            pass


def _connected(centre: DemoCentre) -> None:
    """Wait until a console is on the feed and has had a moment to draw itself."""
    ends = time.monotonic() + 15.0
    while time.monotonic() < ends:
        with urllib.request.urlopen(f"{centre.base}/metrics", timeout=5) as answer:
            if b"\nalarmd_consoles 1.0" in answer.read():
                hold(2.0)
                return
        hold(0.1)
    raise RuntimeError("no console has connected")


def _measure(ground: Ground, centre: DemoCentre, console: int, rate: float, name: str) -> Row:
    assert centre.process is not None
    already = _last_signal(centre)
    before = cpu_seconds(console)
    offered = ground.load(
        "dc09", centre.ports.dc09, rate, receiver=centre.process.pid, connections=LINES, seed=int(rate)
    )
    used = (cpu_seconds(console) - before) / ground.seconds * 100
    times, share = _painted(centre, already, round(offered.of("sent")))
    limit = (_CLIENT_AIM_MS if "client" in name else _PAINTED_AIM_MS).get(rate)
    p99 = percentile(times, 99)
    ground.say(f"  {name} {rate:g}/s: p99 {p99:.1f} ms, console {used:.0f} % of a core")
    return Row(
        group="screen", name=name, offered=rate, rate=offered.of("sent_per_s"), share=share,
        p50_ms=percentile(times, 50), p99_ms=p99, max_ms=times[-1] if times else 0.0, cpu=offered.cpu,
        compared=f"console {used:.0f} % CPU", aim=f"p99 <= {limit:g} ms" if limit else "",
        met=None if limit is None else share == 1.0 and p99 <= limit,
    )  # fmt: skip


def _last_signal(centre: DemoCentre) -> int:
    with contextlib.closing(_store(centre)) as store:
        return int(store.execute("SELECT coalesce(max(journal_seq), 0) FROM signals").fetchone()[0])


def _painted(centre: DemoCentre, already: int, expected: int) -> tuple[list[float], float]:
    """Milliseconds from T1 to T4 of all signals stored since, sorted, once their stamps are written; their share."""
    times: list[float] = []
    for _ in range(40):
        hold(0.25)
        with contextlib.closing(_store(centre)) as store:
            found = store.execute(
                "SELECT painted_at - received_at FROM signals WHERE journal_seq > ? AND painted_at IS NOT NULL"
                " AND lane = 'life_safety'",
                (already,),
            ).fetchall()
        times = sorted(micros / 1000 for (micros,) in found)
        if len(times) >= expected:
            break
    return times, len(times) / expected


def _store(centre: DemoCentre) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{centre.folder}/alarmd.sqlite3?mode=ro", uri=True, timeout=10)
