"""One HTTP/1.1 request and its answer, on a connection of its own."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

MOST_ANSWER = 1 << 20
"""Bytes of an answer that are read."""


class BadAnswerError(Exception):
    """What came back is no HTTP answer."""


async def exchange(
    method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, trust: ssl.SSLContext | None = None
) -> tuple[int, bytes]:
    """The status and the body of the answer (RFC 9112, without chunks: `Connection: close` is asked for).

    Raises:
        OSError: nobody is there, or the connection broke.
        BadAnswerError: no status line came.
    """
    place = urlsplit(url)
    secure = place.scheme == "https"
    port = place.port or (443 if secure else 80)
    reader, writer = await asyncio.open_connection(
        place.hostname, port, ssl=(trust or ssl.create_default_context()) if secure else None
    )
    lines = [f"{method} {place.path or '/'} HTTP/1.1", f"host: {place.netloc}", "connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"content-length: {len(body)}", "", ""]
    try:
        writer.write("\r\n".join(lines).encode("latin-1") + body)
        answer = await _all(reader)
    finally:
        writer.close()
    head, _, rest = answer.partition(b"\r\n\r\n")
    words = head.split(maxsplit=2)
    if len(words) < 2 or not words[0].startswith(b"HTTP/1.") or not words[1].isdigit():
        raise BadAnswerError("no HTTP status line")
    return int(words[1]), rest


async def _all(reader: asyncio.StreamReader) -> bytes:
    """Until the other end closes; a reset after the answer changes nothing."""
    answer = b""
    while len(answer) < MOST_ANSWER:
        try:
            piece = await reader.read(65_536)
        except ConnectionError:
            if answer:
                break
            raise
        if not piece:
            break
        answer += piece
    return answer
