"""Accounts from units' words."""

from __future__ import annotations

import logging

import pytest

from devices.scaip.accounts import UnitAccounts, is_within, read_networks
from protocols.sip import Algorithm
from tests.devices.scaip.centre import Accounts, credentials


def test_a_unit_with_half_a_digest_has_an_account() -> None:
    units = Accounts()
    units.add("1", **credentials("1"))
    units.add("2", ha1_md5="AB" * 16, qop="no")
    units.add("3")
    accounts = UnitAccounts(units)
    one, two = accounts.find("1"), accounts.find("2")
    assert one is not None
    assert two is not None
    assert set(one.secrets) == {Algorithm.MD5, Algorithm.SHA256}
    assert two.secrets == {Algorithm.MD5: "ab" * 16}
    assert (one.without_qop, two.without_qop) == (False, True)
    assert accounts.find("3") is None
    assert accounts.find("nobody") is None
    assert "ab" * 16 not in repr(two)


def test_a_group_shares_one_account() -> None:
    units = Accounts()
    first = units.add("1", sip_user="grupp", **credentials("grupp"))
    units.add("2", sip_user="grupp")
    units.add("3")
    accounts = UnitAccounts(units)
    assert accounts.unit("grupp") is first
    assert accounts.find("grupp") is not None
    assert [accounts.speaks_for("grupp", cid) for cid in ("1", "2", "3", "4")] == [True, True, False, False]
    assert accounts.speaks_for("3", "3")


def test_trust_needs_both_words_and_the_right_source() -> None:
    units = Accounts()
    units.add("1", auth="none", trusted_source="192.0.2.0/24, 2001:db8::/32")
    units.add("2", auth="none")
    units.add("3", trusted_source="0.0.0.0/0")
    accounts = UnitAccounts(units)
    assert accounts.trusted("1", "192.0.2.77")
    assert accounts.trusted("1", "2001:db8::1")
    assert not accounts.trusted("1", "198.51.100.1")
    assert not accounts.trusted("2", "192.0.2.77")
    assert not accounts.trusted("3", "192.0.2.77")
    assert not accounts.trusted("4", "192.0.2.77")


def test_unreadable_networks_hold_nobody(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert not is_within("192.0.2.1", "192.0.2.0/24, everywhere")
    assert "everywhere" in caplog.text
    assert not is_within("?", "192.0.2.0/24")
    with pytest.raises(ValueError, match="host bits"):
        read_networks("192.0.2.1/24")
