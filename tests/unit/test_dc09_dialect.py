"""Switches per account, and what they decide."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from protocols.dc09 import (
    AccountFrom,
    ClockVerdict,
    DeviceClock,
    Dialect,
    Habits,
    Key,
    Window,
    build,
    decrypt,
    parse_frame,
    read_clock,
)

NOW = datetime(2026, 5, 1, 10, 0, 0, tzinfo=UTC)
GATEWAY = Dialect(account_from=AccountFrom.DATA)


@pytest.mark.parametrize(
    ("account", "data", "by_header", "by_data"),
    [
        ("9000", "#0123|NQA7", "9000", "0123"),
        (None, "#0123|NQA7", "0123", "0123"),
        ("9000", "NQA7", "9000", "9000"),
        (None, "", "", ""),
    ],
)
def test_which_account_names_the_unit(account: str | None, data: str, by_header: str, by_data: str) -> None:
    frame = parse_frame(build("SIA-DCS", "0001", account, data))
    assert (Dialect().account(frame), GATEWAY.account(frame)) == (by_header, by_data)


def test_checksum_forms() -> None:
    binary = parse_frame(build("NULL", "0001", "1", habits=Habits(binary_crc=True)))
    with_cr = parse_frame(build("NULL", "0001", "1", habits=Habits(crc_includes_cr=True)))
    normal = parse_frame(build("NULL", "0001", "1"))
    strict = Dialect(binary_crc=False, crc_includes_cr=False)
    assert [Dialect().takes(frame) for frame in (binary, with_cr, normal)] == [True, True, True]
    assert [strict.takes(frame) for frame in (binary, with_cr, normal)] == [False, False, True]


def verdict(time: str | None, dialect: Dialect, key: Key | None = None) -> ClockVerdict:
    frame = parse_frame(build("NULL", "0001", "0123", timestamp=time, key=key))
    return read_clock(decrypt(frame, key) if key else frame, NOW, dialect).verdict


def test_clock_verdicts() -> None:
    key, late = Key(bytes(16)), "09:59:00,05-01-2026"
    assert verdict("10:00:00,05-01-2026", Dialect()) is ClockVerdict.GOOD
    assert verdict(late, Dialect()) is ClockVerdict.BEHIND
    assert verdict("10:00:21,05-01-2026", Dialect()) is ClockVerdict.AHEAD
    assert verdict(None, Dialect()) is ClockVerdict.ABSENT
    assert verdict("soon", Dialect()) is ClockVerdict.UNREADABLE
    assert verdict("soon", Dialect(window=None)) is ClockVerdict.NOT_CHECKED
    assert verdict(late, Dialect(window=None)) is ClockVerdict.NOT_CHECKED
    assert verdict(late, Dialect(window=Window(-90, 20))) is ClockVerdict.GOOD
    assert verdict(late, Dialect(check_plain_time=False)) is ClockVerdict.NOT_CHECKED
    assert verdict(late, Dialect(check_plain_time=False), key) is ClockVerdict.BEHIND
    local = Dialect(clock=DeviceClock(zone=ZoneInfo("Europe/Stockholm")))
    assert verdict("12:00:00,05-01-2026", local) is ClockVerdict.GOOD
