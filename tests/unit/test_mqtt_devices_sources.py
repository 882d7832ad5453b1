"""Which topics are heard, and by whom they are read."""

from __future__ import annotations

import pytest

from protocols.mqtt_devices import BadSourceError, Family, UnknownTopicError, parse_source, read

ALL = [parse_source(family) for family in Family]


def test_a_source_has_its_usual_base_or_the_one_said() -> None:
    assert parse_source("zigbee2mqtt").filters == ("zigbee2mqtt/#",)
    assert parse_source("zigbee2mqtt = hem/zigbee").filters == ("hem/zigbee/#",)
    assert parse_source("larm").filters == ("larm/+/event", "larm/+/alive", "larm/+/availability")
    assert parse_source("shelly_rpc").filters == ("+/events/rpc", "+/online")


@pytest.mark.parametrize("words", ["", "ttn", "larm=a/+", "larm=#", "larm=/a", "larm=a/", "larm=$SYS"])
def test_an_impossible_source_says_what_may_be_written(words: str) -> None:
    with pytest.raises(BadSourceError, match=r"write one of|a base topic has no"):
        parse_source(words)


@pytest.mark.parametrize(
    "topic",
    [
        "zigbee2mqtt/Knapp/set",
        "zigbee2mqtt/bridge/logging",
        "application/1/device/24e124535b000001/event/txack",
        "v3/a@t/devices/d/down/sent",
        "larm/7/ack",
        "shellies/x/relay/0",
    ],
)
def test_what_does_not_concern_us_is_nothing(topic: str) -> None:
    assert read(topic, b"{}", sources=ALL) is None


@pytest.mark.parametrize("topic", ["elsewhere/x", "larm", "larmx/7/event", "$SYS/broker/uptime", ""])
def test_a_topic_of_nobody_is_an_error(topic: str) -> None:
    with pytest.raises(UnknownTopicError):
        read(topic, b"{}", sources=ALL)


def test_several_bases_of_one_family() -> None:
    homes = [parse_source("zigbee2mqtt=a"), parse_source("zigbee2mqtt=b")]
    report = read("b/Knapp", b'{"action":"single"}', sources=homes)
    assert report is not None
    assert report.sender.device == "Knapp"


def test_the_model_is_asked_for_by_what_the_device_may_be_registered_as() -> None:
    asked = []

    def model_of(identities: tuple[str, ...]) -> str:
        asked.append(identities)
        return "lw004pb"

    payload = b'{"end_device_ids":{"dev_eui":"24E1"},"uplink_message":{"f_port":9,"frm_payload":"UAE="}}'
    report = read("v3/a@t/devices/knapp/up", payload, sources=ALL, model_of=model_of)
    assert report is not None
    assert (asked, report.model) == ([("24e1", "knapp")], "lw004pb")
