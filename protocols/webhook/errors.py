"""What can be wrong with a webhook.

WebhookError
├── NotSignedError        the sender: headers are missing or no secret of ours made the signature; answer 401
├── UnreadableEventError  the sender: signed, but it names no unit or is no JSON object; answer 422, keep the bytes
└── UnusableSecretError   the operator: a secret in the settings cannot be used
"""

from __future__ import annotations


class WebhookError(Exception):
    """Something about a webhook; the text says what."""


class NotSignedError(WebhookError):
    """Headers are missing, or the signature was made with no secret of ours."""


class UnreadableEventError(WebhookError):
    """The body is signed and yet says nothing that could be raised for a unit."""


class UnusableSecretError(WebhookError):
    """A secret is not `whsec_` and base64 of 24 to 64 bytes."""
