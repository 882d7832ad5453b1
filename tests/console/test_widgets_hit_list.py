from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from console.widgets.hit_list import HitList


class _OneList(App[None]):
    def compose(self) -> ComposeResult:
        hits = HitList([(str(n), f"hit {n}", "") for n in range(20)])
        hits.styles.height = 5
        yield hits


@pytest.mark.slow
async def test_the_chosen_line_stays_in_sight() -> None:
    async with _OneList().run_test(size=(30, 5)) as pilot:
        hits = pilot.app.query_one(HitList)
        for _ in range(30):
            hits.move(1)
        assert hits.chosen == 19
        assert "▶ 19  hit 19" in hits.render().plain
        hits.move(-50)
        assert hits.chosen == 0
        hits.show([], "Ingen träff.")
        assert hits.render().plain == " Ingen träff."
        hits.move(1)
        assert hits.chosen == 0
