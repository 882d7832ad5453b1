"""Requests and responses as values: a start line, ordered headers, body bytes.

The header texts are the only truth; the typed views (`via`, `sender`, `cseq` …) are read from them once, on
first use. The parser touches the needed ones (`validate`), so a message it returns answers those without raising.
Text is UTF-8 with surrogate escapes, so that header fields of any bytes are echoed exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from protocols.sip.errors import MalformedMessageError
from protocols.sip.fields import CSeq, NameAddress, Via, parse_cseq, parse_name_address, parse_via
from protocols.sip.uri import SipUri, parse_uri, split_list

_NAMES = (
    "Accept Accept-Encoding Allow Authorization Call-ID Contact Content-Encoding Content-Length Content-Type "
    "CSeq Date Expires From Max-Forwards Min-Expires Path Proxy-Authenticate Proxy-Authorization "
    "Record-Route Require Retry-After Route Server Supported To Unsupported User-Agent Via Warning "
    "WWW-Authenticate"
)
_COMPACT = {
    "v": "Via", "f": "From", "t": "To", "i": "Call-ID", "m": "Contact", "l": "Content-Length",
    "c": "Content-Type", "e": "Content-Encoding", "k": "Supported", "s": "Subject",
}  # fmt: skip
_CANONICAL = {name.lower(): name for name in _NAMES.split()} | _COMPACT
_CANONICAL |= {name: name for name in _NAMES.split()}


def canonical(name: str) -> str:
    """The full, usual spelling of a header name (RFC 3261 §7.3.3); unknown names are title-cased."""
    return _CANONICAL.get(name) or _CANONICAL.get(name.lower()) or name.title()


class Headers:
    """Header fields in the order they came; looked up without regard to case or compact form."""

    __slots__ = ("_first", "_items")

    def __init__(self, items: Iterable[tuple[str, str]] = ()) -> None:
        known = _CANONICAL.get
        self._items = tuple([(known(name) or canonical(name), value) for name, value in items])
        # The first field of each name; made when somebody asks, since what we write is never read.
        self._first: dict[str, str] | None = None

    def _known(self) -> dict[str, str]:
        if self._first is None:
            self._first = dict(reversed(self._items))
        return self._first

    def get(self, name: str) -> str | None:
        """The first field of this name, or None."""
        first = self._first if self._first is not None else self._known()
        value = first.get(name)
        return value if value is not None else first.get(canonical(name))

    def get_all(self, name: str) -> tuple[str, ...]:
        """Every field of this name, in order."""
        name = canonical(name)
        return tuple([value for key, value in self._items if key == name])

    def replaced(self, name: str, value: str) -> Headers:
        """The same fields with one of this name, in the place of the first (or last of all)."""
        name = canonical(name)
        kept: list[tuple[str, str]] = []
        done = False
        for key, old in self._items:
            if key != name:
                kept.append((key, old))
            elif not done:
                kept.append((name, value))
                done = True
        return Headers(kept if done else [*kept, (name, value)])

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and canonical(name) in self._known()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and self._items == other._items

    def __hash__(self) -> int:
        return hash(self._items)

    def __repr__(self) -> str:
        return f"Headers({[name for name, _ in self._items]})"


Value = TypeVar("Value")


class _ReadOnce(Generic[Value]):
    """`functools.cached_property` without its lock: messages stay in one thread, and it is half of the cost."""

    def __init__(self, read: Callable[[Any], Value]) -> None:
        self._read = read
        self._name = read.__name__
        self.__doc__ = read.__doc__

    def __get__(self, message: Any, owner: Any = None) -> Value:
        value = self._read(message)
        message.__dict__[self._name] = value
        return value


class _Message:
    """What requests and responses share. Values never show in `repr`: they hold personal data."""

    headers: Headers
    body: bytes

    def _needed(self, name: str) -> str:
        value = self.headers.get(name)
        if not value:
            raise MalformedMessageError(f"{name} is missing")
        return value

    @_ReadOnce
    def vias(self) -> tuple[str, ...]:
        """Every Via element, topmost first, each as its own text."""
        texts = self.headers.get_all("Via")
        if len(texts) == 1 and "," not in texts[0]:
            return texts
        return tuple(element for text in texts for element in split_list(text))

    @_ReadOnce
    def via(self) -> Via:
        """The topmost Via (RFC 3261 §20.42)."""
        if not self.vias:
            raise MalformedMessageError("Via is missing")
        return parse_via(self.vias[0])

    @_ReadOnce
    def sender(self) -> NameAddress:
        """From (RFC 3261 §20.20); a missing tag is tolerated."""
        return parse_name_address(self._needed("From"))

    @_ReadOnce
    def recipient(self) -> NameAddress:
        """To (RFC 3261 §20.39)."""
        return parse_name_address(self._needed("To"))

    @_ReadOnce
    def call_id(self) -> str:
        """Call-ID (RFC 3261 §20.8), exactly as written."""
        return self._needed("Call-ID")

    @_ReadOnce
    def cseq(self) -> CSeq:
        """CSeq (RFC 3261 §20.16)."""
        return parse_cseq(self._needed("CSeq"))

    @property
    def content_type(self) -> str:
        """The media type in lower case, without parameters; empty when the header is missing."""
        return (self.headers.get("Content-Type") or "").partition(";")[0].strip().lower()

    def validate(self) -> None:
        """Read every field that RFC 3261 §8.1.1 makes mandatory.

        Raises:
            MalformedMessageError: one is missing or unreadable.
        """
        _ = (self.via, self.sender, self.recipient, self.call_id, self.cseq)

    def _start_line(self) -> str:
        raise NotImplementedError

    def __bytes__(self) -> bytes:
        """The message on the wire, Content-Length (in bytes) written anew.

        Raises:
            ValueError: a field holds a line break, which would smuggle in another field.
        """
        lines = [self._start_line()]
        lines += [f"{name}: {value}" for name, value in self.headers if name != "Content-Length"]
        lines.append(f"Content-Length: {len(self.body)}\r\n\r\n")
        head = "\r\n".join(lines)
        if head.count("\n") != len(lines) + 1 or head.count("\r") != len(lines) + 1:
            raise ValueError("a line break inside a SIP header field")
        return head.encode("utf-8", "surrogateescape") + self.body


@dataclass(frozen=True, repr=False)
class Request(_Message):
    """A SIP request (RFC 3261 §7.1)."""

    method: str
    target: str
    headers: Headers
    body: bytes = b""

    @_ReadOnce
    def uri(self) -> SipUri:
        """The Request-URI.

        Raises:
            MalformedMessageError: it cannot be read; the parser does not insist on it.
        """
        return parse_uri(self.target)

    def validate(self) -> None:
        """As for every message; moreover CSeq must name the method (RFC 3261 §8.1.1.5).

        Raises:
            MalformedMessageError: a field is missing, unreadable or contradicts the start line.
        """
        super().validate()
        if self.cseq.method != self.method.upper():
            raise MalformedMessageError("CSeq names another method")

    def _start_line(self) -> str:
        return f"{self.method} {self.target} SIP/2.0"

    def __repr__(self) -> str:
        return f"<Request {self.method}, {len(self.body)} bytes>"


@dataclass(frozen=True, repr=False)
class Response(_Message):
    """A SIP response (RFC 3261 §7.2)."""

    status: int
    reason: str
    headers: Headers
    body: bytes = b""

    def validate(self) -> None:
        """Read what finds the request again (RFC 3261 §17.1.3); From and To only repeat what was asked.

        Raises:
            MalformedMessageError: Via, Call-ID or CSeq is missing or unreadable.
        """
        _ = (self.via, self.call_id, self.cseq)

    def _start_line(self) -> str:
        return f"SIP/2.0 {self.status} {self.reason}"

    def __repr__(self) -> str:
        return f"<Response {self.status}, {len(self.body)} bytes>"
