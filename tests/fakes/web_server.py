"""A real listener on an ephemeral port around a web room, for one test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar

from alarmd.http_server import WebListener


@asynccontextmanager
async def serving(app: Litestar) -> AsyncIterator[WebListener]:
    """Run the listener as the daemon does and stop it at the end."""
    listener = WebListener("test", app)
    task = asyncio.create_task(listener.run())
    try:
        yield listener
    finally:
        listener.stop()
        await task
