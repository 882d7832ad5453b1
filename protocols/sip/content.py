"""The body of a message, unpacked when it was sent packed (Content-Encoding, RFC 3261 §20.12)."""

from __future__ import annotations

import zlib

from protocols.sip.errors import BodyTooLargeError, MalformedMessageError, UnsupportedEncodingError
from protocols.sip.message import Request, Response
from protocols.sip.parser import MAX_BODY

# zlib's window sizes: 31 reads gzip, 15 a zlib stream, -15 a bare deflate stream, often meant by deflate.
_WINDOWS = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}


def decoded_body(message: Request | Response, limit: int = MAX_BODY) -> bytes:
    """The body as the sender meant it, never more than `limit` bytes.

    Raises:
        UnsupportedEncodingError: packed with something else than gzip or deflate.
        BodyTooLargeError: more than the limit comes out.
        MalformedMessageError: it does not unpack.
    """
    encoding = (message.headers.get("Content-Encoding") or "identity").strip().lower()
    if encoding == "identity":
        return message.body
    windows = _WINDOWS.get(encoding)
    if windows is None:
        raise UnsupportedEncodingError(f"cannot unpack {encoding[:40]!r}")
    for window in windows:
        try:
            return _inflate(message.body, window, limit)
        except zlib.error:
            continue
    raise MalformedMessageError(f"body is not {encoding}")


def _inflate(body: bytes, window: int, limit: int) -> bytes:
    inflater = zlib.decompressobj(window)
    out = inflater.decompress(body, limit + 1)
    if len(out) > limit:
        raise BodyTooLargeError("body over the limit once unpacked")
    if not inflater.eof:
        raise zlib.error("cut short")
    return out
