"""Positions in both forms, and what is none."""

from __future__ import annotations

import pytest

from protocols.sos_access.position import RT90, Grid, read_position, to_geodetic


@pytest.mark.parametrize(
    "text", ["N5919700E0180350", "E0180350N5919700", "n591970e0180350", "N591970E180350", "N591970 E018035"[:14] + "50"]
)
def test_degrees_and_minutes_by_their_letters(text: str) -> None:
    assert read_position(text) == pytest.approx((59.328333, 18.058333), abs=1e-6)


def test_south_and_west() -> None:
    assert read_position("S3326210W0703807") == pytest.approx((-33.436833, -70.6345), abs=1e-6)


def test_rt90_equals_the_authority() -> None:
    # Lantmäteriet's own transformation of this point: N 59° 20' 56.09287", E 18° 2' 50.34806".
    expected = (59 + 20 / 60 + 56.09287 / 3600, 18 + 2 / 60 + 50.34806 / 3600)
    assert read_position("x6583052y1627548") == pytest.approx(expected, abs=1e-8)
    assert to_geodetic(RT90, 6583052, 1627548) == read_position("X6583052Y1627548")


def test_the_grid_is_an_argument() -> None:
    """On the central meridian the projection only scales."""
    lat, lon = to_geodetic(Grid(15.0, 0.9996, 0.0, 500_000.0), 6_583_052, 500_000)
    assert lon == 15.0
    assert 59 < lat < 60


@pytest.mark.parametrize(
    "text",
    ["", "N5919700", "N5919700N5919700", "N5919700E0180350x", "x1234567y1234567", "x658305y1627548", "N9900000E0180350",
     "N5919700E1990350", "59.3,18.0"],
)  # fmt: skip
def test_what_is_no_position(text: str) -> None:
    assert read_position(text) is None
