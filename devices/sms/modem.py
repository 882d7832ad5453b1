"""A modem on its port: commands in their turn, reading before sending, and what the modem says by itself."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush

from alarmd.config.doors.sms import SmsSettings
from devices.serial_port import SerialPort
from protocols.at_modem import Answer, Command, Conversation, Event, Prompt

PAUSE_S = 0.05
"""Between an answer and the next command: modems swallow what comes sooner (sheet §1.2)."""

Traced = Callable[[str, bytes, str], None]


@dataclass(order=True, slots=True)
class _Turn:
    """A command that waits for its turn; urgent ones have a lower rank."""

    rank: int
    number: int
    command: Command = field(compare=False)
    future: asyncio.Future[Answer] = field(compare=False)
    then: Callable[[Answer], None] | None = field(compare=False)


class ModemLostError(Exception):
    """The modem does not answer, has started anew, or is closed; the text says which."""


class Modem:
    """One modem, opened and closed any number of times. It has no task of its own: bytes and timers move it.

    Args:
        heard: gets what the modem says by itself, on the loop. traced: gets direction, octets and meaning.
        pause_s: between commands.
    """

    def __init__(
        self, settings: SmsSettings, heard: Callable[[Event], None], traced: Traced, *, pause_s: float = PAUSE_S
    ) -> None:
        self._port = SerialPort(settings, self._received)
        self._heard = heard
        self._traced = traced
        self._pause_s = pause_s
        self._numbers = itertools.count()
        self._conversation = Conversation()
        self._waiting: list[_Turn] = []
        self._open: _Turn | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._failed: asyncio.Future[None] | None = None

    @property
    def is_open(self) -> bool:
        """Commands are taken."""
        return self._failed is not None and not self._failed.done()

    async def open(self) -> None:
        """Open the port; the modem itself has not been heard yet.

        Raises:
            SerialPortError: it cannot be opened.
        """
        await self.close()
        self._conversation = Conversation()
        await self._port.open()
        self._failed = asyncio.get_running_loop().create_future()

    async def ask(
        self, command: Command, *, urgent: bool = False, then: Callable[[Answer], None] | None = None
    ) -> Answer:
        """Give a command in its turn, urgent ones first, and return what came of it.

        `then` hears the answer before anything that the modem said after it. A caller that goes away takes its
        command with it if it still waits; one that has begun runs to its end.

        Raises:
            ModemLostError: there is no modem, or it did not answer in time.
        """
        if not self.is_open:
            raise ModemLostError("the modem is not open")
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        heappush(self._waiting, _Turn(0 if urgent else 1, next(self._numbers), command, future, then))
        if self._open is None and self._timer is None:
            self._begin()
        return await future

    async def port_lost(self) -> None:
        """Wait until the port is lost.

        Raises:
            SerialPortError: it is; the text says why.
        """
        await self._port.lost()

    async def failed(self) -> None:
        """Wait until the modem cannot be used any more.

        Raises:
            ModemLostError: it cannot; the text says why.
        """
        if self._failed is None:
            raise ModemLostError("the modem is not open")
        await asyncio.shield(self._failed)

    def fail(self, reason: str) -> None:
        """Something shows that the modem cannot be used as it is: nobody gets an answer, and `failed` ends."""
        if self._failed is not None and not self._failed.done():
            self._failed.set_exception(ModemLostError(reason))
            self._failed.exception()  # seen, whether or not somebody waits for it
        self._refuse_all(reason)

    async def close(self) -> None:
        """Close the port; who waits for an answer is told that there is none. May be said twice."""
        self.fail("the modem is closed")
        self._failed = None
        await self._port.close()

    # ---- within ----

    def _begin(self) -> None:
        """The next command's turn, if one waits and none is open."""
        self._timer = None
        while self._waiting:
            turn = heappop(self._waiting)
            if not turn.future.done():
                self._open = turn
                self._later(turn.command.within_s, self._too_late)
                self._write(self._conversation.ask(turn.command), turn.command.shown)
                return

    def _answered(self, answer: Answer) -> None:
        turn, self._open = self._open, None
        if turn is not None and turn.then is not None:
            turn.then(answer)
        if turn is not None and not turn.future.done():
            turn.future.set_result(answer)
        self._later(self._pause_s, self._begin)

    def _too_late(self) -> None:
        self._timer = None
        self._write(self._conversation.give_up(), "given up")
        if self._open is not None:
            command = self._open.command
            self.fail(f"the modem did not answer {command.shown} within {command.within_s:.0f} s")

    def _later(self, seconds: float, then: Callable[[], None]) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, then)

    def _received(self, octets: bytes) -> None:
        self._traced("in", octets, "")
        for event in self._conversation.feed(octets):
            if isinstance(event, Prompt):
                self._traced("out", b"...", "a message to send")
                self._port.write(event.octets)
            elif isinstance(event, Answer):
                self._answered(event)
            else:
                self._heard(event)

    def _write(self, octets: bytes, meaning: str) -> None:
        if octets:
            self._traced("out", octets, meaning)
            self._port.write(octets)

    def _refuse_all(self, reason: str) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        opened, self._open = self._open, None
        waiting, self._waiting = self._waiting, []
        for turn in [*([opened] if opened else []), *waiting]:
            if not turn.future.done():
                turn.future.set_exception(ModemLostError(reason))
