"""Units are found by address and by id, and replaced all at once."""

from __future__ import annotations

from alarmd.services.unit_index import UnitIndex
from tests.fakes.signals import unit


def test_units_are_found_and_replaced() -> None:
    index = UnitIndex([unit(1), unit(2, protocol="scaip")])
    assert index.find("dc09", "0001") == unit(1)
    assert index.find("dc09", "0002") is None
    assert index.get(2) == unit(2, protocol="scaip")
    index.replace_all([unit(3)])
    assert (len(index), index.get(1), index.find("dc09", "0001")) == (1, None, None)
    assert list(index) == [unit(3)]
