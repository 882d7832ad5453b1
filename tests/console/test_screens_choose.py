from __future__ import annotations

import pytest
from textual.app import App

from console.screens.choose import ChooseScreen

OPTIONS = [("a", "Första"), ("b", "Andra"), ("c", "Tredje")]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("keys", "picked"),
    [(["2"], "b"), (["down", "down", "enter"], "c"), (["down", "up", "enter"], "a"), (["9", "escape"], None)],
)
async def test_one_key_picks_and_escape_leaves(keys: list[str], picked: str | None) -> None:
    results: list[str | None] = []
    async with App[None]().run_test() as pilot:
        pilot.app.push_screen(ChooseScreen("Vilken?", OPTIONS), results.append)
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        assert results == [picked]
