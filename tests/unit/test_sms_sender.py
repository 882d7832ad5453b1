"""Numbers in every spelling, and when a message is late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alarmd.domain.signal import Flag
from devices.sms.sender import Senders
from protocols.at_modem import Address, NumberType
from tests.fakes.centre import NOON, TestCentre
from tests.fakes.sms import UNIT

CENTRE = TestCentre(UNIT, at=NOON)
SENDERS = Senders("sms", CENTRE.centre, "46")


@pytest.mark.parametrize("text", ["+46701740605", "0701740605", "0046701740605"])
def test_one_unit_in_every_spelling(text: str) -> None:
    assert SENDERS.find_number(text) == ("+46701740605", UNIT)


def test_what_stays_as_it_is() -> None:
    assert Senders("sms", CENTRE.centre, "").number("0701740605") == "0701740605"
    assert SENDERS.number("071") == "071"
    assert SENDERS.find(Address("+46701740605", NumberType.LETTERS)) == ("+46701740605", None)


def test_late_is_after_five_minutes() -> None:
    late = SENDERS.arrival("x", None, "k", b"", NOON - timedelta(minutes=6))
    assert late.flags == {Flag.LATE}
    assert not SENDERS.is_late(NOON - timedelta(minutes=5))
    assert not SENDERS.is_late(NOON + timedelta(days=1))
    assert not SENDERS.is_late(None)
