"""pysiaalarm as a receiver to compare with: it parses and answers, and stores nothing.

Run by the Python of `.venv-peers`: `python -O pysiaalarm_receiver.py PORT UNITS`; says `ready` and runs until killed.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from importlib import import_module


async def _main(port: int, units: int) -> None:
    peer, aio = import_module("pysiaalarm"), import_module("pysiaalarm.aio")

    async def heard(event: object) -> None:
        """Nothing is done with it."""

    accounts = [peer.SIAAccount(f"{1000 + number:04d}") for number in range(units)]
    client = aio.SIAClient("127.0.0.1", port, accounts, heard, protocol=peer.CommunicationsProtocol.TCP)
    await client.async_start()
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    asyncio.run(_main(int(sys.argv[1]), int(sys.argv[2])))
