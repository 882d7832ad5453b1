"""A receiver with a computer output: each line four times, then the computer is lost until it answers a heartbeat."""

from __future__ import annotations

import asyncio
from collections import deque
from time import perf_counter

from simulators.serial.cable import Cable
from simulators.serial.outcome import Outcome
from simulators.serial.slips import Slips

ACK, NAK = 0x06, 0x15

MOST_HELD = 127
"""Events that a line card holds while its computer is lost (sheet §1.1)."""


class Receiver:
    """One receiver.

    Args:
        heartbeat: the line that says it is alive. slips: what goes wrong.
        wait_s: how long an answer may take; tries: how often a line is sent before the computer is lost.
    """

    def __init__(self, cable: Cable, heartbeat: bytes, slips: Slips, *, wait_s: float = 4.0, tries: int = 4) -> None:
        self._cable, self._heartbeat, self._slips = cable, heartbeat, slips
        self._wait_s, self._tries = wait_s, tries
        self.held: deque[bytes] = deque(maxlen=MOST_HELD)
        self.computer_lost = False

    async def send(self, line: bytes) -> Outcome:
        """Send one line as often as it takes; held back when the computer is lost, or when it is lost by this line."""
        if self.computer_lost:
            self.held.append(line)
            return Outcome(False, 0, 0.0)
        outcome = await self._offer(line, self._tries)
        if not outcome.taken:
            self.computer_lost = True
            self.held.append(line)
        return outcome

    async def beat(self) -> Outcome:
        """Send a heartbeat once; its answer brings a lost computer back, and what was held is sent."""
        outcome = await self._offer(self._heartbeat, 1)
        if outcome.taken and self.computer_lost:
            self.computer_lost = False
            for line in [self.held.popleft() for _ in range(len(self.held))]:
                await self.send(line)
        return outcome

    async def keep_beating(self, every_s: float) -> None:
        """A heartbeat every so often, until cancelled."""
        while True:
            await self.beat()
            await asyncio.sleep(every_s)

    async def _offer(self, line: bytes, tries: int) -> Outcome:
        began, answers = perf_counter(), []
        for number in range(1, tries + 1):
            self._cable.forget()
            self._cable.write(self._slips.outgoing(line))
            answer = await self._answer()
            answers.append(answer)
            if answer == "ACK":
                return Outcome(True, number, (perf_counter() - began) * 1000, tuple(answers))
        return Outcome(False, tries, (perf_counter() - began) * 1000, tuple(answers))

    async def _answer(self) -> str:
        octets = await self._cable.read(self._wait_s)
        if not octets:
            return "nothing"
        if self._slips.deaf():
            return "deaf"
        return {ACK: "ACK", NAK: "NAK"}.get(octets[-1], octets.hex())


def spoil_line(octets: bytes) -> bytes:
    """A character with wrong parity, as a serial driver shows it: NUL."""
    middle = len(octets) // 2
    return octets[:middle] + b"\0" + octets[middle + 1 :]
