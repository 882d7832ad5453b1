"""A real Chromium without a window, driven over its DevTools protocol: what a person with a phone sees and presses."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect

WIDTH, HEIGHT = 360, 740
"""A small phone, in CSS pixels."""
PATIENCE_S = 20.0
ARGUMENTS = (
    "--headless=new", "--remote-debugging-port=0", "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--hide-scrollbars", "--lang=sv", "about:blank",
)  # fmt: skip


def installed() -> str:
    """Where Chromium is.

    Raises:
        FileNotFoundError: it is not installed.
    """
    found = shutil.which("chromium")
    if found is None:
        raise FileNotFoundError("Chromium is not installed: deploy/setup/debian.sh does it, and so does `make test`")
    return found


class Phone:
    """One page on one phone.

    Attributes:
        requested: every address the page asked for, in order.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self.requested: list[str] = []
        self._socket, self._numbers, self._session = socket, count(1), ""
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._loaded = asyncio.Event()

    async def open_page(self) -> None:
        """Make the page, as wide as a phone, and note what it asks for."""
        target = await self._do("Target.createTarget", url="about:blank")
        attached = await self._do("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Network"):
            await self._do(f"{domain}.enable")
        screen = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 2, "mobile": True}
        await self._do("Emulation.setDeviceMetricsOverride", **screen)

    async def visit(self, address: str) -> None:
        """Open an address and wait until it is shown."""
        self._loaded.clear()
        await self._do("Page.navigate", url=address)
        await asyncio.wait_for(self._loaded.wait(), PATIENCE_S)

    async def press(self, words: str) -> None:
        """Press the button with these words where it stands, as a finger would, and wait for the next page."""
        box = await self.value(
            "(() => { const b = [...document.querySelectorAll('button')]"
            f".find(b => b.textContent.trim() === {msgspec.json.encode(words).decode()});"
            " b.scrollIntoView(); const r = b.getBoundingClientRect();"
            " return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        self._loaded.clear()
        where = {"x": box[0], "y": box[1], "button": "left", "clickCount": 1}
        await self._do("Input.dispatchMouseEvent", type="mousePressed", **where)
        await self._do("Input.dispatchMouseEvent", type="mouseReleased", **where)
        await asyncio.wait_for(self._loaded.wait(), PATIENCE_S)

    async def text(self) -> str:
        """What can be read on the page."""
        return str(await self.value("document.body.innerText"))

    async def value(self, expression: str) -> Any:
        """What an expression gives on the page."""
        answer = await self._do("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    async def picture(self) -> bytes:
        """The screen as PNG, as high as the page is."""
        height = await self.value("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": WIDTH, "height": height, "scale": 1}
        shot = await self._do("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
        return base64.b64decode(shot["data"])

    async def hear(self) -> None:
        """Take what the browser says, until it is closed."""
        async for frame in self._socket:
            said = msgspec.json.decode(frame)
            if "id" in said:
                self._waiting.pop(said["id"]).set_result(said)
            elif said["method"] == "Page.loadEventFired":
                self._loaded.set()
            elif said["method"] == "Network.requestWillBeSent":
                self.requested.append(said["params"]["request"]["url"])

    async def close(self) -> None:
        """Close the browser."""
        self._session = ""
        await self._do("Browser.close")

    async def _do(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        session = {"sessionId": self._session} if self._session else {}
        asked = {"id": number, "method": method, "params": params} | session
        await self._socket.send(msgspec.json.encode(asked), text=True)
        said = await asyncio.wait_for(answer, PATIENCE_S)
        assert "error" not in said, (method, said["error"])
        return dict(said.get("result", {}))


@asynccontextmanager
async def phone() -> AsyncIterator[Phone]:
    """A phone with an empty page; the browser ends with the block."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        box = ("--no-sandbox",) if os.geteuid() == 0 else ()
        browser = await asyncio.create_subprocess_exec(
            installed(), f"--user-data-dir={profile}", *box, *ARGUMENTS, stderr=asyncio.subprocess.PIPE
        )
        try:
            async with connect(await _address(browser), max_size=None, proxy=None) as socket:
                page = Phone(socket)
                hearing = asyncio.ensure_future(page.hear())
                try:
                    await page.open_page()
                    yield page
                    await page.close()
                finally:
                    hearing.cancel()
                    await asyncio.gather(hearing, return_exceptions=True)
        finally:
            if browser.returncode is None:
                browser.terminate()
            await browser.communicate()


async def _address(browser: asyncio.subprocess.Process) -> str:
    """Where the browser listens; it says so once it is ready."""
    assert browser.stderr is not None
    said = b""
    async with asyncio.timeout(PATIENCE_S):
        while line := await browser.stderr.readline():
            said += line
            if found := re.search(rb"DevTools listening on (ws://\S+)", line):
                return found.group(1).decode()
    raise RuntimeError(f"Chromium does not start: {said.decode(errors='replace')}")
