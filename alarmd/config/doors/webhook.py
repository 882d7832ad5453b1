"""The settings of a webhook door."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from alarmd.config.addresses import is_loopback
from alarmd.config.doors.base import DoorSettings


class WebhookSettings(DoorSettings, frozen=True, kw_only=True):
    """[[doors]] Signed webhooks of one cloud service (Standard Webhooks); a block for each service.

    `http` is HOST:PORT. `secrets` are what the service signs with (`whsec_…`), the new one beside the old while it is
    changed. `window_s` is how far its clock may be off before a message is flagged and no longer counts as contact.
    `retry_s` is how long the service repeats a message that got no answer. `certificate` and `private_key` (PEM files)
    are for TLS; `behind_proxy` says that somebody else speaks it in front. `rate_per_source` is in messages a second,
    0 for any.
    """

    kind: Literal["webhook"] = "webhook"
    http: str = ""
    certificate: str = ""
    private_key: str = ""
    behind_proxy: bool = False
    secrets: tuple[str, ...] = ()
    window_s: float = 300.0
    retry_s: float = 86_400.0
    rate_per_source: float = 200.0

    def listeners(self) -> Mapping[str, str]:
        """HTTP, or HTTPS with a certificate."""
        return {"http": self.http}

    def contradictions(self) -> Iterator[str]:
        """No address, no secret, clear text beyond this machine, spans that are none."""
        if not self.http:
            yield ": give it http (HOST:PORT), else nothing can knock"
        if not self.secrets:
            yield " secrets: give it at least one (whsec_…, from the service), else nobody is believed"
        if bool(self.certificate) != bool(self.private_key):
            yield ": certificate and private_key belong together"
        if not (self.certificate or self.behind_proxy or _on_loopback(self.http)):
            yield f" http = {self.http}: beyond loopback it needs certificate and private_key, or behind_proxy = true"
        if self.window_s <= 0 or self.retry_s <= 0:
            yield ": window_s and retry_s must be above 0"


def _on_loopback(address: str) -> bool:
    try:
        return is_loopback(address)
    except ValueError:
        return True
