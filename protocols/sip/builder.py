"""Responses made from their requests (RFC 3261 §8.2.6), and requests of our own (§8.1.1)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from protocols.sip.fields import CSeq, NameAddress, Via
from protocols.sip.message import Headers, Request, Response

BRANCH_COOKIE = "z9hG4bK"
"""Every branch of RFC 3261 begins with it (§8.1.1.7)."""

ALLOWED_METHODS = "MESSAGE, REGISTER, OPTIONS"

REASONS = {
    100: "Trying", 200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 407: "Proxy Authentication Required", 408: "Request Timeout",
    413: "Request Entity Too Large", 415: "Unsupported Media Type", 416: "Unsupported URI Scheme",
    420: "Bad Extension", 423: "Interval Too Brief", 480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist", 486: "Busy Here", 500: "Server Internal Error",
    501: "Not Implemented", 503: "Service Unavailable", 505: "Version Not Supported",
    513: "Message Too Large",
}  # fmt: skip


def new_token(size: int = 8) -> str:
    """A random word for a tag, a Call-ID or the end of a branch; `size` random bytes."""
    return secrets.token_hex(size)


def new_branch() -> str:
    """A branch that no other transaction of ours has."""
    return f"{BRANCH_COOKIE}-{secrets.token_hex(8)}"


def build_response(
    request: Request,
    status: int,
    *,
    source: tuple[str, int] | None = None,
    to_tag: str = "",
    reason: str = "",
    headers: Iterable[tuple[str, str]] = (),
    body: bytes = b"",
) -> Response:
    """Answer a request: Via, From, To, Call-ID and CSeq copied as written, as far as they are there.

    Args:
        request: what is answered; may be the `partial` of a bad message.
        status: 100 to 699.
        source: address and port the request really came from, for `received` and `rport`.
        to_tag: put on To unless it has one; not for 100.
        reason: the words after the status; the usual ones by default.
        headers: further fields.
        body: must be empty for a 2xx to MESSAGE (RFC 3428 §7), save for units that want it so.
    """
    vias = list(request.vias)
    if source is not None and vias:
        vias[0] = str(request.via.received_from(*source))
    items = [("Via", via) for via in vias]
    for name in ("From", "To", "Call-ID", "CSeq"):
        value = request.headers.get(name)
        if value:
            items.append((name, _tagged(value, to_tag) if name == "To" and status > 100 else value))
    items.extend(headers)
    return Response(status, reason or REASONS.get(status, "Unspecified"), Headers(items), body)


def _tagged(recipient: str, tag: str) -> str:
    """The To field with our tag: by appending, so that the rest stays as written."""
    after = recipient[recipient.rfind(">") + 1 :].lower().replace(" ", "")
    return recipient if not tag or ";tag=" in after else f"{recipient};tag={tag}"


def build_request(
    method: str,
    target: str,
    *,
    via: Via,
    sender: NameAddress,
    recipient: NameAddress,
    call_id: str,
    cseq: int = 1,
    headers: Iterable[tuple[str, str]] = (),
    body: bytes = b"",
) -> Request:
    """Make a request with every mandatory field (RFC 3261 §8.1.1); further ones follow in order."""
    number = CSeq(cseq, method)
    items = [
        ("Via", str(via)),
        ("Max-Forwards", "70"),
        ("From", str(sender)),
        ("To", str(recipient)),
        ("Call-ID", call_id),
        ("CSeq", str(number)),
        *headers,
    ]
    request = Request(method, target, Headers(items), body)
    # What was just written need not be read again.
    vars(request).update(via=via, sender=sender, recipient=recipient, call_id=call_id, cseq=number)
    return request
