"""An ESPA 4.4.4 station in either role: one that selects its pager system, and one that waits to be polled."""

from __future__ import annotations

import asyncio
from collections import deque
from time import perf_counter

from protocols.espa444 import (
    Answer,
    CallType,
    Enquiry,
    Header,
    Item,
    RecordKind,
    Refusal,
    Splitter,
    build_block,
    write_text,
)
from simulators.serial.cable import Cable
from simulators.serial.outcome import Outcome
from simulators.serial.slips import Slips

ENQ, EOT = b"\x05", b"\x04"
SELECT_S = 2.5
BLOCK_S = 5.0
TRIES = 4
PAUSE_S = 0.5
"""Between two tries, so that the other end has begun anew."""


def call_block(address: str, text: str, *, call_type: CallType = CallType.STANDARD, charset: str = "auto") -> bytes:
    """A call of the highest priority.

    Raises:
        BadFieldError: a field would break the block.
    """
    words = (
        (RecordKind.ADDRESS, address),
        (RecordKind.TEXT, text),
        (RecordKind.BEEP, "1"),
        (RecordKind.CALL_TYPE, call_type),
        (RecordKind.TRANSMISSIONS, "1"),
        (RecordKind.PRIORITY, "1"),
    )
    return build_block(Header.CALL, [(kind, write_text(word, charset)) for kind, word in words])


def spoil_block(octets: bytes) -> bytes:
    """A wrong check character."""
    return octets[:-1] + bytes([octets[-1] ^ 0x01])


class _Station:
    """What both roles share: it reads items, and gives a block until it is taken."""

    def __init__(self, cable: Cable, slips: Slips, address: str, other: str) -> None:
        self._cable, self._slips = cable, slips
        self._address, self._other = address, other
        self._splitter = Splitter()
        self._items: deque[Item] = deque()

    async def _hear(self, within_s: float) -> Item | None:
        limit = perf_counter() + within_s
        while not self._items:
            octets = await self._cable.read(max(0.0, limit - perf_counter()))
            if not octets:
                return None
            self._items.extend(self._splitter.feed(octets))
        return self._items.popleft()

    async def _answer(self, within_s: float) -> Item | None:
        """The next item that is no EOT, which some pager systems say when they begin anew."""
        limit = perf_counter() + within_s
        while (item := await self._hear(max(0.0, limit - perf_counter()))) is Answer.EOT:
            pass
        return item

    def _forget(self) -> None:
        """What came before we spoke answers nothing (some pager systems say EOT behind their ACK)."""
        self._cable.forget()
        self._items.clear()
        self._splitter = Splitter()

    async def _give(self, block: bytes, within_s: float) -> tuple[bool, str]:
        self._cable.write(self._slips.outgoing(block))
        item = await self._answer(within_s)
        if item is not None and self._slips.deaf():
            return False, "deaf"
        return item is Answer.ACK, _word(item)


class ControlStation(_Station):
    """The usual station: it polls its pager system and selects it when somebody calls."""

    def __init__(self, cable: Cable, slips: Slips, address: str = "1", pager: str = "2") -> None:
        super().__init__(cable, slips, address, pager)

    async def poll(self) -> Outcome:
        """Ask whether it is there."""
        began = perf_counter()
        self._forget()
        self._cable.write(self._other.encode() + ENQ)
        item = await self._hear(SELECT_S)
        return Outcome(item is Answer.EOT, 1, (perf_counter() - began) * 1000, (_word(item),))

    async def call(self, block: bytes, within_s: float = BLOCK_S) -> Outcome:
        """Select it and give it a block, four times if need be."""
        began, answers = perf_counter(), []
        for number in range(1, TRIES + 1):
            if number > 1:
                await asyncio.sleep(PAUSE_S)
            self._forget()
            self._cable.write(self._address.encode() + ENQ + self._other.encode() + ENQ)
            selected = await self._answer(SELECT_S)
            taken = False
            if selected is Answer.ACK:
                taken, word = await self._give(block, within_s)
                answers.append(word)
            else:
                answers.append(_word(selected))
            self._cable.write(EOT)
            if taken:
                return Outcome(True, number, (perf_counter() - began) * 1000, tuple(answers))
        return Outcome(False, TRIES, (perf_counter() - began) * 1000, tuple(answers))


class PolledStation(_Station):
    """A station that speaks only when it is polled."""

    def __init__(self, cable: Cable, slips: Slips, address: str = "2", control: str = "1") -> None:
        super().__init__(cable, slips, address, control)

    async def call(self, block: bytes, within_s: float = BLOCK_S, polls: int = 10) -> Outcome:
        """Wait for a poll, select the control station and give it a block; again at the next poll if it is refused."""
        began, answers = perf_counter(), []
        for number in range(1, polls + 1):
            if not await self.polled(within_s):
                answers.append("no poll")
                continue
            self._cable.write(self._other.encode() + ENQ)
            taken = False
            if await self._hear(SELECT_S) is Answer.ACK:
                taken, word = await self._give(block, within_s)
                answers.append(word)
            self._cable.write(EOT)
            if taken:
                return Outcome(True, number, (perf_counter() - began) * 1000, tuple(answers))
        return Outcome(False, polls, (perf_counter() - began) * 1000, tuple(answers))

    async def answer_poll(self, within_s: float = BLOCK_S) -> Outcome:
        """Wait for a poll and say that there is nothing."""
        began = perf_counter()
        polled = await self.polled(within_s)
        if polled:
            self._cable.write(EOT)
        return Outcome(polled, 1, (perf_counter() - began) * 1000, ("poll",) if polled else ())

    async def polled(self, within_s: float) -> bool:
        """Wait until the control station asks for us."""
        limit = perf_counter() + within_s
        while (item := await self._hear(max(0.0, limit - perf_counter()))) is not None:
            if item == Enquiry(self._address):
                return True
        return False


def _word(item: Item | None) -> str:
    if item is None:
        return "nothing"
    if isinstance(item, Refusal):
        return f"{item.reason} NAK".strip()
    return item.value.upper() if isinstance(item, Answer) else type(item).__name__
