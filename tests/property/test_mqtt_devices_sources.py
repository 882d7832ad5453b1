"""Garbage never crashes a codec, and our own format goes round."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.mqtt_devices import (
    MODELS,
    Event,
    Family,
    OwnEvent,
    PeerError,
    Position,
    UnreadableBytesError,
    build_event,
    parse_source,
    read,
    topic_of,
)

SOURCES = [parse_source(family) for family in Family]
NAMES = st.text(st.characters(exclude_characters="+#\x00", exclude_categories=["Cs"]), min_size=1, max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)
KEYS = [
    "data", "fPort", "object", "time", "deduplicationId", "uplink_message", "frm_payload", "decoded_payload", "f_port",
    "end_device_ids", "dev_eui", "received_at", "action", "sos", "tamper", "battery", "voltage", "last_seen", "event",
    "event_cnt", "params", "events", "ts", "component", "kind", "state", "id", "lat", "lon", "deviceInfo", "button",
    "batteryLevel", "version_ids",
]  # fmt: skip
KNOWN_FIELDS = st.dictionaries(st.sampled_from(KEYS), st.deferred(lambda: KNOWN_FIELDS) | JSON, max_size=6)
TOPICS = st.sampled_from(
    [
        "larm/u/event", "larm/u/alive", "larm/u/availability", "application/a/device/24e1/event/up",
        "application/a/device/24e1/event/status", "v3/a@t/devices/d/up", "v3/a@t/devices/d/join", "zigbee2mqtt/k",
        "zigbee2mqtt/a/b/availability", "zigbee2mqtt/bridge/state", "shellies/b/input_event/0",
        "shellies/b/sensor/battery", "shellies/announce", "b/events/rpc", "b/online",
    ]
)  # fmt: skip


def take(topic: str, payload: bytes, model: str = "") -> None:
    try:
        report = read(topic, payload, sources=SOURCES, model_of=lambda _: model)
    except PeerError:
        return
    assert report is None or report.sender.device is not None


@given(st.one_of(TOPICS, st.text(max_size=40)), st.binary(max_size=200))
def test_any_bytes_on_any_topic(topic: str, payload: bytes) -> None:
    take(topic, payload)


@given(TOPICS, st.one_of(KNOWN_FIELDS, JSON))
def test_any_json_on_any_topic(topic: str, tree: Any) -> None:
    take(topic, json.dumps(tree).encode("utf-8", "surrogatepass"))


@given(st.integers(0, 255), st.binary(max_size=40), st.sampled_from(["", *MODELS]))
def test_any_uplink_is_read_or_named_as_unreadable(port: int, data: bytes, model: str) -> None:
    tree = {"fPort": port, "data": b64encode(data).decode()}
    take("application/a/device/24e1/event/up", json.dumps(tree).encode(), model)


@given(st.binary(max_size=30), st.integers(0, 30))
def test_a_press_that_was_read_stays_read_when_the_rest_is_garbage(noise: bytes, cut: int) -> None:
    data = b64encode((b"\xff\x2e\x02" + noise)[: 3 + cut]).decode()
    payload = json.dumps({"fPort": 85, "data": data}).encode()
    try:
        report = read("application/a/device/24e1/event/up", payload, sources=SOURCES)
    except UnreadableBytesError as error:
        report = error.report
    assert report is not None
    assert report.events[0] == Event("button_long")


LINE = st.text(st.characters(categories=["L", "N", "P", "S"]) | st.just(" "), max_size=40)
OWN_EVENTS = st.builds(
    OwnEvent,
    kind=LINE.filter(bool),
    id=LINE,
    time=st.none() | st.datetimes(timezones=st.just(UTC)),
    text=LINE,
    zone=LINE,
    lat=st.floats(-90, 90, exclude_min=True).filter(bool),
    lon=st.floats(-180, 180),
    battery=st.none() | st.floats(0, 100),
    state=st.sampled_from(["alarm", "restore", "test"]),
)


@given(NAMES.filter(lambda name: "/" not in name), OWN_EVENTS)
def test_our_own_format_goes_round(unit: str, event: OwnEvent) -> None:
    report = read(topic_of(unit, "event"), build_event(event), sources=SOURCES)
    assert report is not None
    assert report.sender.identities == (unit,)
    assert report.events == (Event(event.kind, over=event.state == "restore", test=event.state == "test"),)
    assert report.reading.battery_percent == event.battery
    assert report.sent_at == event.time
    assert report.asks == event.id
    assert report.reading.texts == {w: v for w, v in (("zone", event.zone), ("text", event.text)) if v}
    assert event.lat is not None
    assert event.lon is not None
    assert report.reading.position == Position(event.lat, event.lon)


@pytest.mark.parametrize("depth", [100, 100_000])
def test_depth_is_no_crash(depth: int) -> None:
    take("larm/u/event", b'{"kind":' * depth)
