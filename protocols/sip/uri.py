"""SIP, SIPS and tel addresses (RFC 3261 §19.1, RFC 3966), read leniently and written strictly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote

from protocols.sip.errors import MalformedMessageError

Params = tuple[tuple[str, str | None], ...]

_SCHEMES = frozenset({"sip", "sips", "tel", "sip-pp", "gsm", "im"})
_HOST_PORT = re.compile(r"(\[[0-9A-Fa-f:.%]+\]|[^\s\[\]:;?<>@\"]*)(?::(\d{1,5}))?")
_USER_SAFE = "-_.!~*'()&=+$,;?/"
_LONGEST_KEPT = 100
_DEFAULT_PORTS = {"sip": 5060, "sips": 5061}


@dataclass(frozen=True, slots=True)
class SipUri:
    """One address: `sip:user@host:port;params?headers`.

    `user` is unescaped. `host` keeps the brackets of IPv6 and may be empty, since some units send a From
    without a domain. For `tel:` the number is the `user`. Parameter names are lower case.
    """

    scheme: str
    user: str
    host: str
    port: int | None = None
    params: Params = ()
    headers: str = ""
    password: str | None = None

    def param(self, name: str) -> str | None:
        """The value of a parameter; empty text for one without a value; None when absent."""
        for key, value in self.params:
            if key == name:
                return value or ""
        return None

    @property
    def effective_port(self) -> int:
        """The port to use: the written one, or 5060 (5061 for sips)."""
        return self.port if self.port is not None else _DEFAULT_PORTS.get(self.scheme, 5060)

    @property
    def binding_key(self) -> tuple[str, str, str, int, str]:
        """What makes two contacts the same binding (RFC 3261 §19.1.4, without the odd parameters)."""
        transport = (self.param("transport") or "").lower()
        return self.scheme, self.user, self.host.lower(), self.effective_port, transport

    def __str__(self) -> str:
        user = quote(self.user, safe=_USER_SAFE) if self.user else ""
        if self.scheme == "tel":
            return f"tel:{user}{format_params(self.params)}"
        if self.password is not None:
            user = f"{user}:{self.password}"
        at = "@" if user else ""
        port = f":{self.port}" if self.port is not None else ""
        tail = f"?{self.headers}" if self.headers else ""
        return f"{self.scheme}:{user}{at}{self.host}{port}{format_params(self.params)}{tail}"


def parse_uri(text: str) -> SipUri:
    """Read one address; `sip:` is assumed when no scheme is written.

    Raises:
        MalformedMessageError: it is empty, or the host or port cannot be read.
    """
    return _known(text) if len(text) <= _LONGEST_KEPT else _read(text)


def _read(text: str) -> SipUri:
    text = text.strip()
    scheme, _, rest = text.partition(":")
    scheme = scheme.lower()
    if scheme not in _SCHEMES:
        scheme, rest = "sip", text
    if scheme == "tel":
        number, _, tail = rest.partition(";")
        return SipUri("tel", unquote(number), "", None, parse_params(tail))
    userinfo, _, rest = rest.rpartition("@")
    user, colon, password = userinfo.partition(":")
    found = _HOST_PORT.match(rest)
    tail = rest[found.end() :] if found else ""
    if found is None or (tail and tail[0] not in ";?") or not (found.group(1) or user):
        raise MalformedMessageError(f"unreadable address: {text[:80]!r}")
    port = int(found.group(2)) if found.group(2) else None
    if port is not None and port > 65535:
        raise MalformedMessageError(f"port out of range: {text[:80]!r}")
    tail, _, headers = tail.partition("?")
    return SipUri(
        scheme=scheme,
        user=unquote(user) if "%" in user else user,
        host=found.group(1),
        port=port,
        params=parse_params(tail) if tail else (),
        headers=headers,
        password=password if colon else None,
    )


_known = lru_cache(maxsize=8192)(_read)
"""Units write the same few addresses again and again."""


def parse_params(text: str, *, keep_quotes: bool = False) -> Params:
    """Read `;a=b;c`: names to lower case, quotes removed unless kept, empty pieces skipped."""
    pieces = text.split(";") if '"' not in text else _split_quoted(text, ";")
    found: list[tuple[str, str | None]] = []
    for piece in pieces:
        name, equals, value = piece.partition("=")
        name = name.strip().lower()
        if name:
            value = value.strip()
            found.append((name, (value if keep_quotes else unquoted(value)) if equals else None))
    return tuple(found)


def format_params(params: Params) -> str:
    """Write parameters, each with its leading semicolon; values that need quotes get them."""
    if not params:
        return ""
    return "".join(f";{n}" if v is None else f";{n}={v if _TOKEN.fullmatch(v) else quoted(v)}" for n, v in params)


_TOKEN = re.compile(r"[A-Za-z0-9\-.!%*_+`'~\[\]:/&$@]+")
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)


def quoted(text: str) -> str:
    """Put text in quotes, with backslash and quote escaped (RFC 3261 §25.1 quoted-string)."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def unquoted(text: str) -> str:
    """Take the quotes off, if there are any, and undo the escapes."""
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return _QUOTED_PAIR.sub(r"\1", text[1:-1]) if "\\" in text else text[1:-1]
    return text


def _split_quoted(text: str, separator: str) -> list[str]:
    """Split at separators that stand outside quotes and angle brackets."""
    pieces: list[str] = []
    start, in_quotes, in_brackets, escaped = 0, False, False, False
    for index, char in enumerate(text):
        if in_quotes:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                in_quotes = False
        elif char == '"':
            in_quotes = True
        elif char in "<>":
            in_brackets = char == "<"
        elif char == separator and not in_brackets:
            pieces.append(text[start:index])
            start = index + 1
    pieces.append(text[start:])
    return pieces


def split_list(text: str) -> list[str]:
    """Split a comma separated header value into its elements, stripped, empty ones left out."""
    if "," not in text:
        return [text.strip()] if text.strip() else []
    return [piece.strip() for piece in _split_quoted(text, ",") if piece.strip()]
