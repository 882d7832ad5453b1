"""A file can name the setracker door."""

from __future__ import annotations

from alarmd.config import SetrackerSettings, from_tree


def test_a_block() -> None:
    (door,) = from_tree({"doors": [{"kind": "setracker", "tcp": "127.0.0.1:0"}]}).doors
    assert isinstance(door, SetrackerSettings)
    assert door.idle_s > 3_600
