"""What fetches answer, and that an opening is journalled once and never in the way."""

from __future__ import annotations

import pytest

from alarmd.web.orders import BadArguments
from protocols.console_feed.messages import Calls, Card, Fetch, UnitPage
from tests.fakes.clock import ManualClock
from tests.fakes.web_parts import incident, web_parts


async def test_a_card_has_the_boards_row_and_names() -> None:
    async with web_parts(ManualClock()) as parts:
        parts.register.stored[5] = incident(5, owner="operator:7")
        card = await parts.questions.answer(Fetch(id="f", what="card", args={"incident": 5}), "operator:8")
        assert isinstance(card, Card)
        assert (card.row.owner_name, card.supervision, card.timeline[0].actor_name) == (
            "Karin Holm",
            "lost",
            "Karin Holm",
        )
        await parts.questions.close()
        assert parts.register.openings == [(5, "operator:8", "card")]


async def test_an_opening_that_cannot_be_journalled_is_counted_and_hides_nothing() -> None:
    async with web_parts(ManualClock()) as parts:
        parts.register.stored[5] = incident(5)
        parts.register.down = True
        assert await parts.questions.answer(Fetch(id="f", what="card", args={"incident": 5}), "operator:8")
        await parts.questions.close()
        assert b'alarmd_broken_invariants_total{name="opening_not_journalled"} 1.0' in parts.telemetry.exposition()


async def test_odd_questions_are_refused() -> None:
    async with web_parts(ManualClock()) as parts:
        for what, args in (("x", {}), ("card", {}), ("card", {"incident": "5"}), ("units", {"page": -1})):
            with pytest.raises(BadArguments):
                await parts.questions.answer(Fetch(id="f", what=what, args=args), "operator:8")
        page = await parts.questions.answer(Fetch(id="f", what="units", args={"page": 0}), "operator:8")
        assert isinstance(page, UnitPage)
        assert await parts.questions.answer(Fetch(id="f", what="search", args={}), "operator:8") == []


async def test_the_call_round_is_an_opening_once() -> None:
    async with web_parts(ManualClock()) as parts:
        parts.register.stored[5] = incident(5)
        for refresh in (False, True):
            args = {"incident": 5, "refresh": refresh}
            calls = await parts.questions.answer(Fetch(id="f", what="calls", args=args), "operator:8")
            assert isinstance(calls, Calls)
            assert calls.lines[0].names == "Elsa Prov"
        await parts.questions.close()
        assert parts.register.openings == [(5, "operator:8", "calls")]
        assert await parts.questions.answer(Fetch(id="f", what="calls", args={"incident": 6}), "operator:8") is None
