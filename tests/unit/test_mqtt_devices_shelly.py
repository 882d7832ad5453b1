"""Shelly beyond its vectors."""

from __future__ import annotations

import json
from typing import Any

import pytest

from protocols.mqtt_devices import Report, UnreadableError, parse_source, read

SOURCES = [parse_source("shelly"), parse_source("shelly_rpc")]


def hear(topic: str, payload: bytes | dict[str, Any]) -> Report:
    octets = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    report = read(topic, octets, sources=SOURCES)
    assert report is not None
    return report


def codes(report: Report) -> list[str]:
    return [event.code for event in report.events]


@pytest.mark.parametrize(
    ("event", "code"),
    [("S", "button_short"), ("SS", "button_double"), ("SSS", "button_triple"), ("L", "button_long"), ("X", "button")],
)
def test_presses(event: str, code: str) -> None:
    assert codes(hear("shellies/b/input_event/0", {"event": event, "event_cnt": 1})) == [code]


def test_an_unchanged_count_is_a_repeat() -> None:
    keys = [hear("shellies/b/input_event/0", {"event": "S", "event_cnt": n}).key for n in (4, 4, 5)]
    assert keys[0] == keys[1] != keys[2]


def test_battery_must_be_a_percentage() -> None:
    for odd in (b"", b"full", b"101", b"nan"):
        with pytest.raises(UnreadableError):
            hear("shellies/b/sensor/battery", odd)


def test_start_and_link() -> None:
    assert hear("shellies/announce", {"id": "b"}).sender.identities == ("b",)
    assert hear("shellies/announce", {}).sender.identities == ()
    assert hear("shellies/b/online", b"false").link is False


def rpc(*events: Any, ts: float | None = 1777629600.5) -> dict[str, Any]:
    return {"src": "b", "method": "NotifyEvent", "params": {"ts": ts, "events": list(events)}}


def test_later_generations() -> None:
    press = {"component": "input:0", "event": "single_push"}
    report = hear("b/events/rpc", rpc({"component": "input:0", "event": "btn_down"}, press, "odd"))
    assert codes(report) == ["button_short"]
    assert report.key_is_unique
    assert codes(hear("b/events/rpc", rpc({"component": "input:1", "event": "fourfold"}))) == ["button"]
    assert codes(hear("b/events/rpc", rpc({"component": "sys", "event": "ota_begin"}))) == []
    assert hear("b/online", b"true").link is True
    assert hear("b/events/rpc", {"method": "NotifyStatus"}).events == ()
