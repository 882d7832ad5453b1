"""A file can name the espa_x door."""

from __future__ import annotations

from alarmd.config import EspaXSettings, from_tree


def test_a_block() -> None:
    (door,) = from_tree({"doors": [{"kind": "espa_x", "tcp": "127.0.0.1:0"}]}).doors
    assert isinstance(door, EspaXSettings)
    assert door.idle_s == 150
