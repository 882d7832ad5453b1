"""Power cuts, replayed: every write, flush and answer of a daemon as strace saw them, and the disk at any instant.

What a disk holds after a power cut: all that was written to a file before a flush of it that has returned; of the rest
any part, in sectors, since the page cache is gone and nobody promises in which order it went out.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.smoke.disk import wait_attached
from tests.smoke.lab import Lab

SECTOR = 512
STORE = ("alarmd.sqlite3", "alarmd.sqlite3-wal")
_LINE = re.compile(r"^(?P<thread>\d+) +(?:<\.\.\. (?P<ended>\w+) resumed>|(?P<call>\w+)\((?P<rest>.*))")
_FILE = re.compile(r"^\d+<(?P<path>[^>]*)>")
_WRITE = re.compile(r'^\d+<[^>]*>, "(?P<octets>[^"]*)"(?P<cut>\.*), \d+, (?P<at>\d+)')
_LENGTH = re.compile(r">, (\d+)")
_FLUSHES = ("fdatasync", "fsync")
_OCTETS = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Write:
    """Octets on their way into a file."""

    file: str
    at: int
    octets: bytes


@dataclass(frozen=True)
class Cut:
    """A file gets this length."""

    file: str
    length: int


@dataclass(frozen=True)
class FlushBegins:
    """A flush of a file was asked for; `number` joins it to its end."""

    file: str
    number: int


@dataclass(frozen=True)
class FlushEnds:
    """That flush has returned: what was written before it began is on the platter."""

    number: int


@dataclass(frozen=True)
class Sent:
    """Octets were handed to a socket: whoever waits there may have them."""

    octets: bytes


Event = Write | Cut | FlushBegins | FlushEnds | Sent


@dataclass
class Recording:
    """What happened, in order, from a state of the files in which everything was on the platter."""

    base: Mapping[str, bytes]
    events: list[Event]

    def sent_before(self, instant: int) -> bytes:
        """All that had left for a socket."""
        return b"".join(event.octets for event in self.events[:instant] if isinstance(event, Sent))

    def disk_at(self, instant: int, chance: Random, *, lying: bool = False) -> dict[str, bytes]:
        """The files after a power cut at an instant (`events[:instant]` had happened).

        With `lying` the disk has answered every flush and done nothing.
        """
        events = self.events[:instant]
        safe = set() if lying else _flushed(events)
        files = {name: bytearray(octets) for name, octets in self.base.items()}
        for number, event in enumerate(events):
            if isinstance(event, Write):
                _apply(files.setdefault(event.file, bytearray()), event, None if number in safe else chance)
            elif isinstance(event, Cut) and (number in safe or chance.random() < 0.5):
                del files[event.file][event.length :]
        return {name: bytes(octets) for name, octets in files.items()}


def _flushed(events: list[Event]) -> set[int]:
    """Numbers of the writes that a flush which has returned had covered when it began."""
    open_flushes: dict[int, set[int]] = {}
    written: dict[str, set[int]] = {}
    safe: set[int] = set()
    for number, event in enumerate(events):
        if isinstance(event, Write | Cut):
            written.setdefault(event.file, set()).add(number)
        elif isinstance(event, FlushBegins):
            open_flushes[event.number] = set(written.get(event.file, ()))
        elif isinstance(event, FlushEnds):
            safe |= open_flushes.pop(event.number)
    return safe


def _apply(file: bytearray, write: Write, chance: Random | None) -> None:
    """Put a write into a file: whole, or (with `chance`) not at all, whole, or some of its sectors."""
    keep = 1.0 if chance is None else chance.choice((0.0, 1.0, 0.5))
    if not keep:
        return
    end = write.at + len(write.octets)
    if len(file) < end:
        file.extend(bytes(end - len(file)))
    begin = write.at
    while begin < end:
        stop = min(end, (begin // SECTOR + 1) * SECTOR)
        if chance is None or chance.random() < keep:
            file[begin:stop] = write.octets[begin - write.at : stop - write.at]
        begin = stop


class Recorder:
    """`recording` is there when the block has ended."""

    recording: Recording


@contextmanager
def recorded(lab: Lab) -> Iterator[Recorder]:
    """Record a running daemon that is idle at the beginning.

    Raises:
        RuntimeError: strace could not attach; the text is its own.
    """
    process = lab.centre.process
    assert process is not None
    log = lab.centre.folder / "power"
    tracer = subprocess.Popen(
        [
            *("strace", "-f", "-y", "-xx", "-s", "70000", "-o", str(log), "-p", str(process.pid)),
            *("-e", "trace=pwrite64,fdatasync,fsync,ftruncate,sendto,sendmsg,write", "-e", "signal=none"),
        ],
        stderr=subprocess.PIPE,
    )
    recorder = Recorder()
    try:
        wait_attached(tracer)
        files = {name: lab.centre.folder / name for name in STORE}
        base = {name: file.read_bytes() for name, file in files.items() if file.exists()}
        yield recorder
    finally:
        tracer.terminate()
        tracer.communicate(timeout=30)
    recorder.recording = Recording(base, list(_events(log)))


def _events(log: Path) -> Iterator[Event]:
    flushing: dict[str, int] = {}
    for number, line in enumerate(log.read_text(errors="replace").splitlines()):
        found = _LINE.match(line)
        if found is None:
            continue
        thread, call, rest = found["thread"], found["call"], found["rest"] or ""
        if found["ended"] in _FLUSHES and thread in flushing:
            yield FlushEnds(flushing.pop(thread))
        elif call in ("sendto", "sendmsg", "write"):
            octets = b"".join(_octets(piece) for piece in _OCTETS.findall(rest))
            if b'"ACK"' in octets:
                yield Sent(octets)
        elif call is not None and (name := _name(rest)) in STORE:
            yield _change(call, name, rest, number)
            if call in _FLUSHES and "unfinished" in rest:
                flushing[thread] = number
            elif call in _FLUSHES:
                yield FlushEnds(number)


def _change(call: str, name: str, rest: str, number: int) -> Event:
    if call in _FLUSHES:
        return FlushBegins(name, number)
    if call == "pwrite64":
        return _write(name, rest)
    length = _LENGTH.search(rest)
    assert call == "ftruncate", f"a call that this replay does not know: {call}"
    assert length is not None, rest
    return Cut(name, int(length[1]))


def _name(rest: str) -> str:
    found = _FILE.match(rest)
    path = found["path"] if found is not None else ""
    return Path(_octets(path).decode() if path.startswith("\\x") else path).name


def _write(name: str, rest: str) -> Write:
    found = _WRITE.match(rest)
    assert found is not None, rest[-200:]
    assert not found["cut"], "strace has cut a write short"
    return Write(name, int(found["at"]), _octets(found["octets"]))


def _octets(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))
