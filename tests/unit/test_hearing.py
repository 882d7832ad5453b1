"""What may be believed of a frame: the whole table of protection, clock and our own certainty."""

from __future__ import annotations

from itertools import product

import pytest

from alarmd.domain.signal import Flag
from devices.dc09.hearing import NO_CLOCK, Hearing
from devices.dc09.unit_settings import UnitSettings
from protocols.dc09 import TOLERANT, ClockReading, ClockVerdict, Key, build, parse_frame
from tests.fakes.centre import NOON

KEY = Key(bytes(16))
WRONG = (ClockVerdict.BEHIND, ClockVerdict.AHEAD, ClockVerdict.UNREADABLE)


def hearing(*, encrypted: bool, own_key: bool, verdict: ClockVerdict, sure: bool = True) -> Hearing:
    frame = parse_frame(build("NULL", "0000", "0123", key=KEY if encrypted else None))
    settings = UnitSettings(KEY if own_key else None, TOLERANT, has_own_key=own_key)
    heard = Hearing(frame, "10.0.0.1:4000", "0123", None, settings, NOON, 1.0)
    heard.reading = NO_CLOCK if verdict is ClockVerdict.ABSENT else ClockReading(verdict)
    heard.clock_is_sure = sure
    return heard


@pytest.mark.parametrize(
    ("encrypted", "own_key", "verdict", "sure"),
    list(product((True, False), (True, False), ClockVerdict, (True, False))),
)
def test_contact_is_what_only_the_unit_could_have_sent_now(
    encrypted: bool, own_key: bool, verdict: ClockVerdict, sure: bool
) -> None:
    heard = hearing(encrypted=encrypted, own_key=own_key, verdict=verdict, sure=sure)
    if encrypted:
        assert heard.is_contact == (verdict is ClockVerdict.GOOD or not sure)
    else:
        assert heard.is_contact == (not own_key)
    assert heard.tells_wrong_time == (verdict in WRONG and sure)
    assert (Flag.CLOCK_WRONG in heard.flags) == (verdict in WRONG)
    assert (Flag.REPLAY in heard.flags) == heard.may_be_replay
    assert (Flag.NOT_ENCRYPTED in heard.flags) == (own_key and not encrypted)


def test_the_host_is_the_source_without_its_port() -> None:
    assert hearing(encrypted=False, own_key=False, verdict=ClockVerdict.ABSENT).host == "10.0.0.1"
