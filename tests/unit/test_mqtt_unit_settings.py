"""The words on an MQTT unit."""

from __future__ import annotations

import pytest

from alarmd.domain.unit import AlarmUnit
from devices.mqtt.unit_settings import DEFAULT, SettingsReader, read
from protocols.mqtt_devices import Family, Reading

UNIT = AlarmUnit(id=7, tenant_id=1, protocol="mqtt", address="24e1", settings={"model": "pb01", "low_mv": "2500"})


def test_all_words() -> None:
    words = {"model": "ws101", "family": "chirpstack", "kinds": "button_double=assistance, button_long = threat"}
    settings = read(words | {"low_percent": "20"})
    assert (settings.model, settings.family, settings.low_percent) == ("ws101", Family.CHIRPSTACK, 20.0)
    assert settings.kinds == {"button_double": "assistance", "button_long": "threat"}


@pytest.mark.parametrize(
    "words", [{"model": "x"}, {"family": "x"}, {"kinds": "a"}, {"kinds": "a=nothing"}, {"low_mv": "low"}]
)
def test_what_cannot_be_used_is_an_error_and_the_usual_settings_hold(words: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"write|invalid"):
        read(words)
    unit = AlarmUnit(id=8, tenant_id=1, protocol="mqtt", address="a", settings=words)
    assert SettingsReader().of(unit) is DEFAULT


def test_a_unit_is_read_once() -> None:
    reader = SettingsReader()
    assert reader.of(UNIT) is reader.of(UNIT)
    assert reader.of(None) is DEFAULT


def test_when_a_battery_is_low_and_when_it_is_good_again() -> None:
    percents = [DEFAULT.battery_low(Reading(battery_percent=value), "") for value in (14, 15, 24, 25)]
    assert percents == [True, None, None, False]
    own = SettingsReader().of(UNIT)
    assert [own.battery_low(Reading(battery_mv=value), "pb01") for value in (2499, 2500, 2700)] == [True, None, False]
    assert DEFAULT.battery_low(Reading(battery_mv=3000), "trackerd") is True
    assert DEFAULT.battery_low(Reading(battery_mv=1), "") is None
    assert DEFAULT.battery_low(Reading(battery_low=False, battery_percent=1), "") is False
