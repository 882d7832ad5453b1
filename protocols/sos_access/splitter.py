"""A TCP stream to documents: there is no length field, so a document ends where its root closes (sheet §1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from protocols.sos_access.errors import MalformedError, TooLongError
from protocols.sos_access.parse import MAX_BYTES, parse
from protocols.sos_access.requests import Request
from protocols.sos_access.status import Status


class Fault(StrEnum):
    """Why bytes did not become a request."""

    TOO_LONG = "too_long"
    MALFORMED = "malformed"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Rejected:
    """Bytes that are no request; the unit hears `status`, and they are kept raw (they may hold a password)."""

    reason: Fault
    raw: bytes

    @property
    def status(self) -> Status:
        """What to answer."""
        return Status.TOO_LONG if self.reason is Fault.TOO_LONG else Status.MALFORMED

    def __repr__(self) -> str:
        return f"Rejected({self.reason.value}, {len(self.raw)} bytes)"


Item = Request | Rejected

MAX_PROLOG = 1024
"""Within so many bytes the root must have begun."""

_BLANK = b"\0 \t\r\n"
_OVERLAP = 96
"""So many bytes of what was searched are searched again, since the network may have cut a tag."""

_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml[^<>]*>)?"
    rb"(?:\s|<!--(?:[^-]|-(?!->))*-->|<!DOCTYPE[^\[<>]*(?:\[[^\]]*\])?[^<>]*>)*"
    rb"<([A-Za-z_][\w.:\-]{0,63})(?=[\s/>])"
)
_TAG_END = re.compile(rb"[^<>]*>")
# These begin a new document and never stand inside one.
_BEGINNING = re.compile(rb"<\?xml\s|<(?:alarmrequest|pingrequest|requestnewauthentication)[\s/>]", re.IGNORECASE)


class Splitter:
    """Cuts one connection's bytes into requests; what comes out does not depend on how the bytes were split.

    Units send one request and wait for its answer, but several glued ones are read too. A declaration or a root of
    this protocol inside an unfinished document means that the document was cut and a new one begins.
    """

    __slots__ = ("_closing", "_dropping", "_head_end", "_searched", "_waiting")

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._dropping = False
        self._closing: re.Pattern[bytes] | None = None
        self._head_end = 0
        self._searched = 0

    @property
    def waiting(self) -> int:
        """Bytes held back because their document is not complete, at most 100 000."""
        return len(self._waiting)

    def feed(self, octets: bytes) -> list[Item]:
        """Take bytes as they came; return the requests and rejects they complete, in order."""
        items: list[Item] = []
        for start in range(0, len(octets), MAX_BYTES):
            self._waiting += octets[start : start + MAX_BYTES]
            while self._waiting and self._step(items):
                pass
        return items

    def finish(self) -> list[Item]:
        """The connection is closed or silent too long: an unfinished document becomes a reject (cut)."""
        left = bytes(self._waiting).strip(_BLANK)
        dropped, self._dropping = self._dropping, False
        self._restart(len(self._waiting))
        return [Rejected(Fault.CUT, left)] if left and not dropped else []

    def _step(self, items: list[Item]) -> bool:
        """Take one document or reject from the front; False when more bytes are needed."""
        if self._dropping:
            return self._drop()
        if self._closing is None:
            self._find_head()
        limit = MAX_PROLOG if self._closing is None else MAX_BYTES
        end = self._find_end()
        here = len(self._waiting) if end is None else end
        cut = _BEGINNING.search(self._waiting, max(self._searched, 1), here)
        if cut is not None and cut.start() <= limit:
            items.append(Rejected(Fault.CUT, bytes(self._waiting[: cut.start()])))
            self._restart(cut.start())
        elif here > limit:
            reason = Fault.MALFORMED if self._closing is None else Fault.TOO_LONG
            items.append(Rejected(reason, bytes(self._waiting[:limit])))
            self._restart(limit)
            self._dropping = True
        elif end is not None:
            items.append(_read(bytes(self._waiting[:end])))
            self._restart(end)
        else:
            self._searched = max(self._head_end, here - _OVERLAP)
            return False
        return True

    def _drop(self) -> bool:
        """Forget the rest of what was rejected whole, up to the next beginning."""
        found = _BEGINNING.search(self._waiting)
        self._restart(found.start() if found else max(0, len(self._waiting) - _OVERLAP))
        self._dropping = found is None
        return found is not None

    def _restart(self, taken: int) -> None:
        """Forget what was taken; the rest begins anew."""
        del self._waiting[:taken]
        self._closing, self._head_end, self._searched = None, 0, 0

    def _find_head(self) -> None:
        blank = len(self._waiting) - len(self._waiting.lstrip(_BLANK))
        del self._waiting[:blank]
        head = _HEAD.match(self._waiting, 0, MAX_PROLOG)
        if head is not None:
            self._closing = re.compile(rb"</%b\s{0,16}>" % re.escape(head[1]), re.IGNORECASE)
            self._head_end = self._searched = head.end()

    def _find_end(self) -> int | None:
        """Where the document at the front ends; None while its root has not closed."""
        if self._closing is None:
            return None
        tag = _TAG_END.match(self._waiting, self._head_end, self._head_end + MAX_PROLOG)
        if tag is not None and tag[0].endswith(b"/>"):
            return tag.end()
        found = self._closing.search(self._waiting, self._searched)
        return found.end() if found else None


def _read(document: bytes) -> Item:
    try:
        return parse(document)
    except TooLongError:
        return Rejected(Fault.TOO_LONG, document)
    except MalformedError:
        return Rejected(Fault.MALFORMED, document)
