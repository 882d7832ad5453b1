from __future__ import annotations

from console.link import Link


def test_the_board_is_old_after_five_silent_seconds() -> None:
    link = Link(heard_s=100.0)
    assert not link.old(104.9)
    assert link.old(105.0)
