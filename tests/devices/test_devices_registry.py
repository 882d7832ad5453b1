"""Every kind of door in the settings has a room that opens it."""

from __future__ import annotations

import typing

from alarmd.config import Door
from devices.registry import DOORS


def test_every_kind_has_its_door() -> None:
    kinds = typing.get_args(typing.get_type_hints(Door)["kind"])
    assert set(DOORS) == set(kinds)
