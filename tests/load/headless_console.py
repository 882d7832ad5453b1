"""The real feed client in a process of its own, confirming what it is told: `python -m …headless_console URL TOKEN`."""

from __future__ import annotations

import asyncio
import sys

import uvloop

from deploy.demo.headless import HeadlessConsole


async def _main(url: str, token: str) -> None:
    async with HeadlessConsole(url, token):
        await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(_main(sys.argv[1], sys.argv[2]))
