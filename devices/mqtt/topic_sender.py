"""Notices out to a topic, for the home-care team's own systems: `mqtt://NAME` is `alarmd/incidents/NAME`.

A channel like any other of a responder, so what keeps the other channels honest holds here too: the outbox row is
durable before anything leaves, is tried again until its step is over, and counts as handed over only when the broker
has it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable

from alarmd.domain.ports import SendOutcome, SendResult
from devices.mqtt.subscriber import BrokerUnusableError

SCHEME = "mqtt"
BASE = "alarmd/incidents"

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class TopicSender:
    """Implements `Sender`.

    Args:
        publish: returns when the broker has the message, or raises `BrokerUnusableError`.
    """

    scheme = SCHEME

    def __init__(self, publish: Callable[[str, bytes], Awaitable[None]]) -> None:
        self._publish = publish

    async def send(self, target: str, title: str, body: str) -> SendResult:
        """Publish `{"title": …, "text": …}`: what kind of alarm, which municipality and a link, never a person."""
        name = target.partition("://")[2]
        if _NAME.fullmatch(name) is None:
            return SendResult(SendOutcome.REJECTED, "malformed_url")
        payload = json.dumps({"title": title, "text": body}, ensure_ascii=False).encode()
        try:
            await self._publish(f"{BASE}/{name}", payload)
        except BrokerUnusableError:
            return SendResult(SendOutcome.RETRY, "broker")
        return SendResult(SendOutcome.SENT)
