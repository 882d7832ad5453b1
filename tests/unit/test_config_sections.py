"""Nothing set is a usable centre, and every table explains itself."""

from __future__ import annotations

import pytest

from alarmd.config import SECTIONS, from_tree


def test_nothing_set_is_a_usable_centre() -> None:
    assert from_tree({}).web.internal == "127.0.0.1:8470"


@pytest.mark.parametrize("name", SECTIONS)
def test_each_table_says_what_it_is_for(name: str) -> None:
    assert (SECTIONS[name].__doc__ or "").startswith(f"[{name}] ")
