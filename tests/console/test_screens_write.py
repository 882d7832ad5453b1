from __future__ import annotations

import pytest
from textual.app import App

from console.screens.write import WriteScreen

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("needed", "keys", "result"),
    [
        (True, ["enter", "h", "ö", "enter"], ["hö"]),
        (False, ["enter"], [""]),
        (True, ["x", "escape"], [None]),
    ],
)
async def test_a_text_is_handed_back(needed: bool, keys: list[str], result: list[str | None]) -> None:
    results: list[str | None] = []
    async with App[None]().run_test() as pilot:
        pilot.app.push_screen(WriteScreen("Vad?", needed=needed), results.append)
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        assert results == result
