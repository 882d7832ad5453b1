"""The settings of an MQTT door."""

from __future__ import annotations

import pytest

from alarmd.config import from_tree
from alarmd.config.doors.mqtt import MqttSettings
from tests.unit.mistakes import door_mistakes

GOOD = {"kind": "mqtt", "broker": "broker.example.se:8883", "client_id": "alarmd", "tls": True}


def test_an_address_and_a_name_are_all_it_needs() -> None:
    (door,) = from_tree({"doors": [GOOD]}, {}).doors
    assert isinstance(door, MqttSettings)
    assert door.address == ("broker.example.se", 8883)
    assert door.sources == ("larm",)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"broker": ""}, "write HOST:PORT"),
        ({"broker": "broker:0"}, "write HOST:PORT"),
        ({"client_id": ""}, "give the session a name that stays"),
        ({"certificate": "a.pem"}, "belong together"),
        ({"tls": False}, "beyond loopback it needs tls = true"),
        ({"sources": []}, "name at least one family"),
        ({"sources": ["ttn"]}, "no such family"),
        ({"keepalive_s": 1}, "keepalive_s at least 2"),
    ],
)
def test_what_cannot_be_is_told(words: dict[str, object], told: str) -> None:
    assert told in door_mistakes(**GOOD | words)


def test_a_broker_on_loopback_may_be_plain() -> None:
    from_tree({"doors": [GOOD | {"broker": "127.0.0.1:1883", "tls": False}]}, {})
