"""Header fields with an inside: From, To, Contact, Via and CSeq (RFC 3261 §20), read leniently."""

from __future__ import annotations

import re
from dataclasses import dataclass

from protocols.sip.errors import MalformedMessageError
from protocols.sip.uri import (
    Params,
    SipUri,
    format_params,
    parse_params,
    parse_uri,
    quoted,
    split_list,
    unquoted,
)


def clean(text: str) -> str:
    """Text that can be stored and shown: bytes that were not UTF-8 become replacement characters."""
    if text.isascii():
        return text
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class NameAddress:
    """A name-addr: display name, address, and the parameters of the header field (tag, expires, q …)."""

    uri: SipUri
    display: str = ""
    params: Params = ()

    def param(self, name: str) -> str | None:
        """The value of a field parameter; empty text for one without a value; None when absent."""
        for key, value in self.params:
            if key == name:
                return value or ""
        return None

    @property
    def tag(self) -> str:
        """The tag, or empty text: some units send none."""
        return self.param("tag") or ""

    def with_tag(self, tag: str) -> NameAddress:
        """The same address with this tag instead of any other."""
        kept = tuple(p for p in self.params if p[0] != "tag")
        return NameAddress(self.uri, self.display, (*kept, ("tag", tag)))

    def __str__(self) -> str:
        display = f"{quoted(self.display)} " if self.display else ""
        return f"{display}<{self.uri}>{format_params(self.params)}"


def parse_name_address(text: str) -> NameAddress:
    """Read `"Name" <sip:a@b>;tag=x`, `Name <sip:a@b>` or `sip:a@b;tag=x`.

    Without angle brackets, parameters belong to the field and not to the address (RFC 3261 §20).

    Raises:
        MalformedMessageError: no address can be found.
    """
    text = clean(text.strip())
    search_from = 0
    if text.startswith('"'):
        end = _closing_quote(text)
        search_from = end + 1
    opening = text.find("<", search_from)
    if opening < 0:
        address, _, tail = text[search_from:].partition(";")
        display = text[:search_from]
    else:
        closing = text.find(">", opening)
        if closing < 0:
            raise MalformedMessageError("address with an opening bracket only")
        display, address = text[:opening].strip(), text[opening + 1 : closing]
        tail = text[closing + 1 :]
    return NameAddress(parse_uri(address), unquoted(display), parse_params(tail) if tail else ())


def _closing_quote(text: str) -> int:
    index = 1
    while index < len(text):
        if text[index] == "\\":
            index += 1
        elif text[index] == '"':
            return index
        index += 1
    raise MalformedMessageError("display name with an opening quote only")


def parse_contacts(values: tuple[str, ...]) -> tuple[NameAddress, ...] | None:
    """Read every Contact field; None stands for the single `*` that means all (RFC 3261 §10.2.2).

    Raises:
        MalformedMessageError: one cannot be read, or `*` does not stand alone.
    """
    elements = [element for value in values for element in split_list(value)]
    if elements == ["*"]:
        return None
    if "*" in elements:
        raise MalformedMessageError("Contact * must stand alone")
    return tuple(parse_name_address(element) for element in elements)


_VIA = re.compile(
    r"SIP\s*/\s*2\.0\s*/\s*([A-Za-z0-9.+_\-]+)\s+(\[[0-9A-Fa-f:.%]+\]|[^\s;:,\[\]]+)\s*(?::\s*(\d{1,5}))?\s*(;.*)?",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Via:
    """One Via element: where a response goes (RFC 3261 §18.2.2, RFC 3581).

    Parameter values keep their quotes, so that a branch is echoed exactly as it was written.
    """

    transport: str
    host: str
    port: int | None = None
    params: Params = ()

    def param(self, name: str) -> str | None:
        """The value of a parameter; empty text for one without a value; None when absent."""
        for key, value in self.params:
            if key == name:
                return value or ""
        return None

    @property
    def branch(self) -> str:
        """The transaction's branch, or empty text."""
        return self.param("branch") or ""

    @property
    def sent_by(self) -> str:
        """Host and port as the sender wrote them."""
        return f"{self.host.lower()}:{self.port}" if self.port is not None else self.host.lower()

    def received_from(self, host: str, port: int) -> Via:
        """The same Via with the true source (RFC 3261 §18.2.1, RFC 3581 §4).

        `received` is set when the source differs from sent-by or when `rport` asks for it; `rport` gets the
        source port.
        """
        asked = self.param("rport") is not None
        if not asked and self.host.strip("[]").lower() == host.lower():
            return self
        params: list[tuple[str, str | None]] = []
        for name, value in self.params:
            if name == "received":
                continue
            if name == "rport":
                params += [("rport", str(port)), ("received", host)]
            else:
                params.append((name, value))
        if not asked:
            params.append(("received", host))
        return Via(self.transport, self.host, self.port, tuple(params))

    def __str__(self) -> str:
        port = f":{self.port}" if self.port is not None else ""
        params = "".join(f";{name}" if value is None else f";{name}={value}" for name, value in self.params)
        return f"SIP/2.0/{self.transport} {self.host}{port}{params}"


def parse_via(text: str) -> Via:
    """Read one Via element.

    Raises:
        MalformedMessageError: it is not `SIP/2.0/<transport> <host>[:<port>]`.
    """
    match = _VIA.fullmatch(text.strip())
    if match is None:
        raise MalformedMessageError(f"unreadable Via: {clean(text[:80])!r}")
    transport, host, port, tail = match.groups()
    return Via(
        transport.upper(),
        host,
        int(port) if port else None,
        parse_params(tail, keep_quotes=True) if tail else (),
    )


@dataclass(frozen=True, slots=True)
class CSeq:
    """Sequence number (0 to 2**32-1) and method."""

    number: int
    method: str

    def __str__(self) -> str:
        return f"{self.number} {self.method}"


def parse_cseq(text: str) -> CSeq:
    """Read `1 MESSAGE`.

    Raises:
        MalformedMessageError: no number in range, or no method.
    """
    number, _, method = text.strip().replace("\t", " ").partition(" ")
    method = method.strip()
    if not (number.isascii() and number.isdigit()) or len(number) > 10 or int(number) > 0xFFFFFFFF or not method:
        raise MalformedMessageError(f"unreadable CSeq: {clean(text[:40])!r}")
    return CSeq(int(number), method.upper())
