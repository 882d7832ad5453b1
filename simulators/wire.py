"""One TCP or TLS connection of a simulated unit, which asks and waits for an answer; what can go wrong on the way."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar

from simulators.answer import Answer, Kind
from simulators.target import Target, Transport

T = TypeVar("T")

NOISE = b"\r\n\0?noise?\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slips:
    """What goes wrong with what is sent.

    Attributes:
        cut_at: only so many bytes leave. dribble: one byte at a time. noise: other bytes leave first.
        vanish: the unit hangs up before it has the answer.
    """

    cut_at: int | None = None
    dribble: bool = False
    noise: bool = False
    vanish: bool = False


NO_SLIPS = Slips()


class Wire:
    """A connection; use it as `async with Wire.open(target) as wire`, or close it.

    Args:
        slips: what goes wrong with everything that is sent.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, slips: Slips) -> None:
        self._reader, self._writer, self._slips = reader, writer, slips

    @classmethod
    async def open(cls, target: Target, slips: Slips = NO_SLIPS, timeout_s: float = 5.0) -> Wire:
        """Connect.

        Raises:
            OSError: nobody listens there, or not in time.
        """
        tls = target.tls() if target.transport is Transport.TLS else None
        async with asyncio.timeout(timeout_s):
            return cls(*await asyncio.open_connection(target.host, target.port, ssl=tls), slips)

    async def send(self, octets: bytes) -> None:
        """Let the bytes leave, or do to them what the slips say."""
        octets = (NOISE if self._slips.noise else b"") + octets[: self._slips.cut_at]
        if self._slips.dribble:
            for at in range(len(octets)):
                self._writer.write(octets[at : at + 1])
                await self._writer.drain()
                await asyncio.sleep(0)
        else:
            self._writer.write(octets)
            await self._writer.drain()
        if self._slips.vanish:
            raise ConnectionAbortedError("the unit hung up, as it was told")

    async def hear(self, read: Callable[[bytes], T | None], timeout_s: float) -> T:
        """Feed what comes to `read` until it returns something.

        Raises:
            TimeoutError: not in time.
            ConnectionError: the receiver hung up.
        """
        async with asyncio.timeout(timeout_s):
            while True:
                octets = await self._reader.read(65_536)
                if not octets:
                    raise ConnectionResetError("the receiver hung up")
                if (found := read(octets)) is not None:
                    return found

    async def close(self) -> None:
        """Hang up."""
        self._writer.close()
        try:
            await self._writer.wait_closed()
        except OSError:
            return


def add_wire_options(word: argparse.ArgumentParser, port: int, *, tls: bool = False) -> None:
    """`--target` and the slips; `port` is the one unless the target says."""
    word.add_argument("--target", default=f"127.0.0.1:{port}", metavar="HOST:PORT")
    if tls:
        word.add_argument("--tls", action="store_true")
        word.add_argument("--ca", metavar="FILE", help="check the receiver's certificate against this authority")
    word.add_argument("--times", type=int, default=1, metavar="N")
    word.add_argument("--json", action="store_true", help="one JSON object for each answer")
    faults = word.add_argument_group("faults")
    faults.add_argument("--cut-at", type=int, metavar="BYTES", help="only so many bytes leave")
    faults.add_argument("--dribble", action="store_true", help="one byte at a time")
    faults.add_argument("--noise", action="store_true", help="other bytes leave first")
    faults.add_argument("--vanish", action="store_true", help="hang up before the answer comes")


def slips_of(options: argparse.Namespace) -> Slips:
    """What the options say goes wrong."""
    return Slips(cut_at=options.cut_at, dribble=options.dribble, noise=options.noise, vanish=options.vanish)


def target_of(text: str, options: argparse.Namespace) -> Target:
    """Read HOST:PORT; IPv6 in brackets.

    Raises:
        ValueError: it is none.
    """
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdigit() or not 0 < int(port) < 65_536:
        raise ValueError(f"{text!r} is not HOST:PORT")
    transport = Transport.TLS if getattr(options, "tls", False) else Transport.TCP
    return Target(host.strip("[]") or "127.0.0.1", int(port), transport, getattr(options, "ca", None))


class Asker:
    """A unit's way of asking: it connects when it has something to say, stays, and repeats until it is answered.

    Args:
        target: the receiver. slips: what goes wrong. tries: how often one message is sent. answer_s: how long it waits.
    """

    def __init__(self, target: Target, slips: Slips = NO_SLIPS, *, tries: int = 3, answer_s: float = 10.0) -> None:
        self._target, self._slips, self._tries, self._answer_s = target, slips, tries, answer_s
        self._wire: Wire | None = None

    async def ask(self, octets: bytes, read: Callable[[bytes], str | None], message: str = "") -> Answer:
        """Send until `read` finds the words of an answer in what comes; TAKEN then."""
        began = monotonic()
        kind = Kind.UNREACHABLE
        for number in range(1, self._tries + 1):
            try:
                if self._wire is None:
                    self._wire = await Wire.open(self._target, self._slips)
                kind = Kind.SILENT
                await self._wire.send(octets)
                said = await self._wire.hear(read, self._answer_s)
            except (OSError, TimeoutError):
                await self.close()
                continue
            ms = (monotonic() - began) * 1000
            return Answer(kind=Kind.TAKEN, said=said, ms=ms, tries=number, message=message)
        return Answer(kind=kind, tries=self._tries, message=message)

    async def close(self) -> None:
        """Hang up."""
        wire, self._wire = self._wire, None
        if wire is not None:
            await wire.close()


def show(answer: Answer, options: argparse.Namespace, what: str) -> None:
    """Print one answer as the options say, so that a pipe gets it at once."""
    print(json.dumps(answer.as_json()) if options.json else f"{what}: {answer.line()}", flush=True)
