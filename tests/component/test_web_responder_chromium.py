"""The responder's pages on a small phone, in a real Chromium: read in Swedish, pressed with a finger."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from alarmd.domain import commands as c
from alarmd.domain.incident import State
from tests.fakes.chromium import WIDTH, Phone, phone
from tests.fakes.phones import phones

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]


async def fits(page: Phone) -> bool:
    """Nothing has to be pushed sideways, and every button is as large as a thumb."""
    wide = await page.value("document.documentElement.scrollWidth")
    buttons = await page.value(
        "[...document.querySelectorAll('button')].map(b => b.getBoundingClientRect())"
        ".map(r => [r.left, r.right, r.height])"
    )
    return wide <= WIDTH and all(left >= 0 and right <= WIDTH and height >= 48 for left, right, height in buttons)


async def test_a_person_on_call_reads_accepts_and_arrives_and_the_second_is_told_who() -> None:
    async with phones() as at, phone() as page:
        await page.visit(at.address("bo"))
        await page.visit(at.address("bo"))
        assert await page.value("document.documentElement.lang") == "sv"
        shown = await page.text()
        assert "Larm i Solbacka" in shown
        assert "Provgatan" not in shown
        assert await fits(page)
        assert (at.commands, at.state()) == ([], State.DISPATCHED), "a GET changes nothing"

        await page.press("Ja, jag åker")
        assert at.commands == [c.Accept(1, "responder:3", "responder:3")]
        assert "Provgatan" in await page.text()
        assert await fits(page)

        await page.visit(at.address("eva"))
        shown = await page.text()
        assert "Bo Ek har uppdraget" in shown
        assert "Provgatan" not in shown

        await page.visit(at.address("bo"))
        await page.press("Jag är på plats")
        assert at.state() is State.ON_SITE
        assert {urlsplit(one).netloc for one in page.requested} == {urlsplit(at.address("")).netloc}, (
            "no other host hears of it"
        )


async def test_who_presses_second_is_told_who_has_it() -> None:
    async with phones() as at, phone() as page:
        await page.visit(at.address("eva"))
        await at.press("bo", "accept")
        await page.press("Ja, jag åker")
        shown = await page.text()
        assert "Bo Ek har uppdraget" in shown
        assert "Provgatan" not in shown
        assert len(at.commands) == 1


async def test_coming_back_to_the_link_shows_no_old_question() -> None:
    async with phones() as at, phone() as page:
        await page.visit(at.address("bo"))
        await page.press("Ja, jag åker")
        await page.visit(at.address("bo"))
        assert "Ja, jag åker" not in await page.text()
        assert len(at.commands) == 1
