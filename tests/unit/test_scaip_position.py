"""Positions in degrees and in NMEA sentences."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.scaip import GeoLocation, locate
from protocols.scaip.position import nmea_checksum, read_geo, read_gga, read_time

NOW = datetime(2026, 3, 1, 10, 16, tzinfo=UTC)
GGA = "$GPGGA,101500.00,5920.1667,N,01804.3667,E,1,08,0.9,28.0,M,23.0,M,,*52"


def _sentence(body: str) -> str:
    return f"${body}*{nmea_checksum(body):02X}"


def test_r20_decimal_degrees_and_time() -> None:
    position = locate(GeoLocation("59.336111,18.072778", "2026-03-01T10:15:00+01"), NOW)
    assert (position.lat, position.lon) == (59.336111, 18.072778)
    assert position.at == datetime(2026, 3, 1, 9, 15, tzinfo=UTC)
    assert position.raw == "59.336111,18.072778 2026-03-01T10:15:00+01"
    assert position.fault == ""


def test_r20_an_nmea_sentence() -> None:
    position = locate(GeoLocation(gga=GGA), NOW)
    assert position.lat == pytest.approx(59.336112, abs=1e-6)
    assert position.lon == pytest.approx(18.072778, abs=1e-6)
    assert position.at == datetime(2026, 3, 1, 10, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("-33.9, -151.2", (-33.9, -151.2)),
        ("geo:59.3,18.0;u=35", (59.3, 18.0)),
        ("59.3,18.0,12", (59.3, 18.0)),
        ("90,180", (90.0, 180.0)),
        ("91,0", None),
        ("0,181", None),
        ("59.3", None),
        ("", None),
        ("५९,18", None),
    ],
)
def test_geo(text: str, place: tuple[float, float] | None) -> None:
    assert read_geo(text) == place


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-01T10:15:00+01", "2026-03-01T09:15:00"),
        ("2026-03-01T10:15:00-0330", "2026-03-01T13:45:00"),
        ("2026-03-01T10:15:00+01:00", "2026-03-01T09:15:00"),
        ("2026-03-01 10:15:00.5Z", "2026-03-01T10:15:00"),
        ("2026-03-01T10:15:00", "2026-03-01T10:15:00"),
        ("2026-02-30T10:15:00+01", None),
        ("2026-03-01T10:15:00+99", None),
        ("yesterday", None),
    ],
)
def test_tim(text: str, utc: str | None) -> None:
    got = read_time(text)
    assert (got.astimezone(UTC).replace(tzinfo=None).isoformat() if got else None) == utc


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        (GGA.replace("*52", "*53"), "checksum wrong"),
        (GGA.replace("*52", ""), "checksum wrong"),
        (GGA.replace("5920", "5921"), "checksum wrong"),
        (_sentence("GPGGA,101500,,,,,0,00,,,M,,M,,"), "no fix"),
        (_sentence("GPRMC,101500,A,5920.1,N,01804.3,E,0,0,010326"), "no GGA sentence"),
        (_sentence("GPGGA,101500,5999.1,N,01804.3,E,1,08,,,M,,M,,"), "unreadable position"),
        (_sentence("GPGGA,101500,5920.1,X,01804.3,E,1,08,,,M,,M,,"), "unreadable position"),
        (_sentence("GPGGA,101500,9920.1,N,01804.3,E,1,08,,,M,,M,,"), "unreadable position"),
        ("", "no GGA sentence"),
    ],
)
def test_a_sentence_that_cannot_be_trusted_is_shown_raw(sentence: str, fault: str) -> None:
    assert read_gga(sentence) == fault
    if sentence:
        position = locate(GeoLocation(gga=sentence), NOW)
        assert (position.lat, position.fault, position.raw) == (None, fault, sentence)


def test_southern_and_western_and_another_talker() -> None:
    assert read_gga(_sentence("GNGGA,250000,3330.0,S,07015.0,W,2,08,,,M,,M,,")) == (-33.5, -70.25, None)


def test_midnight_belongs_to_the_nearest_day() -> None:
    late = _sentence("GPGGA,235959,5920.1,N,01804.3,E,1,08,,,M,,M,,")
    received = datetime(2026, 3, 1, 0, 0, 1, tzinfo=UTC)
    assert locate(GeoLocation(gga=late), received).at == received - timedelta(seconds=2)
    assert locate(GeoLocation(tim="2026-01-01T00:00:00Z", gga=late), received).at == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_good_sentence_makes_up_for_bad_degrees() -> None:
    assert locate(GeoLocation("x", "", GGA), NOW).lat is not None
    assert locate(GeoLocation("x"), NOW).fault == "unreadable position"
    assert locate(GeoLocation(), NOW).fault == "no position"


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_degrees_survive_the_sentence(lat: float, lon: float) -> None:
    def angle(value: float, digits: int) -> str:
        degrees, minutes = divmod(round(abs(value) * 60, 4), 60)
        return f"{int(degrees):0{digits}}{minutes:07.4f}"

    body = f"GPGGA,101500,{angle(lat, 2)},{'NS'[lat < 0]},{angle(lon, 3)},{'EW'[lon < 0]},1,08,0.9,0,M,0,M,,"
    got = read_gga(_sentence(body))
    assert not isinstance(got, str)
    assert got[:2] == pytest.approx((lat, lon), abs=2e-6)


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=60))
def test_garbage_never_crashes(geo: str, tim: str, gga: str) -> None:
    locate(GeoLocation(geo, tim, "$GPGGA," + gga), NOW)
