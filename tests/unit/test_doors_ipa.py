"""A file can name the ipa door."""

from __future__ import annotations

from alarmd.config import IpaSettings, from_tree


def test_a_block() -> None:
    (door,) = from_tree({"doors": [{"kind": "ipa", "tcp": "127.0.0.1:0"}]}).doors
    assert isinstance(door, IpaSettings)
    assert door.idle_s == 600
