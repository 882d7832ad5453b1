from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from console.times import age, clock, moment
from tests.fakes.feed_people import MINUTE, NOON

ZONE = ZoneInfo("Europe/Stockholm")


def test_the_clock_is_the_places_own_and_has_24_hours() -> None:
    assert clock(NOON, ZONE) == "12:00:00"
    assert clock(NOON + 120 * MINUTE, ZONE) == "14:00:00"


def test_both_hours_of_the_autumn_night_are_shown_as_they_are_on_the_wall() -> None:
    second_three = 1_792_890_000_000  # 25 October 2026 01:00 UTC, when clocks go back
    assert clock(second_three - 1000, ZONE) == "02:59:59"
    assert clock(second_three, ZONE) == "02:00:00"


def test_another_day_has_its_date_and_never_is_a_dash() -> None:
    assert moment(NOON, NOON, ZONE) == "12:00:00"
    assert moment(NOON - 13 * 60 * MINUTE, NOON, ZONE) == "2026-03-01 23:00"
    assert moment(0, NOON, ZONE) == "–"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-5, "0:00"), (7, "0:07"), (751, "12:31"), (11_100, "3 h 05"), (2 * 86_400 + 4 * 3600, "2 d 4 h")],
)
def test_ages(seconds: int, text: str) -> None:
    assert age(seconds * 1000) == text
