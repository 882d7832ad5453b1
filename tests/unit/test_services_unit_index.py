"""Units are found by address and by id, and replaced all at once."""

from __future__ import annotations

from alarmd.domain.unit import AlarmUnit
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


def test_a_unit_with_a_login_name_of_its_own_is_found_by_it() -> None:
    words = {"sip_user": "grupp", "ha1_md5": "ab" * 16}
    keeper = AlarmUnit(id=1, tenant_id=1, protocol="scaip", address="90000001", settings=words)
    member = AlarmUnit(id=2, tenant_id=1, protocol="scaip", address="90000002", settings={"sip_user": "grupp"})
    index = UnitIndex([keeper, member])
    assert index.find("scaip:account", "grupp") is keeper
    assert index.find("scaip", "grupp") is None
    assert len(index) == 2
