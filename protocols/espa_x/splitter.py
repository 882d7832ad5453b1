"""A TCP stream to messages: glued, split, with noise between; no bad frame costs the next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from protocols.espa_x.errors import HeaderError, InvalidError, MalformedError
from protocols.espa_x.message import HEADER_BYTES, MARK, MAX_XML, Message, parse


class Fault(StrEnum):
    """Why bytes did not become a message."""

    NOISE = "noise"
    HEADER = "header"
    CUT = "cut"
    MALFORMED = "malformed"
    INVALID = "invalid"


CODES = {Fault.HEADER: HeaderError.code, Fault.MALFORMED: MalformedError.code, Fault.INVALID: InvalidError.code}


@dataclass(frozen=True, slots=True)
class Rejected:
    """Bytes that are no message; the client hears `code`, or nothing when it is 0."""

    reason: Fault
    raw: bytes

    @property
    def code(self) -> int:
        """What to answer."""
        return CODES.get(self.reason, 0)

    def __repr__(self) -> str:
        return f"Rejected({self.reason.value}, {len(self.raw)} bytes)"


Item = Message | Rejected
_MAX_NOISE = 4096
# A NUL never stands in XML, so this begins a frame wherever it stands (the length has 24 bits that count at most).
_BEGINNING = re.compile(rb"EX\x00")


class Splitter:
    """Cuts one connection's bytes into messages; what comes out does not depend on how the bytes were split."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting = bytearray()

    @property
    def waiting(self) -> int:
        """Bytes held back because their frame is not complete, at most a little over 64 KiB."""
        return len(self._waiting)

    def feed(self, octets: bytes) -> list[Item]:
        """Take bytes as they came; return the messages and rejects they complete, in order."""
        items: list[Item] = []
        self._waiting += octets
        while self._waiting and (found := self._measure()):
            length, reason = found
            taken = bytes(self._waiting[:length])
            del self._waiting[:length]
            items.append(self._read(taken) if reason is None else Rejected(reason, taken))
        return items

    def finish(self) -> list[Item]:
        """The connection is closed: what was unfinished becomes a reject."""
        left = bytes(self._waiting)
        self._waiting.clear()
        if not left:
            return []
        return [Rejected(Fault.CUT if left.startswith(MARK) else Fault.NOISE, left)]

    def _measure(self) -> tuple[int, Fault | None] | None:
        """How many bytes from the front belong together, and what is wrong with them; None to wait for more."""
        waiting = self._waiting
        if not MARK.startswith(bytes(waiting[:2])) or (len(waiting) > 2 and waiting[2] != 0):
            return self._noise()
        if len(waiting) < HEADER_BYTES:
            return None
        length = int.from_bytes(waiting[2:6], "big")
        if not HEADER_BYTES < length <= HEADER_BYTES + MAX_XML:
            return HEADER_BYTES, Fault.HEADER
        cut = _BEGINNING.search(waiting, HEADER_BYTES, length + len(MARK))
        if cut is not None:
            return cut.start(), Fault.CUT
        # The next frame may begin in the last bytes of one whose length is wrong: what follows them decides.
        tail = bytes(waiting[length - len(MARK) : length])
        more = len(MARK) if tail.endswith(MARK[:1]) else int(tail == MARK)
        return (length, None) if len(waiting) >= length + more else None

    def _noise(self) -> tuple[int, Fault | None] | None:
        found = _BEGINNING.search(self._waiting, 1, _MAX_NOISE + len(MARK))
        if found is not None:
            return found.start(), Fault.NOISE
        return (_MAX_NOISE, Fault.NOISE) if len(self._waiting) >= _MAX_NOISE + len(MARK) else None

    def _read(self, raw: bytes) -> Item:
        try:
            return parse(raw)
        except (MalformedError, InvalidError) as error:
            reason = Fault.MALFORMED if isinstance(error, MalformedError) else Fault.INVALID
        # A length that was too large may have taken the first bytes of the next frame.
        tail = next((half for half in (MARK, MARK[:1]) if raw.endswith(half) and len(raw) > HEADER_BYTES), b"")
        self._waiting[:0] = tail
        return Rejected(reason, raw.removesuffix(tail))
