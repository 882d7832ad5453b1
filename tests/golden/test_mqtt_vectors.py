"""Every shared MQTT vector: device, events, battery and position as expected."""

from __future__ import annotations

from typing import Any

import pytest

from protocols.mqtt_devices import (
    Family,
    PeerError,
    Reading,
    Report,
    Standing,
    UnreadableBytesError,
    parse_source,
    read,
)
from tests.golden.mqtt_vectors import VECTORS, named, payload

SOURCES = [parse_source(family) for family in Family]
BATTERY_LOW_PERCENT = 15


def read_vector(vector: dict[str, Any]) -> Report:
    report = read(vector["topic"], payload(vector), sources=SOURCES, retained=vector["retain"])
    assert report is not None
    return report


def neutral_events(report: Report, standing: Standing) -> list[str]:
    if report.link is False:
        return ["gateway_lost" if report.sender.is_gateway else "supervision_lost"]
    battery = report.reading.battery_percent
    low = battery is not None and battery < BATTERY_LOW_PERCENT and report.sender.word == "up"
    events = [
        f"{event.code} restored" if event.over else event.code
        for event in standing.news(report.sender.device, report.events)
    ]
    return events or (["battery_low if below the limit"] if low else [])


WELL_FORMED = [v for v in VECTORS if "technical_alarm" not in v["expect"] and v["name"] != "cs-duplicate"]


def test_each_vector_gives_its_events() -> None:
    standing, seen = Standing(), {}
    for vector in WELL_FORMED:
        seen[vector["name"]] = neutral_events(read_vector(vector), standing)
    wanted = {
        v["name"]: [str(e).replace("button hold", "button_hold") for e in v["expect"]["events"]] for v in WELL_FORMED
    }
    assert seen == wanted


@pytest.mark.parametrize("vector", WELL_FORMED, ids=lambda v: v["name"])
def test_each_vector_gives_its_device_and_readings(vector: dict[str, Any]) -> None:
    report, expect = read_vector(vector), vector["expect"]
    if "device" in expect:
        assert report.sender.device == expect["device"]
    check_reading(report.reading, expect)
    if "time" in expect:
        assert report.sent_at is not None
        assert report.sent_at.isoformat().replace("+00:00", "Z") == expect["time"]
    assert report.is_alive or vector["retain"]


def check_reading(reading: Reading, expect: dict[str, Any]) -> None:
    if "battery" in expect:
        assert reading.battery_percent == expect["battery"]
    if "battery_mv" in expect:
        assert reading.battery_mv == expect["battery_mv"]
    if "battery_volt" in expect:
        assert reading.battery_mv == round(expect["battery_volt"] * 1000)
    if "external_power" in expect:
        assert reading.external_power is expect["external_power"]
    for word in ("temperature", "humidity"):
        if word in expect:
            assert float(reading.texts[word]) == expect[word]
    if "lat" in expect:
        assert reading.position is not None
        assert (round(reading.position.latitude, 6), round(reading.position.longitude, 6)) == (
            expect["lat"],
            expect["lon"],
        )


def test_a_duplicate_has_the_key_of_the_first() -> None:
    first, again = read_vector(named("cs-short")), read_vector(named("cs-duplicate"))
    assert first.key == again.key
    assert first.key_is_unique
    assert first.key != read_vector(named("cs-long")).key


def test_the_cut_press_is_an_error_that_keeps_what_was_read() -> None:
    with pytest.raises(UnreadableBytesError) as caught:
        read_vector(named("truncated-tlv"))
    report = caught.value.report
    assert report is not None
    assert report.reading.battery_percent == named("truncated-tlv")["expect"]["battery"]
    assert report.sender.may_be_alarm


def test_bad_json_names_its_sender() -> None:
    with pytest.raises(PeerError) as caught:
        read_vector(named("bad-json"))
    assert caught.value.sender is not None
    assert caught.value.sender.identities == ("24e124535b000001",)
    assert caught.value.sender.may_be_alarm


def test_a_retained_press_is_shown_but_not_raised() -> None:
    report = read_vector(named("z2m-retained-old-press"))
    assert report.reading.events
    assert report.events == ()
    assert not report.is_alive
