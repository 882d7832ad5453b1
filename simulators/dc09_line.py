"""The path from one or many diallers to a DC-09 receiver: answers find the frames they belong to."""

from __future__ import annotations

import asyncio
from random import Random

from protocols.dc09.frame import Frame
from protocols.dc09.splitter import Splitter, read_datagram
from simulators.faults import NO_FAULTS, FaultSettings
from simulators.link import Link, Tap, open_link
from simulators.target import Target

Waiting = tuple[str, str]
"""Account and sequence number: what an answer repeats."""


class Dc09Line:
    """Sends frames and hands each its answer.

    Over TCP the connection is held between messages, or closed after each with `hold` false, as some diallers
    do; then only one message may be under way at a time. A connection that gave no answer is left for a new one.
    """

    def __init__(
        self,
        target: Target,
        *,
        faults: FaultSettings = NO_FAULTS,
        random: Random | None = None,
        hold: bool = True,
        tap: Tap | None = None,
    ) -> None:
        self.target = target
        self._faults = faults
        self._random = random or Random(0)
        self._hold = hold
        self._tap = tap
        self._link: Link | None = None
        self._dead: list[Link] = []
        self._opening = asyncio.Lock()
        self._splitter = Splitter()
        self._waiting: dict[Waiting, asyncio.Future[Frame]] = {}

    async def exchange(self, frame: bytes, account: str, seq: str, timeout_s: float) -> Frame | None:
        """Send a frame and wait for its answer; None when there is none in time.

        An answer that comes after its time is taken by the next try of the same frame.

        Raises:
            OSError: the connection cannot be made, or broke while waiting.
        """
        link = await self._open()
        key = account, seq
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._waiting[key] = answer
        link.send(frame)
        try:
            async with asyncio.timeout(timeout_s):
                return await answer
        except TimeoutError:
            await self._leave(link)
            return None
        finally:
            if self._waiting.get(key) is answer:
                del self._waiting[key]
            if not self._hold:
                await self._leave(link)

    async def close(self) -> None:
        """Close every socket, half-open ones too."""
        links = [*self._dead, *([self._link] if self._link else [])]
        self._link = None
        self._dead.clear()
        for link in links:
            await link.close()

    async def _open(self) -> Link:
        async with self._opening:
            if self._link is None or not self._link.alive:
                await self._drop_ended()
                self._splitter = Splitter()
                self._link = await open_link(
                    self.target, self._receive, self._broken, self._faults, self._random, tap=self._tap
                )
            return self._link

    async def _drop_ended(self) -> None:
        """Let go of a socket whose connection has ended."""
        if self._link is not None and not self._link.alive:
            link, self._link = self._link, None
            await link.close()

    async def _leave(self, link: Link) -> None:
        if not self.target.transport.reliable or link is not self._link:
            return
        self._link = None
        if link.dead:
            self._dead.append(link)
        else:
            await link.close()

    def _broken(self) -> None:
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(ConnectionResetError("the receiver closed the connection"))

    def _receive(self, payload: bytes) -> None:
        items = self._splitter.feed(payload) if self.target.transport.reliable else [read_datagram(payload)]
        for item in items:
            if isinstance(item, Frame):
                self._hand_over(item)

    def _hand_over(self, frame: Frame) -> None:
        word = frame.token
        if word == "NAK":
            # A NAK names neither account nor sequence number: it is for the one who has waited longest.
            answer = next((a for a in self._waiting.values() if not a.done()), None)
        else:
            answer = self._waiting.get((frame.account or "", frame.seq))
        if answer is not None and not answer.done():
            answer.set_result(frame)
