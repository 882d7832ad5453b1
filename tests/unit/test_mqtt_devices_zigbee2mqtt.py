"""Zigbee2MQTT beyond its vectors."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from protocols.mqtt_devices import Report, UnreadableError, parse_source, read

SOURCES = [parse_source("zigbee2mqtt")]


def hear(topic: str, payload: bytes | dict[str, Any]) -> Report:
    octets = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    report = read(f"zigbee2mqtt/{topic}", octets, sources=SOURCES)
    assert report is not None
    return report


def test_older_bridges_send_the_bare_word() -> None:
    assert hear("Knapp/availability", b"online").link is True
    assert hear("Knapp/availability", b"offline").link is False
    with pytest.raises(UnreadableError):
        hear("Knapp/availability", b"perhaps")


def test_several_bridges_are_told_apart_by_a_level() -> None:
    bridge = hear("hem-12/bridge/state", {"state": "offline"})
    assert (bridge.sender.device, bridge.sender.is_gateway, bridge.link) == ("hem-12/bridge", True, False)


@pytest.mark.parametrize("action", ["", "release", None, 4])
def test_what_is_no_action_is_a_report(action: Any) -> None:
    assert hear("Knapp", {"action": action}).events == ()


def test_an_action_nobody_knows_is_a_press() -> None:
    assert [event.code for event in hear("Knapp", {"action": "rotate_left"}).events] == ["button"]


def test_sos_is_counted_each_time_and_its_end_only_once_it_was_raised() -> None:
    (pressed,) = hear("Feibit", {"sos": True}).events
    (ended,) = hear("Feibit", {"sos": False}).events
    assert (pressed.over, pressed.standing) == (False, False)
    assert (ended.over, ended.standing) == (True, True)


def test_only_a_message_with_its_time_can_be_known_for_long() -> None:
    plain, same = hear("K", {"action": "sos", "linkquality": 1}), hear("K", {"linkquality": 9, "action": "sos"})
    assert plain.key == same.key
    assert not plain.key_is_unique
    seen = hear("K", {"action": "sos", "last_seen": "2026-05-01T10:00:00Z"})
    in_ms = hear("K", {"action": "sos", "last_seen": 1777629600000})
    assert seen.key_is_unique
    assert seen.sent_at == in_ms.sent_at == datetime(2026, 5, 1, 10, tzinfo=UTC)


def test_battery_by_its_own_judgement_and_tamper() -> None:
    report = hear("K", {"battery_low": True, "tamper": True, "voltage": 2600})
    assert (report.reading.battery_low, report.reading.battery_mv) == (True, 2600)
    assert [event.code for event in report.events] == ["tamper"]


def test_an_empty_payload_clears_a_retained_message() -> None:
    assert not hear("K", b"").is_alive
