"""A unit's own words become key and dialect; the port speaks for those it does not know."""

from __future__ import annotations

import pytest

from alarmd.domain.unit import AlarmUnit
from devices.dc09.unit_settings import SettingsReader
from protocols.dc09 import AccountFrom, BadKeyError, Window


def unit(**words: str) -> AlarmUnit:
    return AlarmUnit(id=1, tenant_id=1, protocol="dc09", address="0123", settings=words)


def test_words_become_a_dialect() -> None:
    settings = SettingsReader().of(
        unit(key="hex:" + "00" * 16, clock="Europe/Stockholm", window="-600..300", account_from="data", binary_crc="no")
    )
    assert settings.key is not None
    assert settings.dialect.window == Window(-600, 300)
    assert str(settings.dialect.clock.zone) == "Europe/Stockholm"
    assert settings.dialect.account_from is AccountFrom.DATA
    assert not settings.dialect.binary_crc


def test_an_unknown_unit_has_the_ports_settings() -> None:
    reader = SettingsReader("text:0123456789abcdef", window=False)
    assert reader.of(None) is reader.of_port
    assert reader.of_port.key is not None
    assert reader.of_port.dialect.window is None


def test_a_changed_unit_is_read_again() -> None:
    reader = SettingsReader()
    assert reader.of(unit(window="off")).dialect.window is None
    assert reader.of(unit(plain_time="no")).dialect.window is not None


@pytest.mark.parametrize(
    ("words", "error"),
    [({"key": "hex:00"}, BadKeyError), ({"window": "wide"}, ValueError), ({"clock": "Mars/Base"}, KeyError)],
)
def test_bad_words_are_errors_and_the_door_goes_on_with_the_ports(
    words: dict[str, str], error: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    reader = SettingsReader()
    with pytest.raises(error):
        reader.read(words)
    bad = unit(**words)
    assert [reader.of(bad) for _ in range(3)] == [reader.of_port] * 3
    assert len(caplog.records) == 1


def test_only_a_key_of_its_own_makes_plain_frames_suspicious() -> None:
    reader = SettingsReader("text:0123456789abcdef")
    assert not reader.of(None).has_own_key
    assert not reader.of(unit(window="off")).has_own_key
    assert reader.of(unit(key="hex:" + "00" * 16)).has_own_key
