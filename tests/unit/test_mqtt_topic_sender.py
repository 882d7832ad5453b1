"""Notices out to a topic."""

from __future__ import annotations

import json

import pytest

from alarmd.domain.ports import SendOutcome
from devices.mqtt.subscriber import BrokerUnusableError
from devices.mqtt.topic_sender import TopicSender


async def test_title_and_text_go_to_the_channels_topic() -> None:
    sent: list[tuple[str, bytes]] = []

    async def publish(topic: str, payload: bytes) -> None:
        sent.append((topic, payload))

    result = await TopicSender(publish).send("mqtt://norr-1", "Trygghetslarm, Solbacka", "https://larm/r/x")
    assert result.outcome is SendOutcome.SENT
    ((topic, payload),) = sent
    assert topic == "alarmd/incidents/norr-1"
    assert json.loads(payload) == {"title": "Trygghetslarm, Solbacka", "text": "https://larm/r/x"}


@pytest.mark.parametrize("target", ["mqtt://", "mqtt://a/b", "mqtt://#", "norr"])
async def test_what_is_no_name_is_rejected(target: str) -> None:
    async def publish(topic: str, payload: bytes) -> None:
        raise AssertionError(topic)

    assert (await TopicSender(publish).send(target, "", "")).outcome is SendOutcome.REJECTED


async def test_without_a_broker_it_is_tried_again() -> None:
    async def publish(topic: str, payload: bytes) -> None:
        raise BrokerUnusableError("away")

    assert (await TopicSender(publish).send("mqtt://norr", "", "")).outcome is SendOutcome.RETRY
