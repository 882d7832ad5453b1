"""A disk that is slow or broken: strace, attached to a running daemon, puts faults into its flushes."""

from __future__ import annotations

import re
import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.smoke.lab import Lab

_CALLS = "fdatasync,fsync"
_FLUSH = re.compile(r"^\d+ +(?P<at>[\d.]+) (?:fdatasync|fsync)\(\d+</[^>]*alarmd\.sqlite3-wal>")
_SENT = re.compile(r"^\d+ +(?P<at>[\d.]+) (?:sendto|sendmsg|write)\(\d+<(?:socket|TCP|UDP)[^>]*>")
_TAKEN = re.compile(r'\\"\*?ACK\\"|<snu>0<')


@dataclass(frozen=True)
class Trace:
    """What strace saw.

    Attributes:
        flushes: when the daemon asked for a flush of the alarms' store, seconds since 1970.
        answers: when it handed a positive answer to a socket.
    """

    flushes: list[float]
    answers: list[float]


class Disk:
    """The disk as a daemon sees it while a fault is on; `trace` afterwards reads what strace saw."""

    def __init__(self, log: Path) -> None:
        self.log = log

    def trace(self) -> Trace:
        """Flushes and answers, in the order in which they began."""
        lines = self.log.read_text(errors="replace").splitlines()
        flushes = [float(found["at"]) for line in lines if (found := _FLUSH.match(line))]
        answers = [
            float(found["at"]) for line in lines if (found := _SENT.match(line)) and _TAKEN.search(line) is not None
        ]
        return Trace(flushes, answers)


@contextmanager
def faulty_disk(lab: Lab, fault: str) -> Iterator[Disk]:
    """Every flush of the daemon gets `fault` (`error=EIO`, `delay_exit=MICROSECONDS`) until the block ends.

    Raises:
        RuntimeError: strace could not attach; the text is its own.
    """
    process = lab.centre.process
    assert process is not None
    log = lab.centre.folder / "strace"
    tracer = subprocess.Popen(
        [
            *("strace", "-f", "-ttt", "-y", "-s", "4000", "-o", str(log), "-p", str(process.pid)),
            *("-e", f"trace={_CALLS},sendto,sendmsg,write", "-e", f"inject={_CALLS}:{fault}"),
        ],
        stderr=subprocess.PIPE,
    )
    try:
        wait_attached(tracer)
        yield Disk(log)
    finally:
        tracer.terminate()
        tracer.communicate(timeout=10)


def wait_attached(tracer: subprocess.Popen[bytes], patience_s: float = 10.0) -> None:
    """strace says so in its first line, once it holds every thread.

    Raises:
        RuntimeError: it does not; the text is its own.
    """
    assert tracer.stderr is not None
    heard, _, _ = select.select([tracer.stderr], [], [], patience_s)
    line = tracer.stderr.readline().decode() if heard else ""
    if " attached" not in line:
        raise RuntimeError(f"strace did not attach within {patience_s:.0f} s: {line or 'it says nothing'}")
