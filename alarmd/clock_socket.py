"""Moves a daemon's clock from a test: a Unix socket that takes `advance SECONDS` lines. Never in production."""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path

from alarmd.system_clock import MovableClock

log = logging.getLogger(__name__)


async def serve(clock: MovableClock, path: Path) -> asyncio.Server:
    """Listen on `path` (mode 0600) and answer each line with `ok` or `error: …`."""
    log.warning("TESTING: the clock of this daemon can be moved through %s. Never run a centre like this.", path)

    async def on_connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            try:
                _obey(clock, line.decode())
                writer.write(b"ok\n")
            except ValueError as error:
                writer.write(f"error: {error}\n".encode())
            await writer.drain()
        writer.close()

    before = os.umask(0o177)
    try:
        return await asyncio.start_unix_server(on_connection, path)
    finally:
        os.umask(before)


def _obey(clock: MovableClock, line: str) -> None:
    word, seconds = line.split()
    if word != "advance":
        raise ValueError(f"unknown word {word!r}")
    clock.advance(float(seconds))
