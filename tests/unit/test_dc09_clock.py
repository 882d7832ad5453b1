"""Timestamps, zones and the window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.dc09 import (
    BadTimestampError,
    DeviceClock,
    Window,
    format_timestamp,
    in_window,
    parse_timestamp,
    skew_s,
)

STOCKHOLM = DeviceClock(zone=ZoneInfo("Europe/Stockholm"))
TIMES = st.integers(946_684_800, 2_840_140_800).map(lambda stamp: datetime.fromtimestamp(stamp, UTC))


@given(TIMES, st.sampled_from([DeviceClock(), STOCKHOLM]))
def test_every_time_goes_round_near_its_arrival(at: datetime, clock: DeviceClock) -> None:
    # The ambiguous hour of autumn included: the reading nearest to arrival is the one meant.
    assert parse_timestamp(format_timestamp(at, clock), at + timedelta(seconds=3), clock) == at


def test_the_hour_that_comes_twice_is_read_nearest_to_arrival() -> None:
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    text = "02:30:00,10-25-2026"
    assert parse_timestamp(text, first + timedelta(seconds=9), STOCKHOLM) == first
    assert parse_timestamp(text, second + timedelta(seconds=9), STOCKHOLM) == second


def test_the_hour_that_never_comes_is_still_read() -> None:
    now = datetime(2026, 3, 29, 1, 30, 5, tzinfo=UTC)
    assert parse_timestamp("02:30:00,03-29-2026", now, STOCKHOLM) == now.replace(second=0)


def test_month_wrong_by_one() -> None:
    now = datetime(2026, 12, 31, tzinfo=UTC)
    too_low = DeviceClock(month_error=-1)
    assert parse_timestamp("10:00:00,11-31-2026", now, too_low) == datetime(2026, 12, 31, 10, tzinfo=UTC)
    assert parse_timestamp("10:00:00,00-15-2026", now, too_low) == datetime(2026, 1, 15, 10, tzinfo=UTC)
    assert format_timestamp(now, too_low) == "00:00:00,12-31-2026"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10:00:00",
        "24:00:00,05-01-2026",
        "10:00:00,13-01-2026",
        "10:00:00,02-30-2026",
        "10:00:00,05-01-26",
    ],
)
def test_no_time(text: str) -> None:
    with pytest.raises(BadTimestampError):
        parse_timestamp(text, datetime(2026, 5, 1, tzinfo=UTC))


def test_the_edge_of_the_calendar() -> None:
    with pytest.raises(BadTimestampError):
        parse_timestamp("00:00:00,01-01-0001", datetime(2026, 5, 1, tzinfo=UTC), STOCKHOLM)


@pytest.mark.parametrize(("off", "good"), [(-41, False), (-40, True), (0, True), (20, True), (21, False)])
def test_window_borders_are_inside(off: int, good: bool) -> None:
    now = datetime(2026, 5, 1, 10, 0, 0, 900_000, tzinfo=UTC)
    sent = now.replace(microsecond=0) + timedelta(seconds=off)
    assert skew_s(sent, now) == off
    assert in_window(sent, now) is good
    assert in_window(sent, now, Window(-60, 60))
