"""Signed webhooks of cloud-connected devices: Standard Webhooks' headers around one event in JSON."""

from __future__ import annotations

from protocols.webhook.errors import NotSignedError, UnreadableEventError, UnusableSecretError, WebhookError
from protocols.webhook.event import Event, Position, build_event, parse_event
from protocols.webhook.signature import Envelope, Secret, read_envelope, read_secret, sign

__all__ = [
    "Envelope", "Event", "NotSignedError", "Position", "Secret", "UnreadableEventError", "UnusableSecretError",
    "WebhookError", "build_event", "parse_event", "read_envelope", "read_secret", "sign",
]  # fmt: skip
