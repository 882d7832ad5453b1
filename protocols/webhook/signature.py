"""Who sent it: the three headers of Standard Webhooks 1.0 (`webhook-id`, `webhook-timestamp`, `webhook-signature`).

The signature is base64 of HMAC-SHA-256 over `id.timestamp.body`; the header lists several, each as `v1,…`, so that
secrets can be changed without a gap. The timestamp is judged by the door, not here: an old one is flagged, not refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from protocols.webhook.errors import NotSignedError, UnusableSecretError

PREFIX = "whsec_"
LONGEST_ID = 256
"""Characters of a message's id."""

_LAST_S = 253_402_300_799
"""The last second of the year 9999."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A key shared with the sender, 24 to 64 bytes; never printed."""

    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the headers say. `id` is unique for each event, and the same in its repeats."""

    id: str
    sent_at: datetime


def read_secret(text: str) -> Secret:
    """`whsec_` and base64, as senders show it.

    Raises:
        UnusableSecretError: it is something else, or not 24 to 64 bytes long.
    """
    try:
        key = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not text.startswith(PREFIX) or not 24 <= len(key) <= 64:
        raise UnusableSecretError("a secret is whsec_ and base64 of 24 to 64 bytes")
    return Secret(key)


def sign(secret: Secret, identity: str, sent_at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of a message."""
    timestamp = str(int(sent_at.timestamp()))
    signature = base64.b64encode(_digest(secret, identity, timestamp, body)).decode()
    return {"webhook-id": identity, "webhook-timestamp": timestamp, "webhook-signature": f"v1,{signature}"}


def read_envelope(headers: Mapping[str, str], body: bytes, secrets: Iterable[Secret]) -> Envelope:
    """Check the signature with each of our secrets. Header names are in lower case.

    Raises:
        NotSignedError: a header is missing or cannot be read, or no secret of ours made the signature.
    """
    identity, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not identity or len(identity) > LONGEST_ID or not identity.isprintable():
        raise NotSignedError("webhook-id is missing, too long or not printable")
    if not (timestamp.isascii() and timestamp.isdigit()) or len(timestamp) > 12 or int(timestamp) > _LAST_S:
        raise NotSignedError("webhook-timestamp is not seconds since 1970")
    given = [_decoded(each) for each in headers.get("webhook-signature", "").split()]
    for secret in secrets:
        right = _digest(secret, identity, timestamp, body)
        if any(hmac.compare_digest(right, each) for each in given):
            return Envelope(identity, datetime.fromtimestamp(int(timestamp), UTC))
    raise NotSignedError("webhook-signature fits no secret of this door")


def _decoded(signature: str) -> bytes:
    version, _, text = signature.partition(",")
    try:
        return base64.b64decode(text, validate=True) if version == "v1" else b""
    except (binascii.Error, ValueError):
        return b""


def _digest(secret: Secret, identity: str, timestamp: str, body: bytes) -> bytes:
    return hmac.digest(secret.key, f"{identity}.{timestamp}.".encode() + body, hashlib.sha256)
