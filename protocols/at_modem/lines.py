"""A modem's bytes to lines; the prompt for a message ends without one (3GPP TS 27.005 §3.5.1)."""

from __future__ import annotations

import re

MAX_LINE = 1024
"""Longest line in bytes; the longest PDU makes 374 digits."""

PROMPT = ">"

_ENDS = re.compile(rb"[\r\n]")
_BLANK = b"\r\n \0"


class Splitter:
    """Cuts a modem's bytes into lines without white space around; empty ones are left out.

    What comes out does not depend on how the bytes were split. Of a line that is too long the beginning comes out, and
    the rest is forgotten.
    """

    __slots__ = ("_dropping", "_waiting")

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._dropping = False

    @property
    def waiting(self) -> int:
        """Bytes of an unfinished line, at most 1024."""
        return len(self._waiting)

    def keep(self, octets: bytes) -> None:
        """Take bytes as they came; `next` gives what they complete, and must be asked until it gives None."""
        self._waiting += octets

    def next(self, *, prompted: bool) -> str | None:
        """The next line, `>` for a prompt while one is awaited (`prompted`), None when more bytes are needed."""
        while True:
            end = _ENDS.search(self._waiting)
            if self._dropping:
                if end is None:
                    self._waiting.clear()
                    return None
                self._dropping = False
                del self._waiting[: end.end()]
                continue
            blank = len(self._waiting) - len(self._waiting.lstrip(_BLANK))
            if blank:
                del self._waiting[:blank]
                continue
            if prompted and self._waiting.startswith(b">"):
                del self._waiting[:1]
                return PROMPT
            if end is None or end.start() > MAX_LINE:
                return self._overlong()
            line = bytes(self._waiting[: end.start()])
            del self._waiting[: end.end()]
            return line.decode("latin-1").strip()

    def clear(self) -> None:
        """Forget an unfinished line: the port was opened anew."""
        self._waiting.clear()
        self._dropping = False

    def _overlong(self) -> str | None:
        if len(self._waiting) <= MAX_LINE:
            return None
        line = bytes(self._waiting[:MAX_LINE])
        del self._waiting[:MAX_LINE]
        self._dropping = True
        return line.decode("latin-1").strip()
