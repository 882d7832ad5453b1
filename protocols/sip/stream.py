"""A TCP or TLS byte stream cut into SIP messages (RFC 3261 §18.3, RFC 5626 §4.4.1)."""

from __future__ import annotations

from protocols.sip.errors import BodyTooLargeError, MalformedMessageError, MessageTooLargeError
from protocols.sip.parser import (
    MAX_BODY,
    MAX_HEAD,
    PING,
    PONG,
    BadMessage,
    Event,
    Head,
    KeepAlive,
    content_length,
    find_head_end,
    finish,
    partial_request,
    read_head,
)

# The end of a head is at most four bytes long: that much is looked at again when more bytes come.
_OVERLAP = 3


class StreamSplitter:
    """Feed it what the socket gives, get whole messages, keep-alives and bad messages in order.

    A bad message whose length is known costs only itself. When the framing is lost (no usable Content-Length,
    endless head), the last event is `fatal`, `closed` is true and later bytes are ignored.
    Memory is bounded by the two limits; a body over the limit is skipped without being kept.
    """

    def __init__(self, *, max_head: int = MAX_HEAD, max_body: int = MAX_BODY) -> None:
        self._max_head = max_head
        self._max_body = max_body
        self._buffer = bytearray()
        self._searched = 0
        self._skip = 0
        self._pending: tuple[Head, int, int] | None = None
        self.closed = False

    @property
    def idle(self) -> bool:
        """Whether no message is half read, so that closing now loses nothing."""
        return not self._buffer.strip(b"\r\n") and not self._skip and self._pending is None

    def receive(self, data: bytes) -> list[Event]:
        """Take bytes, give every event they complete; never raises."""
        events: list[Event] = []
        if self.closed:
            return events
        self._buffer += data
        while not self.closed:
            event = self._next()
            if event is None:
                break
            events.append(event)
            if isinstance(event, BadMessage) and event.fatal:
                self.closed = True
                self._buffer.clear()
        return events

    def _next(self) -> Event | None:
        if self._skip:
            skipped = min(self._skip, len(self._buffer))
            del self._buffer[:skipped]
            self._skip -= skipped
            if self._skip:
                return None
        event = None if self._pending else self._blank_lines() or self._head()
        return event or self._message()

    def _blank_lines(self) -> KeepAlive | None:
        buffer = self._buffer
        if self._searched:
            return None
        while buffer.startswith((b"\r", b"\n")):
            if buffer.startswith(PING):
                del buffer[:4]
                return KeepAlive(PONG)
            if PING.startswith(buffer):
                return None
            del buffer[: 2 if buffer.startswith(PONG) else 1]
        return None

    def _head(self) -> BadMessage | None:
        if not self._buffer or PING.startswith(self._buffer):
            return None
        found = find_head_end(self._buffer, max(0, self._searched - _OVERLAP))
        end = found[0] if found else len(self._buffer)
        if end > self._max_head:
            raw = bytes(self._buffer[: self._max_head])
            too_large = MessageTooLargeError("header section over the limit")
            return BadMessage(too_large, raw, partial_request(read_head(raw)), fatal=True)
        if found is None:
            self._searched = len(self._buffer)
            return None
        self._searched = 0
        return self._framed(read_head(bytes(self._buffer[:end])), found[1])

    def _framed(self, head: Head, body_start: int) -> BadMessage | None:
        """Set how long the message is; the error when that cannot be known or is too much."""
        raw = bytes(self._buffer[:body_start])
        try:
            length = content_length(head.headers)
        except MalformedMessageError as error:
            return BadMessage(error, raw, partial_request(head), fatal=True)
        if length is None:
            missing = MalformedMessageError("Content-Length is needed on a stream")
            return BadMessage(missing, raw, partial_request(head), fatal=True)
        if length > self._max_body:
            del self._buffer[:body_start]
            self._skip = length
            return BadMessage(BodyTooLargeError("body over the limit"), raw, partial_request(head))
        self._pending = head, body_start, body_start + length
        return None

    def _message(self) -> Event | None:
        if self._pending is None or len(self._buffer) < self._pending[2]:
            return None
        head, body_start, end = self._pending
        raw = bytes(self._buffer[:end])
        del self._buffer[:end]
        self._pending = None
        return finish(head, raw[body_start:], raw)
