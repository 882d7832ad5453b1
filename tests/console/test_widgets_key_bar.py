from __future__ import annotations

import pytest

from console.widgets.key_bar import KEYS, bar
from protocols.console_feed.messages import Row
from tests.fakes.feed_people import alarm


def shown(row: Row | None, *, mine: bool = False, width: int = 140) -> str:
    return bar(row, mine=mine, width=width).plain


def test_only_keys_that_do_something_now() -> None:
    assert "Ta " in shown(alarm(1))
    assert "Larma ut" not in shown(alarm(1))
    own = shown(alarm(1, state="claimed", owner="operator:7"), mine=True)
    assert [word for word in ("Kort", "Larma ut", "Notera", "Avsluta", "Lämna åter", "Knyt") if word not in own] == []
    assert "Ta över" not in own
    assert "Ta över" in shown(alarm(1, state="claimed", owner="operator:8"))
    assert "Sök" in shown(None)


@pytest.mark.parametrize("width", [40, 60, 80, 140])
def test_it_fits_and_help_is_always_there(width: int) -> None:
    for state in ("waiting", "claimed", "dispatched", "accepted"):
        text = shown(alarm(1, state=state), mine=True, width=width)
        assert len(text) <= width
        assert "? Hjälp" in text


def test_every_key_is_its_own() -> None:
    assert len({key.key for key in KEYS}) == len(KEYS)
