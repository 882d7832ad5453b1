"""Settings of the SOS Access door are tested beside its listener; here only that a file can name it."""

from __future__ import annotations

from alarmd.config import SosAccessSettings, from_tree


def test_a_block() -> None:
    block = {"kind": "sos_access", "tcp": "127.0.0.1:0", "header": "optional"}
    (door,) = from_tree({"doors": [block]}).doors
    assert isinstance(door, SosAccessSettings)
    assert (door.header, door.idle_s) == ("optional", 5.0)
