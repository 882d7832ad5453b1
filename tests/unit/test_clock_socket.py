"""A test moves a daemon's clock through a socket; nonsense is answered, not obeyed."""

from __future__ import annotations

import asyncio
from pathlib import Path

from alarmd.clock_socket import serve
from alarmd.system_clock import MovableClock


async def test_lines_move_the_clock(tmp_path: Path) -> None:
    clock = MovableClock()
    before = clock.monotonic()
    server = await serve(clock, tmp_path / "clock")
    reader, writer = await asyncio.open_unix_connection(tmp_path / "clock")
    writer.write(b"advance 90\nretreat 5\nadvance x\n")
    assert await reader.readline() == b"ok\n"
    assert (await reader.readline()).startswith(b"error: unknown word")
    assert (await reader.readline()).startswith(b"error:")
    assert clock.monotonic() - before >= 90
    writer.write_eof()
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()
    server.close()
    await server.wait_closed()
