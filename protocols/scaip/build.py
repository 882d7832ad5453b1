"""`mrq` and `mrs` to bytes: without namespace, declaration or defaults (sheet §3)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from protocols.scaip.dialects import STANDARD, Dialect
from protocols.scaip.documents import SIP_FROM, VERSION, MessageRequest, MessageResponse, MessageType
from protocols.scaip.elements import REQUEST_NAMES, RESPONSE_NAMES

MAX_RESPONSE = 1000
"""An answer stays below this many bytes, so that it fits into one datagram (sheet §2.9)."""
MAX_STATUS_TEXT = 128

_BARE = MessageRequest(ref="", cid="", dty=0)
_CODE_WIDTH = {"dty": 4, "stc": 4, "dco": 3, "lco": 3, "ico": 3, "hbo": 3}
_ORDER = (
    "sco", "cha", "mty", "hbo", "cid", "dty", "did", "dco", "dte", "stc", "stt", "pri", "lco", "lva", "lge", "lte",
    "ico", "ite", "ame",
)  # fmt: skip


def build_request(request: MessageRequest, dialect: Dialect = STANDARD) -> bytes:
    """Write an `mrq`; codes are padded with zeros, as the standard's examples are."""
    names = REQUEST_NAMES if dialect.long_tags else {}
    parts = [_element(names.get("ref", "ref"), request.ref)] if request.ref else []
    if request.ver != VERSION:
        parts.append(_element(names.get("ver", "ver"), request.ver))
    parts += [_request_element(request, tag, names.get(tag, tag)) for tag in _ORDER]
    if request.crd != SIP_FROM:
        parts += [_element(names.get("crd", "crd"), str(address)) for address in request.crd]
    parts += [_element(tag, text) for tag, text in request.unknown]
    return _wrapped(dialect.request_roots[0], parts)


def _request_element(request: MessageRequest, tag: str, name: str) -> str:
    value = getattr(request, tag)
    if tag == "lge":
        return _location(request, name)
    if value is None or (value == getattr(_BARE, tag) and tag not in ("cid", "dty")):
        return ""
    if isinstance(value, int):
        return f"<{name}>{value:0{_CODE_WIDTH.get(tag, 1)}}</{name}>"
    return _element(name, value.value if isinstance(value, MessageType) else value)


def _location(request: MessageRequest, name: str) -> str:
    if request.lge is None:
        return ""
    values = (("geo", request.lge.geo), ("tim", request.lge.tim), ("gga", request.lge.gga))
    return f"<{name}>{''.join(_element(tag, text) for tag, text in values if text)}</{name}>"


def build_response(response: MessageResponse, dialect: Dialect = STANDARD) -> bytes:
    """Write an `mrs`, always below MAX_RESPONSE bytes: `ste` gives way first, then all but one `tnu`."""
    body = _response(response, dialect)
    if len(body) >= MAX_RESPONSE and response.ste:
        body = _response(replace(response, ste=""), dialect)
    if len(body) >= MAX_RESPONSE:
        body = _response(replace(response, ste="", tnu=response.tnu[:1], unknown=()), dialect)
    return body


def _response(response: MessageResponse, dialect: Dialect) -> bytes:
    names = RESPONSE_NAMES if dialect.long_tags else {}
    values: list[tuple[str, str]] = [("ref", response.ref), ("snu", str(response.snu))]
    if response.ste:
        values.append(("ste", ascii_text(response.ste)))
    if response.cve is not None:
        values.append(("cve", response.cve))
    if response.mre:
        values.append(("mre", f"{response.mre:02}" if dialect.padded_mre else str(response.mre)))
    if response.cre != 61:
        values.append(("cre", f"{response.cre:02}"))
    values += [("tnu", str(address)) for address in response.tnu[: None if dialect.several_tnu else 1]]
    if response.hbi is not None:
        values.append(("hbi", str(response.hbi)))
    parts = [_element(names.get(tag, tag), text) for tag, text in values]
    parts += [_element(tag, text) for tag, text in response.unknown]
    return _wrapped(dialect.response_roots[0], parts)


def ascii_text(text: str) -> str:
    """Printable ASCII for `ste`: accents are taken off, the rest becomes `?`; at most 128 characters."""
    plain = text
    if not text.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return "".join(c if " " <= c <= "~" else "?" for c in plain)[:MAX_STATUS_TEXT]


def _wrapped(root: str, parts: Iterable[str]) -> bytes:
    return f"<{root}>{''.join(parts)}</{root}>".encode("utf-8", "replace")


def _element(name: str, text: str) -> str:
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<{name}>{text}</{name}>"
