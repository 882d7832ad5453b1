"""A person's alarm unit that reports by DC-09: presses, beats, repeats, and sets its clock when told."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, replace
from random import Random
from time import monotonic

from protocols.dc09.build import next_seq
from protocols.dc09.clock import parse_timestamp
from protocols.dc09.crypto import decrypt
from protocols.dc09.errors import BadTimestampError, Dc09Error
from protocols.dc09.frame import Frame
from protocols.dc09.keys import Key
from simulators.answer import Answer, Kind
from simulators.clock import UnitClock, Wall, wall_now
from simulators.dc09_frames import LINK_TEST_SEQ, Dialler
from simulators.dc09_line import Dc09Line
from simulators.events import HEARTBEAT, Event, What
from simulators.faults import NO_FAULTS, FaultSettings
from simulators.target import Target

MOST_NAKS = 5
"""A receiver that keeps refusing the clock is given up after so many."""


@dataclass(frozen=True, slots=True)
class Tries:
    """How often and how long a dialler tries (sheet §9: 5 times 1 s over UDP, 5 s over TCP)."""

    times: int
    timeout_s: float


UDP_TRIES = Tries(5, 1.0)
TCP_TRIES = Tries(2, 5.0)


class Dc09Unit:
    """One dialler. Messages leave one at a time, as from a real one; further ones wait for their turn.

    Args:
        dialler: account, key, and how frames are written.
        target: the receiver. hold: keep the TCP connection between messages.
        faults: what goes wrong; wrong key and wrong clock are the unit's own.
        seed: for the faults. first_seq: the first sequence number; drawn unless given, since a unit that begins
            again with the same number would look like a repetition.
        line: a shared path instead of an own one; the caller closes it, and its faults are its own.
        tries: instead of the usual ones for the transport.
    """

    def __init__(
        self,
        dialler: Dialler,
        target: Target,
        *,
        hold: bool = True,
        faults: FaultSettings = NO_FAULTS,
        seed: int | None = None,
        first_seq: str = "",
        line: Dc09Line | None = None,
        tries: Tries | None = None,
        wall: Wall = wall_now,
    ) -> None:
        random = Random(seed)
        self.dialler = _with_faults(dialler, faults)
        self._own_line = line is None
        self._line = line or Dc09Line(target, faults=faults, random=random, hold=hold)
        self._tries = tries or (TCP_TRIES if target.transport.reliable else UDP_TRIES)
        self.clock = UnitClock(faults.clock_skew_s, stuck=faults.stuck_clock, wall=wall)
        self._seq = first_seq or drawn_seq()
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Dc09Unit:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def send(self, event: Event) -> Answer:
        """Report an event under a new sequence number and try until it is answered or the tries are used up."""
        async with self._turn:
            seq = LINK_TEST_SEQ
            if event.what is not What.HEARTBEAT:
                seq = self._seq
                self._seq = next_seq(seq)
            return await _Delivery(self, self._line, self._tries, event, seq).run()

    async def beat(self) -> Answer:
        """One link test."""
        return await self.send(HEARTBEAT)

    async def close(self) -> None:
        """Hang up."""
        if self._own_line:
            await self._line.close()


def drawn_seq() -> str:
    """A sequence number to begin with, `0001` to `9999`."""
    return f"{secrets.randbelow(9999) + 1:04}"


def _with_faults(dialler: Dialler, faults: FaultSettings) -> Dialler:
    if faults.wrong_key and dialler.key is not None:
        dialler = replace(dialler, key=Key(bytes(octet ^ 0xA5 for octet in dialler.key.octets)))
    if faults.clock_skew_s or faults.stuck_clock:
        dialler = replace(dialler, stamped=True)
    return dialler


class _Delivery:
    """One message on its way, from the first sending to the last answer."""

    def __init__(self, unit: Dc09Unit, line: Dc09Line, tries: Tries, event: Event, seq: str) -> None:
        self._unit = unit
        self._line = line
        self._left = tries.times
        self._timeout_s = tries.timeout_s
        self._event = event
        self._seq = seq
        self._sent = 0
        self._naks = 0
        self._clock_set = False

    async def run(self) -> Answer:
        started = monotonic()
        kind, said = Kind.SILENT, ""
        while self._left and self._naks < MOST_NAKS:
            self._left -= 1
            began = monotonic()
            try:
                reply = await self._try()
            except OSError as error:
                kind, said = Kind.UNREACHABLE, error.strerror or str(error) or "no connection in time"
                if self._left:
                    await asyncio.sleep(max(0.0, began + min(self._timeout_s, 1.0) - monotonic()))
                continue
            if reply is None:
                kind, said = Kind.SILENT, ""
                continue
            kind, said = self._judge(reply)
            if kind in (Kind.TAKEN, Kind.REFUSED):
                break
        answered = kind not in (Kind.SILENT, Kind.UNREACHABLE)
        return Answer(
            kind=kind,
            said=said,
            ms=(monotonic() - started) * 1000 if answered else None,
            tries=max(self._sent, 1),
            message=f"{self._seq}",
            clock_set=self._clock_set,
        )

    async def _try(self) -> Frame | None:
        dialler = self._unit.dialler
        frame = dialler.frame(self._event, self._seq, self._unit.clock.now())
        self._sent += 1
        return await self._line.exchange(frame, dialler.account, self._seq, self._timeout_s)

    def _judge(self, reply: Frame) -> tuple[Kind, str]:
        word = reply.token
        said = f"*{word}" if reply.encrypted else word
        if word == "NAK":
            # The time is corrected and the same message goes again, which is no new try (sheet §3).
            self._naks += 1
            self._left += 1
            self._set_clock(reply)
            return Kind.WRONG_CLOCK, said
        if word != "ACK":
            return Kind.REFUSED, said
        if reply.encrypted and not self._readable(reply):
            return Kind.SILENT, f"{said} under another key"
        return Kind.TAKEN, said

    def _set_clock(self, nak: Frame) -> None:
        clock = self._unit.clock
        try:
            told = parse_timestamp(nak.timestamp or "", clock.now())
        except BadTimestampError:
            return
        self._clock_set = clock.set(told) or self._clock_set

    def _readable(self, reply: Frame) -> bool:
        key = self._unit.dialler.key
        if key is None:
            return False
        try:
            decrypt(reply, key)
        except Dc09Error:
            return False
        return True
