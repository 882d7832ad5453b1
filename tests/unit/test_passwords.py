"""A transmitter's password: the old one holds until the new one is used, and only a hash of it is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alarmd.domain.ports import LedgerUnavailable
from alarmd.domain.unit import AlarmUnit
from devices.sos_access.passwords import LENGTH, Passwords, Proof
from tests.fakes.centre import TestCentre
from tests.unit.sos_access_parts import PASSWORD, UNIT


def now(centre: TestCentre) -> AlarmUnit:
    unit = centre.units.get(UNIT.id)
    assert unit is not None
    return unit


async def test_the_whole_change() -> None:
    centre = TestCentre(UNIT)
    passwords = Passwords(centre.words.keep)
    assert passwords.judge(now(centre), PASSWORD) is Proof.GOOD
    assert passwords.judge(now(centre), "fel-losenord-12") is Proof.WRONG
    new = await passwords.renew(now(centre))
    assert len(new) == LENGTH
    assert new not in str(now(centre).settings)
    assert passwords.judge(now(centre), PASSWORD) is Proof.GOOD
    assert passwords.judge(now(centre), new) is Proof.NEW
    await passwords.settle(now(centre))
    assert passwords.judge(now(centre), new) is Proof.GOOD
    assert passwords.judge(now(centre), PASSWORD) is Proof.WRONG
    again = await passwords.renew(now(centre))
    assert passwords.judge(now(centre), new) is Proof.GOOD
    assert passwords.judge(now(centre), again) is Proof.NEW
    assert set(now(centre).settings) == {"transmitter_type", "authentication_hash", "authentication_next"}


async def test_a_store_that_is_away_changes_nothing() -> None:
    centre = TestCentre(UNIT)
    passwords = Passwords(centre.words.keep)
    new = await passwords.renew(now(centre))
    centre.words.away = True
    with pytest.raises(LedgerUnavailable):
        await passwords.renew(now(centre))
    await passwords.settle(now(centre))
    assert passwords.judge(now(centre), new) is Proof.NEW
    assert passwords.judge(now(centre), PASSWORD) is Proof.GOOD


def test_a_unit_without_a_password_is_believed_as_it_comes() -> None:
    passwords = Passwords(TestCentre().words.keep)
    bare = replace(UNIT, settings={})
    assert passwords.judge(bare, "whatever") is Proof.NOT_ASKED
    assert Proof.NOT_ASKED.holds
    assert not Proof.WRONG.holds
    assert passwords.judge(replace(UNIT, settings={"authentication_hash": "odd"}), "odd") is Proof.WRONG
    assert passwords.judge(UNIT, "\ud800") is Proof.WRONG


def test_a_technician_may_write_a_password_anew() -> None:
    passwords = Passwords(TestCentre().words.keep)
    unit = replace(UNIT, settings={"authentication": "ny-av-tekniker1", "authentication_hash": "salt$00"})
    assert passwords.judge(unit, "ny-av-tekniker1") is Proof.GOOD
    assert passwords.judge(unit, PASSWORD) is Proof.WRONG
    assert passwords.judge(unit, "") is Proof.WRONG
