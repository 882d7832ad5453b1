"""Where `make bench` measures: one prepared store, a fresh copy and a fresh daemon for each group of rows."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.demo.centre import PYTHON, DemoCentre, Ports
from tests.fakes.pace import hold

UNITS = 40_000
"""Every other demo unit speaks DC-09, so each protocol has 20 000."""

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Offered:
    """What `alarm-sim load` says of one run, and what the receiver's process used of a core meanwhile, per cent."""

    said: dict[str, Any]
    cpu: float

    def of(self, name: str) -> float:
        """One of its figures."""
        return float(self.said[name])

    @property
    def share(self) -> float:
        """What was taken of what was sent."""
        return self.of("answered") / self.of("sent")


class Ground:
    """The prepared store and the ways to load what runs on it.

    Attributes:
        seconds: how long a load lasts.
    """

    def __init__(self, folder: Path, seconds: float, say: Callable[[str], None]) -> None:
        self.folder = folder
        self.seconds = seconds
        self.say = say
        self._copies = 0

    def prepare(self) -> None:
        """Make the store that all copies are taken from."""
        self.say(f"preparing a store with {UNITS} units")
        DemoCentre(self.folder / "prepared", Ports.free(), units=UNITS).prepare()

    @contextlib.contextmanager
    def centre(self, more: str = "") -> Iterator[DemoCentre]:
        """A daemon of its own on a fresh copy of the store."""
        self._copies += 1
        folder = self.folder / f"copy{self._copies}"
        shutil.copytree(self.folder / "prepared", folder)
        centre = DemoCentre(folder, Ports.free(), units=UNITS, more=more)
        centre.write_settings()
        try:
            centre.start(60.0)
            hold(1.0)
            yield centre
        finally:
            centre.stop()
            shutil.rmtree(folder, ignore_errors=True)

    def load(self, protocol: str, port: int, rate: float, *, receiver: int, connections: int, seed: int = 1) -> Offered:
        """Offer presses for a while; `receiver` is the process that takes them."""
        words = [
            "load", "--protocol", protocol, "--target", f"127.0.0.1:{port}", "--rate", f"{rate:g}",
            "--seconds", f"{self.seconds:g}", "--connections", str(connections), "--seed", str(seed),
        ]  # fmt: skip
        before, began = cpu_seconds(receiver), time.monotonic()
        said = simulate(words)
        used = cpu_seconds(receiver) - before
        took = max(float(said["sent"]) / float(said["sent_per_s"]), 0.001)
        self.say(f"  {protocol} {rate:g}/s: p99 {said['p99_ms']:.1f} ms ({time.monotonic() - began:.0f} s)")
        return Offered(said, used / took * 100)


def simulate(words: Sequence[str]) -> dict[str, Any]:
    """Run `alarm-sim` to its end and return the JSON of its last line.

    Raises:
        RuntimeError: it said nothing that can be read.
    """
    done = subprocess.run([PYTHON, "-m", "simulators", *words], capture_output=True, text=True, check=False)
    try:
        return dict(json.loads(done.stdout.splitlines()[-1]))
    except (IndexError, ValueError):
        raise RuntimeError(f"alarm-sim {' '.join(words)}: {done.stderr[-500:]}") from None


@contextlib.contextmanager
def beside(words: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs while something is measured, and is ended afterwards; what it complains about is shown."""
    process = subprocess.Popen(words, stdout=subprocess.PIPE)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def cpu_seconds(pid: int) -> float:
    """CPU time that a process has used, all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def busy_cores(seconds: float = 1.0) -> float:
    """How many cores of this machine are busy now, measured for a moment in which we do nothing."""

    def idle() -> int:
        fields = Path("/proc/stat").read_text().splitlines()[0].split()
        return int(fields[4]) + int(fields[5])

    cores = os.cpu_count() or 1
    before, began = idle(), time.monotonic()
    hold(seconds)
    return max(0.0, cores - (idle() - before) / _TICKS / (time.monotonic() - began))
