"""ChirpStack beyond its vectors."""

from __future__ import annotations

import json
from typing import Any

import pytest

from protocols.mqtt_devices import CutBytesError, Report, UnreadableError, parse_source, read

SOURCES = [parse_source("chirpstack")]
TOPIC = "application/17c8/device/24E124535B000001/event/"


def hear(word: str, **tree: Any) -> Report:
    report = read(TOPIC + word, json.dumps(tree).encode(), sources=SOURCES)
    assert report is not None
    return report


def test_the_eui_is_compared_in_lower_case() -> None:
    assert hear("join").sender.identities == ("24e124535b000001",)


def test_status_shows_the_battery_unless_it_is_unknown() -> None:
    assert hear("status", batteryLevel=54.3).reading.battery_percent == 54.3
    assert hear("status", batteryLevel=54.3, batteryLevelUnavailable=True).reading.battery_percent is None


def test_data_that_are_no_base64_are_unreadable() -> None:
    with pytest.raises(UnreadableError, match="base64"):
        hear("up", fPort=85, data="§§")


def test_without_a_deduplication_id_the_key_may_come_again() -> None:
    first, second = hear("up", fPort=85, data="/y4B", fCnt=1), hear("up", fPort=85, data="/y4B", fCnt=2)
    assert not first.key_is_unique
    assert first.key != second.key


def test_unknown_bytes_keep_their_report() -> None:
    with pytest.raises(CutBytesError) as caught:
        hear("up", fPort=99, data="AQ==", time="2026-05-01T10:00:00Z")
    assert caught.value.report is not None
    assert caught.value.report.sent_at is not None


def test_a_retained_uplink_stays_retained_when_it_cannot_be_read() -> None:
    with pytest.raises(CutBytesError) as caught:
        read(TOPIC + "up", b'{"fPort":99,"data":"AQ=="}', sources=SOURCES, retained=True)
    assert caught.value.report is not None
    assert caught.value.report.retained
