"""Text messages through our own modem: `sms://NUMBER`. Which modem that is, bootstrap says."""

from __future__ import annotations

import re

from alarmd.domain.ports import SendOutcome, SendResult, SmsGateway

SCHEME = "sms"

_TARGET = re.compile(r"sms://(\+?[0-9]{3,15})/?", re.IGNORECASE)
_NO_MODEM = SendResult(SendOutcome.REJECTED, "no_modem")


class SmsSender:
    """Implements `Sender`. SENT means that the network took the message over; only a delivery report says more."""

    def __init__(self) -> None:
        self._gateways: list[SmsGateway] = []

    def add(self, gateway: SmsGateway) -> None:
        """One more modem; they are tried in this order."""
        self._gateways.append(gateway)

    async def send(self, target: str, title: str, body: str) -> SendResult:
        """Send by the first modem that does not say RETRY; REJECTED when the number is none or there is no modem."""
        found = _TARGET.fullmatch(target)
        if found is None:
            return SendResult(SendOutcome.REJECTED, "malformed_url")
        text = f"{title}: {body}" if title else body
        result = _NO_MODEM
        for gateway in self._gateways:
            result = await gateway.send_text(found[1], text)
            if result.outcome is not SendOutcome.RETRY:
                break
        return result
