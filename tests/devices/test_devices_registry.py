"""Every kind of door in the settings has a room that opens it."""

from __future__ import annotations

import pytest

from alarmd.config import DOOR_KINDS
from devices.registry import DOORS, door_class


def test_every_kind_has_its_door() -> None:
    assert set(DOORS) == set(DOOR_KINDS)


@pytest.mark.parametrize("kind", sorted(DOORS))
def test_every_door_can_be_opened_served_and_closed(kind: str) -> None:
    door = door_class(kind)
    assert all(callable(getattr(door, act)) for act in ("open", "serve", "close"))


def test_every_kind_names_itself() -> None:
    assert {kind: settings().kind for kind, settings in DOOR_KINDS.items()} == {kind: kind for kind in DOOR_KINDS}
