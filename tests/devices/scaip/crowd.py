"""Units that all come back at once: `python -m tests.devices.scaip.crowd HOST PORT COUNT CERTIFICATE`.

Opens the TLS connections together, and holds them until its standard input closes.
"""

from __future__ import annotations

import asyncio
import ssl
import sys


async def main(host: str, port: int, count: int, certificate: str) -> None:
    """Connect, wait, leave."""
    trust = ssl.create_default_context(cafile=certificate)

    async def come() -> asyncio.StreamWriter:
        _, writer = await asyncio.open_connection(host, port, ssl=trust, ssl_handshake_timeout=100)
        return writer

    writers = await asyncio.gather(*(come() for _ in range(count)))
    await asyncio.to_thread(sys.stdin.read)
    for writer in writers:
        writer.transport.abort()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]))
