"""Time stamps of the service centre."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from protocols.at_modem.timestamp import build_timestamp, read_timestamp


def test_east_and_west() -> None:
    summer = datetime(2026, 5, 1, 12, 0, 0, tzinfo=timezone(timedelta(hours=2)))
    assert build_timestamp(summer).hex() == "62501021000080"
    assert read_timestamp(bytes.fromhex("62501021000080")) == summer
    west = datetime(2026, 5, 1, 12, 0, 0, tzinfo=timezone(timedelta(hours=-9, minutes=-30)))
    assert read_timestamp(build_timestamp(west)) == west
    assert build_timestamp(west)[-1] & 0x08


@pytest.mark.parametrize(
    "octets", ["00000000000000", "62A01021000080", "625010210000FF", "6250102100", "FFFFFFFFFFFFFF"]
)
def test_what_is_no_time(octets: str) -> None:
    assert read_timestamp(bytes.fromhex(octets)) is None
