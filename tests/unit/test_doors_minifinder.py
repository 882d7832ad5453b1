"""A file can name the minifinder door."""

from __future__ import annotations

from alarmd.config import MinifinderSettings, from_tree


def test_a_block() -> None:
    (door,) = from_tree({"doors": [{"kind": "minifinder", "tcp": "127.0.0.1:0"}]}).doors
    assert isinstance(door, MinifinderSettings)
    assert door.idle_s > 3_600
