"""Questions and commands that wait for their reply, across connections. No IO of its own."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from protocols.console_feed.codec import encode
from protocols.console_feed.messages import Command, Fetch, Reply


class Pending:
    """Keeps each request until it is answered; on a new connection all of them are said again, oldest first.

    A command's id never changes, so the daemon gives a repeat the same reply and does the work once.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[bytes, asyncio.Future[Reply]]] = {}
        self._unsent: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, request: Command | Fetch) -> asyncio.Future[Reply]:
        """Queue a request; the future gets the reply."""
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting[request.id] = (encode(request), future)
        self._unsent[request.id] = None
        return future

    def resolve(self, reply: Reply) -> None:
        """Hand a reply to who asked; a reply nobody waits for any more is dropped."""
        self._unsent.pop(reply.id, None)
        frame_and_future = self._waiting.pop(reply.id, None)
        if frame_and_future is not None and not frame_and_future[1].done():
            frame_and_future[1].set_result(reply)

    def drop(self, request_id: str) -> None:
        """Nobody waits for this one any more."""
        self._unsent.pop(request_id, None)
        self._waiting.pop(request_id, None)

    def repeat_all(self) -> None:
        """A new connection: everything unanswered has to be said again."""
        self._unsent = dict.fromkeys(self._waiting)

    def take(self) -> list[bytes]:
        """The frames to send now, in the order they were asked."""
        frames = [self._waiting[request_id][0] for request_id in self._unsent]
        self._unsent.clear()
        return frames

    def abandon(self) -> None:
        """The client stops: nobody will answer."""
        for _, future in self._waiting.values():
            future.cancel()
        self._waiting.clear()
        self._unsent.clear()


def new_id() -> str:
    """An id no other command will ever have."""
    return uuid4().hex
