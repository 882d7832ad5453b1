"""The words of the demo can be combined freely."""

from __future__ import annotations

from alarmd.store import seed_words


def test_words_fit_together() -> None:
    assert len(seed_words.MUNICIPALITIES) == 3
    assert set(seed_words.KIN) <= set(seed_words.RELATIONS)
    assert all(isinstance(key.format(number=1), str) for key in seed_words.KEYS)
    assert all(plan.startswith("1. ") for plan in seed_words.ACTION_PLANS)
