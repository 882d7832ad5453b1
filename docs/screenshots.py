"""Renews the pictures in docs/pictures: the real console, fed by a scripted feed with fictive people, and the pages
of the on-call team in a real Chromium.

Run as `python -m docs.screenshots`. The clock stands still, so the same console gives the same pictures. Where
cairosvg is installed PNG files are written too.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import re
from pathlib import Path

from textual.pilot import Pilot

from console.app import ConsoleApp
from console.config import Settings
from protocols.console_feed.messages import TimelineLine
from tests.fakes.chromium import phone
from tests.fakes.feed_people import MINUTE, NOON, alarm, fault, unit_lines
from tests.fakes.feed_server import FeedServer
from tests.fakes.phones import phones

PICTURES = Path(__file__).parent / "pictures"
NOW = NOON + 123 * MINUTE + 22_000
SMALL, LARGE = (80, 24), (140, 40)
ACCEPT = "Ja, jag åker"


class StillClock:
    """Time stands still at three minutes past two."""

    def now_ms(self) -> int:
        return NOW

    def monotonic(self) -> float:
        return 1000.0


async def fill(server: FeedServer) -> None:
    """A busy afternoon."""
    other = {"owner": "operator:8", "owner_name": "Omar Nyström"}
    karin = {"owner": "operator:7", "owner_name": "Karin Holm", "deadline_ms": NOW + 95_000}
    rows = [
        alarm(
            18, at_ms=NOW - 12_000, kind="fire", priority=90, label_sv="Brandvarnare", where="Kyrkbyn", tenant="Åsbro"
        ),
        alarm(17, at_ms=NOW - 21_000, kind="fall", label_sv="Fallarm", where="Hamnen", tenant="Sundsby"),
        alarm(16, at_ms=NOW - 47_000, presses=3, priority=90, new_press=True, last_ms=NOW - 4_000),
        alarm(
            15,
            at_ms=NOW - 83_000,
            kind="unknown",
            priority=75,
            label_sv="",
            flags=["unknown_sender"],
            where="",
            tenant="",
            unit="0704",
        ),
        alarm(14, at_ms=NOW - 7 * MINUTE, returned=True, waiting_since_ms=NOW - 9_000, where="Norrgården", priority=80),
        alarm(12, at_ms=NOW - 4 * MINUTE, state="claimed", presses=2, **karin),
        alarm(
            11, at_ms=NOW - 9 * MINUTE, state="dispatched", where="Ekbacka", **{**other, "deadline_ms": NOW + 38_000}
        ),
        alarm(
            10,
            at_ms=NOW - 21 * MINUTE,
            state="accepted",
            where="Hamnen",
            tenant="Sundsby",
            responder="Patrull 2",
            **other,
        ),
        alarm(
            9, at_ms=NOW - 34 * MINUTE, state="on_site", kind="fall", label_sv="Fallarm", responder="Patrull 1", **other
        ),
        fault(31, at_ms=NOW - 14 * MINUTE, where="Hamnen", tenant="Sundsby"),
        fault(32, at_ms=NOW - 52 * MINUTE, kind="lost", label_sv="Ingen kontakt", where="Kyrkbyn", tenant="Åsbro"),
        fault(33, at_ms=NOW - 190 * MINUTE, kind="mains", label_sv="Strömavbrott", state="claimed", **other),
    ]
    server.units = unit_lines(203, NOW)
    await server.change(*rows)
    server.lines[12] = [
        line(240, "signal", label="Larmknapp, halssmycke"),
        line(229, "claimed", who="Karin Holm"),
        line(181, "signal", label="Larmknapp, halssmycke"),
        line(
            150,
            "note",
            who="Karin Holm",
            text="Svarar i högtalaren. Har ramlat i hallen, ingen smärta, kommer inte upp.",
        ),
    ]


def line(seconds_ago: int, what: str, *, label: str = "", who: str = "", text: str = "") -> TimelineLine:
    at_ms = NOW - seconds_ago * 1000
    return TimelineLine(at_ms=at_ms, what=what, kind="press", label_sv=label, actor_name=who, text=text)


async def settle(pilot: Pilot[None], app: ConsoleApp) -> None:
    """Until the feed has told everything and the screen is at rest."""
    async with asyncio.timeout(10):
        while len(app.client.board) < 12 or not app.client.link.units or app.client.unanswered:
            await pilot.pause(0.02)
    await pilot.pause(0.3)


async def picture(server: FeedServer, size: tuple[int, int], *keys: str) -> str:
    """One console, some keys, one picture as SVG with stable names inside."""
    app = ConsoleApp(Settings(url=server.url), server.token, clock=StillClock(), bell=lambda: None)
    async with app.run_test(size=size) as pilot:
        await settle(pilot, app)
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.3)
        await settle(pilot, app)
        return re.sub(r"terminal-\d+", "terminal", app.export_screenshot(title="alarmd"))


def save(name: str, svg: str) -> None:
    """Write the SVG, and a PNG where that can be made."""
    path = PICTURES / f"{name}.svg"
    path.write_text(svg, encoding="utf-8")
    with contextlib.suppress(ImportError):
        importlib.import_module("cairosvg").svg2png(bytestring=svg.encode(), write_to=str(path.with_suffix(".png")))
    print(path)


TO_MINE = ["down"] * 5
SCENES = {
    "console-80x24": (SMALL, []),
    "console-140x40": (LARGE, TO_MINE),
    "card": (SMALL, [*TO_MINE, "enter"]),
    "close": (SMALL, [*TO_MINE, "enter", "a"]),
    "units": (LARGE, ["e"]),
    "help": (LARGE, ["question_mark"]),
}
"""Each picture's size and the keys that lead to it."""


async def take(name: str) -> str:
    """The picture of that name, as the console looks now."""
    size, keys = SCENES[name]
    async with FeedServer(now_ms=lambda: NOW) as server:
        await fill(server)
        return await picture(server, size, *keys)


async def take_responder() -> None:
    """The pages of the one-time link on a small phone: the question, and the way there once it is accepted."""
    async with phones() as at, phone() as page:
        await page.visit(at.address("bo"))
        save_png("responder-question", await page.picture())
        await page.press(ACCEPT)
        save_png("responder-mission", await page.picture())


def save_png(name: str, png: bytes) -> None:
    """Write what a browser drew."""
    path = PICTURES / f"{name}.png"
    path.write_bytes(png)
    print(path)


async def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    for name in SCENES:
        save(name, await take(name))
    await take_responder()


if __name__ == "__main__":
    asyncio.run(main())
