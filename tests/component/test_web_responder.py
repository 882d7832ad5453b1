"""The one-time link by a real HTTP client: previews, acceptance, a second acceptor, and the link's death."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alarmd.domain import commands as c
from alarmd.domain.incident import State
from alarmd.domain.ports import LedgerUnavailable
from tests.fakes.phones import phones
from tests.fakes.web_parts import incident

pytestmark = pytest.mark.slow
PRIVATE = ("Elsa", "Prov", "Provgatan", "Nyckel", "465 004")


async def test_twenty_previews_accept_nothing_and_show_no_person() -> None:
    async with phones() as at:
        for _ in range(20):
            page = await at.look("bo")
            assert page.status_code == 200
            assert not [word for word in PRIVATE if word in page.text]
        head = await at.client.head("/r/bo")
        assert (head.status_code, head.text) == (200, "")
        assert at.commands == []
        assert at.state() is State.DISPATCHED
        assert "Larm i Solbacka" in page.text
        assert "09:01:00" in page.text
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert page.headers["content-type"] == "text/html; charset=utf-8"


async def test_accept_then_address_then_on_site() -> None:
    async with phones() as at:
        page = await at.press("bo", "accept")
        assert at.commands == [c.Accept(1, "responder:3", "responder:3")]
        assert [word for word in PRIVATE if word not in page.text] == []
        assert at.parts.register.openings == [(1, "responder:3", "responder_page")]
        at.clock.jump(600)
        assert "Provgatan" in (await at.look("bo")).text
        page = await at.press("bo", "arrive")
        assert at.state() is State.ON_SITE
        assert "på plats" in page.text
        at.parts.desk.keep(incident(1, state=State.CLOSED, step=0))
        page = await at.look("bo")
        assert page.status_code == 410
        assert "Provgatan" not in page.text


async def test_the_second_acceptor_is_told_who_has_it_and_sees_no_address() -> None:
    async with phones() as at:
        await at.press("bo", "accept")
        for page in (await at.press("eva", "accept"), await at.look("eva")):
            assert page.status_code == 200
            assert "Bo Ek har uppdraget" in page.text
            assert "Provgatan" not in page.text
        assert len(at.commands) == 1


async def test_a_double_click_accepts_once() -> None:
    async with phones() as at:
        await at.press("bo", "accept")
        page = await at.press("bo", "accept")
        assert "Provgatan" in page.text
        assert len(at.commands) == 1


async def test_decline_and_giving_up() -> None:
    async with phones() as at:
        await at.press("bo", "decline")
        await at.press("eva", "accept")
        await at.press("eva", "decline")
        assert [type(command) for command in at.commands] == [c.Decline, c.Accept, c.Decline]


async def test_a_link_dies_with_its_step_and_with_its_time() -> None:
    async with phones() as at:
        at.parts.desk.keep(incident(1, state=State.DISPATCHED, step=1))
        assert (await at.press("bo", "accept")).status_code == 410
        at.parts.desk.keep(incident(1, state=State.DISPATCHED, step=0))
        at.clock.jump(60)
        assert (await at.press("bo", "accept")).status_code == 410
        assert "Tiden har gått ut" in (await at.look("bo")).text
        at.parts.desk.keep(incident(1, state=State.WAITING))
        assert (await at.look("bo")).status_code == 410
        assert at.commands == []


async def test_odd_links_and_odd_buttons() -> None:
    async with phones() as at:
        assert (await at.press("bo", "sing")).status_code == 200
        assert (await at.press("bo", "arrive")).status_code == 200
        assert at.commands == []
        for _ in range(5):
            assert (await at.look("guess")).status_code == 404
        assert (await at.look("guess")).status_code == 429
        assert (await at.look("bo")).status_code == 429
        at.clock.jump(61)
        assert (await at.client.get("/api/incidents")).status_code == 404


async def test_a_store_that_is_away_asks_to_try_again() -> None:
    async with phones() as at:

        async def away(_: bytes) -> None:
            raise LedgerUnavailable("away")

        at.parts.register.link = away  # type: ignore[method-assign,assignment]
        assert (await at.press("bo", "accept")).status_code == 503


async def test_a_refusal_of_the_desk_for_now_asks_to_try_again_and_the_journal_never_hides_an_address() -> None:
    async with phones() as at:
        stored = at.parts.register.stored[1]
        at.parts.register.down = True
        at.parts.register.stored[1] = replace(stored, state=State.ACCEPTED, responder="responder:3")
        assert "Provgatan" in (await at.look("bo")).text
