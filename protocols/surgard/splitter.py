"""A Sur-Gard receiver's bytes to lines: split anywhere, glued after a fault, with noise between (sheet §1.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from protocols.surgard.line import DC4, Line, read_line

MAX_LINE = 256
"""Longest line in bytes; a SIA line with its block and account makes about 90."""

_END = bytes([DC4])
_BETWEEN = b"\r\n" + bytes(range(0x80, 0x100))
"""Line ends and noise; every line begins with an ASCII character."""
_GLUED = re.compile(rb"5[0-9A-F]{2}[0-9A-F] (?:18|98)[0-9A-F]{4}[ERP136][0-9A-F]{8}")
"""A type 5 line has 20 characters, so a run of them that lost its DC4s can be told apart (sheet §1.2)."""


class Fault(StrEnum):
    """Why bytes became no line."""

    DAMAGED = "damaged"
    TOO_LONG = "too_long"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Rejected:
    """Bytes that are no line: counted and kept raw. DAMAGED asks to be sent again (NAK)."""

    reason: Fault
    raw: bytes

    def __repr__(self) -> str:
        return f"Rejected({self.reason.value}, {len(self.raw)} bytes)"


Item = Line | Rejected


class Splitter:
    """Cuts one receiver's bytes into lines; what comes out does not depend on how the bytes were split."""

    __slots__ = ("_overlong", "_waiting")

    def __init__(self) -> None:
        self._waiting = b""
        self._overlong = False

    @property
    def waiting(self) -> int:
        """Bytes of an unfinished line, at most 256."""
        return len(self._waiting)

    def feed(self, octets: bytes) -> list[list[Item]]:
        """Take bytes as they came; for each DC4 the lines in front of it, since they share one answer."""
        groups = []
        *ended, rest = octets.split(_END)
        for piece in ended:
            self._keep(piece)
            if items := self._read():
                groups.append(items)
        self._keep(rest)
        return groups

    def give_up(self) -> list[Item]:
        """Wait no longer for a DC4: whole type 5 lines without one are read, anything else is a reject (cut)."""
        left, self._waiting, overlong = self._waiting, b"", self._overlong
        self._overlong = False
        if not left:
            return []
        if overlong:
            return [Rejected(Fault.TOO_LONG, left)]
        return _glued(left) or [Rejected(Fault.CUT, left)]

    def _keep(self, octets: bytes) -> None:
        """Hold the beginning of a line; of one that is too long, the first 256 bytes."""
        if not self._waiting:
            octets = octets.lstrip(_BETWEEN)
        kept = self._waiting + octets
        self._overlong = self._overlong or len(kept) > MAX_LINE
        self._waiting = kept[:MAX_LINE]

    def _read(self) -> list[Item]:
        octets, self._waiting, overlong = self._waiting, b"", self._overlong
        self._overlong = False
        if not octets:
            return []
        if overlong:
            return [Rejected(Fault.TOO_LONG, octets)]
        if any(octet < 0x20 or octet == 0x7F for octet in octets):
            return [Rejected(Fault.DAMAGED, octets + _END)]
        return _glued(octets) or [read_line(octets.decode("latin-1"), octets + _END)]


def _glued(octets: bytes) -> list[Item]:
    """The type 5 lines of a run of them; none when it is no such run. A line repeated in it is one line."""
    pieces = [octets[at : at + 20] for at in range(0, len(octets), 20)]
    if not all(_GLUED.fullmatch(piece) for piece in pieces):
        return []
    return [read_line(piece.decode("ascii"), piece + _END) for piece in dict.fromkeys(pieces)]
