"""The centre's side of a serial line to a modem: one command at a time, and what the modem says in between."""

from __future__ import annotations

import re
from collections.abc import Callable

from protocols.at_modem.errors import CommandOpenError
from protocols.at_modem.events import (
    Answer,
    CallEnded,
    Caller,
    CardChanged,
    Command,
    Direct,
    Event,
    Prompt,
    Registered,
    Restarted,
    Result,
    Ring,
    Stored,
    Unexpected,
)
from protocols.at_modem.fields import fields_of, number_in
from protocols.at_modem.lines import PROMPT, Splitter

END = "\r"
CTRL_Z = "\x1a"
ESCAPE = b"\x1b"
"""Leaves the prompt without sending."""

MOST_LINES = 2000
"""Of one answer; a full card of the largest kind lists about 1000."""

_FINAL = re.compile(r"(OK|ERROR|COMMAND NOT SUPPORT|\+CM([ES]) ERROR: *(\S.*)?)")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_RESTARTS = ("RDY", "^SYSSTART", "*PSUTTZ: START")
_INTERNATIONAL = "145"


class Conversation:
    """Feeds on bytes, gives events.

    Lines that the modem says by itself may stand anywhere, in the middle of an answer too.
    A modem in which echo is on is understood: what we said is left out.
    """

    def __init__(self) -> None:
        self._splitter = Splitter()
        self._command: Command | None = None
        self._lines: list[str] = []
        self._prompted = False
        self._direct: str | None = None

    @property
    def is_open(self) -> bool:
        """A command waits for its answer."""
        return self._command is not None

    def ask(self, command: Command) -> bytes:
        """Open a command and return the octets to write.

        Raises:
            CommandOpenError: the one before has no answer yet.
        """
        if self._command is not None:
            raise CommandOpenError(f"{self._command.shown} is still open")
        self._command, self._lines, self._prompted = command, [], bool(command.payload)
        return (command.text + END).encode("latin-1")

    def give_up(self) -> bytes:
        """The open command's time is over: forget it, and return what frees the modem from a prompt (or nothing)."""
        prompted = self._command is not None and bool(self._command.payload)
        self._command, self._prompted = None, False
        return ESCAPE if prompted else b""

    def feed(self, octets: bytes) -> list[Event]:
        """Take bytes as they came; return what they complete, in order."""
        self._splitter.keep(octets)
        events: list[Event] = []
        while (line := self._splitter.next(prompted=self._prompted)) is not None:
            if self._direct is not None and not _HEX.fullmatch(line):
                events.append(Unexpected(self._direct))
                self._direct = None
            if event := self._event(line):
                events.append(event)
        return events

    def _event(self, line: str) -> Event | None:
        if self._direct is not None:
            header, self._direct = self._direct, None
            return Direct(line, number_in(fields_of(header), -1))
        if line == PROMPT and self._prompted and self._command is not None:
            self._prompted = False
            return Prompt((self._command.payload + CTRL_Z).encode("ascii"))
        if self._is_echo(line):
            return None
        if line.startswith(("+CMT:", "+CDS:")):
            self._direct = line
            return None
        said = self._unsolicited(line)
        if said is not None or self._command is None:
            return said or Unexpected(line)
        return self._of_answer(self._command, line)

    def _is_echo(self, line: str) -> bool:
        command = self._command
        if command is None:
            return False
        return line in (command.text, command.payload + CTRL_Z) or (bool(command.payload) and line == command.payload)

    def _of_answer(self, command: Command, line: str) -> Event | None:
        final = _FINAL.fullmatch(line)
        if final is None:
            if len(self._lines) >= MOST_LINES:
                return Unexpected(line)
            self._lines.append(line)
            return None
        answer = _answer(command, tuple(self._lines), final)
        self._command, self._lines, self._prompted = None, [], False
        return answer

    def _unsolicited(self, line: str) -> Event | None:
        """What the modem says by itself; None when the line may belong to the open command."""
        if line in ("RING", "NO CARRIER"):
            return Ring() if line == "RING" else CallEnded()
        if line in _RESTARTS:
            return Restarted()
        word, colon, _ = line.partition(":")
        reader = _READERS.get(word) if colon else None
        if reader is None or (self._command is not None and word in _ASKED.get(self._command.text, ())):
            return None
        return reader(line)


def _answer(command: Command, lines: tuple[str, ...], final: re.Match[str]) -> Answer:
    if final[1] == "OK":
        return Answer(command, lines, Result.OK)
    if final[2] is None:
        return Answer(command, lines, Result.ERROR)
    result = Result.CME_ERROR if final[2] == "E" else Result.CMS_ERROR
    text = (final[3] or "").strip()
    return Answer(command, lines, result, int(text) if text.isascii() and text.isdecimal() else None)


def _stored(line: str) -> Event | None:
    values = fields_of(line)
    index = number_in(values, 1)
    return None if index is None else Stored(values[0], index)


def _ring(_line: str) -> Event:
    return Ring()


def _caller(line: str) -> Event:
    values = fields_of(line)
    number = values[0] if values else ""
    is_bare = number.isdecimal() and values[1:2] == [_INTERNATIONAL]
    return Caller(f"+{number}" if is_bare else number)


def _card(line: str) -> Event:
    return CardChanged(line.partition(":")[2].strip())


def _registered(line: str) -> Event | None:
    state = number_in(fields_of(line), 0)
    return None if state is None else Registered(state)


_READERS: dict[str, Callable[[str], Event | None]] = {
    "+CMTI": _stored,
    "+CDSI": _stored,
    "+CRING": _ring,
    "+CLIP": _caller,
    "+CPIN": _card,
    "+CREG": _registered,
    "+CEREG": _registered,
}
_ASKED = {"AT+CPIN?": ("+CPIN",), "AT+CREG?": ("+CREG",), "AT+CEREG?": ("+CEREG",)}
"""What would be said by itself, but for the question."""
