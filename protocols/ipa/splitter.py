"""A TCP stream to messages: a line, headers with the length, XML; no bad message costs the next (sheet §7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from protocols.ipa.errors import PeerError
from protocols.ipa.message import Message, parse

MAX_BODY = 64 * 1024
MAX_HEAD = 4096


class Fault(StrEnum):
    """Why bytes did not become a message."""

    NOISE = "noise"
    NO_LENGTH = "no_length"
    TOO_LONG = "too_long"
    CUT = "cut"
    UNREADABLE = "unreadable"


_ID = re.compile(rb"""<(?:Alarm|TextMessage|Heartbeat)\s[^<>]*?\bId\s*=\s*["']([^"'<>&]{1,64})["']""")


@dataclass(frozen=True, slots=True)
class Rejected:
    """Bytes that are no message; they are kept raw."""

    reason: Fault
    raw: bytes

    @property
    def id(self) -> str:
        """The Id that an acknowledgement may name, empty when none can be found."""
        found = _ID.search(self.raw)
        return found[1].decode("latin-1") if found else ""

    def __repr__(self) -> str:
        return f"Rejected({self.reason.value}, {len(self.raw)} bytes)"


Item = Message | Rejected
_BLANK = b"\0 \t\r\n"
_BEGINNING = re.compile(rb"PUT [^ \r\n]{1,64} IPA/")
_HALF_BEGINNING = re.compile(rb"P(?:U(?:T(?: (?:[^ \r\n]{0,64}(?: (?:I(?:PA?)?)?)?)?)?)?)?\Z")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,9})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_LONGEST_BEGINNING = 80


class Splitter:
    """Cuts one connection's bytes into messages; what comes out does not depend on how the bytes were split.

    A first line inside a message that is not complete means that it was cut and the next begins.
    """

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting = bytearray()

    @property
    def waiting(self) -> int:
        """Bytes held back because their message is not complete, at most a little over 68 KiB."""
        return len(self._waiting)

    def feed(self, octets: bytes) -> list[Item]:
        """Take bytes as they came; return the messages and rejects they complete, in order."""
        items: list[Item] = []
        self._waiting += octets
        while self._waiting and (found := self._measure()):
            length, reason, body_at = found
            taken = bytes(self._waiting[:length])
            del self._waiting[:length]
            if reason is None:
                items.append(self._read(taken, body_at))
            elif taken.strip(_BLANK):
                items.append(Rejected(reason, taken))
        return items

    def finish(self) -> list[Item]:
        """The connection is closed: what was unfinished becomes a reject."""
        left = bytes(self._waiting)
        self._waiting.clear()
        if not left.strip(_BLANK):
            return []
        return [Rejected(Fault.CUT if _BEGINNING.match(left) else Fault.NOISE, left)]

    def _measure(self) -> tuple[int, Fault | None, int] | None:
        """How many bytes belong together, what is wrong with them, and where the XML begins; None to wait."""
        waiting = self._waiting
        first = _BEGINNING.match(waiting)
        if first is None:
            return self._noise()
        head_end = _HEAD_END.search(waiting, first.end(), MAX_HEAD)
        cut = _BEGINNING.search(waiting, first.end(), head_end.start() if head_end else MAX_HEAD)
        if cut is not None:
            return cut.start(), Fault.CUT, 0
        if head_end is None:
            return (MAX_HEAD, Fault.NOISE, 0) if len(waiting) >= MAX_HEAD else None
        length = _LENGTH.search(waiting, 0, head_end.start() + 1)
        if length is None or int(length[1]) > MAX_BODY:
            return head_end.end(), Fault.NO_LENGTH if length is None else Fault.TOO_LONG, 0
        end = head_end.end() + int(length[1])
        cut = _BEGINNING.search(waiting, head_end.end(), end)
        if cut is not None:
            return cut.start(), Fault.CUT, 0
        return (end, None, head_end.end()) if len(waiting) >= end else None

    def _noise(self) -> tuple[int, Fault, int] | None:
        found = _BEGINNING.search(self._waiting, 1, MAX_HEAD + _LONGEST_BEGINNING)
        if found is not None and found.start() <= MAX_HEAD:
            return found.start(), Fault.NOISE, 0
        return (MAX_HEAD, Fault.NOISE, 0) if len(self._waiting) >= MAX_HEAD + _LONGEST_BEGINNING else None

    def _read(self, raw: bytes, body_at: int) -> Item:
        try:
            return parse(raw[body_at:], raw)
        except PeerError:
            # A length that was too large may have taken the first bytes of the next message.
            tail = _HALF_BEGINNING.search(raw, body_at)
            if tail is not None:
                self._waiting[:0] = tail[0]
            return Rejected(Fault.UNREADABLE, raw[: tail.start()] if tail else raw)
