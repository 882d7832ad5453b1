"""Our own format."""

from __future__ import annotations

from datetime import datetime

import pytest

from protocols.mqtt_devices import (
    BadFieldError,
    OwnEvent,
    Report,
    UnreadableError,
    build_ack,
    build_event,
    parse_source,
    read,
    read_ack,
    topic_of,
)

SOURCES = [parse_source("larm")]


def hear(payload: bytes, word: str = "event") -> Report:
    report = read(f"larm/hem-12/{word}", payload, sources=SOURCES)
    assert report is not None
    return report


def test_only_kind_is_mandatory() -> None:
    report = hear(b'{"kind":"personal"}')
    assert [event.code for event in report.events] == ["personal"]
    assert report.asks == ""
    assert not report.key_is_unique


@pytest.mark.parametrize("payload", [b"{}", b'{"kind":""}', b'{"kind":7}', b'{"kind":"fall","state":"odd"}', b""])
def test_what_has_no_kind_is_unreadable(payload: bytes) -> None:
    with pytest.raises(UnreadableError) as caught:
        hear(payload)
    assert caught.value.sender is not None
    assert caught.value.sender.may_be_alarm


def test_id_and_time_together_are_known_for_long() -> None:
    assert hear(b'{"kind":"fall","id":7,"time":"2026-05-01T10:00:00Z"}').key_is_unique
    assert not hear(b'{"kind":"fall","id":7}').key_is_unique


def test_a_link_test_may_say_anything_and_a_will_says_offline() -> None:
    assert hear(b"\xff\x00", "alive").is_alive
    assert hear(b"offline", "availability").link is False


def test_an_acknowledgement_goes_round() -> None:
    assert read_ack(build_ack("åäö 1")) == "åäö 1"
    with pytest.raises(UnreadableError):
        read_ack(b'{"id":"1","result":"lost"}')


def test_what_cannot_be_built() -> None:
    naive = datetime.fromisoformat("2026-05-01T10:00:00")
    for event in (OwnEvent(kind=""), OwnEvent(kind="a", state="odd"), OwnEvent(kind="a", time=naive)):
        with pytest.raises(BadFieldError):
            build_event(event)
    for unit in ("", "a/b", "+", "#"):
        with pytest.raises(BadFieldError):
            topic_of(unit, "event")
    assert topic_of("hem 12", "ack") == "larm/hem 12/ack"
