"""The Things Stack beyond its vectors."""

from __future__ import annotations

import json
from typing import Any

import pytest

from protocols.mqtt_devices import Report, UnreadableError, parse_source, read

SOURCES = [parse_source("things_stack")]


def hear(message: dict[str, Any], *, topic: str = "v3/app/devices/knapp-1/up", **outer: Any) -> Report:
    payload = json.dumps({"uplink_message": message} | outer).encode()
    report = read(topic, payload, sources=SOURCES)
    assert report is not None
    return report


def test_an_installation_without_tenants_is_heard_too() -> None:
    report = hear({"f_port": 85, "frm_payload": "/y4B"})
    assert report.sender.identities == ("knapp-1",)
    assert [event.code for event in report.events] == ["button_short"]


def test_zero_values_are_left_out() -> None:
    assert hear({}).events == ()


def test_a_restarted_counter_is_another_message() -> None:
    message = {"f_port": 85, "frm_payload": "/y4B"}
    one = hear(message, received_at="2026-05-01T10:00:00.1Z")
    other = hear(message, received_at="2026-05-01T10:05:00.1Z")
    assert one.key_is_unique
    assert one.key != other.key


def test_a_payload_that_is_no_base64_is_unreadable() -> None:
    with pytest.raises(UnreadableError, match="base64"):
        hear({"f_port": 85, "frm_payload": 3})
