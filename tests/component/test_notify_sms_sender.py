"""Notices through our own modems: which number, which modem, and what is never tried again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from alarmd.domain.ports import SendOutcome, SendResult
from alarmd.notify.sms_sender import SmsSender

OK = SendResult(SendOutcome.SENT, "", "sms-1")
AWAY = SendResult(SendOutcome.RETRY, "modem_away")


class Gateway:
    """Implements `SmsGateway`."""

    def __init__(self, answer: SendResult) -> None:
        self.answer = answer
        self.sent: list[tuple[str, str]] = []

    async def send_text(self, number: str, text: str) -> SendResult:
        self.sent.append((number, text))
        return self.answer

    def report_to(self, hear: Callable[[str, bool], None]) -> None:
        """Nothing comes back."""


async def test_the_first_modem_that_can_sends() -> None:
    sender, away, works, spare = SmsSender(), Gateway(AWAY), Gateway(OK), Gateway(OK)
    for gateway in (away, works, spare):
        sender.add(gateway)
    assert await sender.send("sms://+46701740605", "Larm", "ta uppdraget") is OK
    assert away.sent == works.sent == [("+46701740605", "Larm: ta uppdraget")]
    assert spare.sent == []
    assert await sender.send("SMS://0701740605/", "", "bara text") is OK
    assert works.sent[-1] == ("0701740605", "bara text")


async def test_modems_that_are_away_mean_another_try() -> None:
    sender = SmsSender()
    sender.add(Gateway(AWAY))
    assert await sender.send("sms://+46701740605", "Larm", "x") is AWAY


@pytest.mark.parametrize("target", ["sms://Karin", "sms://", "sms://+46701740605/?x=1", "sms://+46 70 174 06 05"])
async def test_what_is_no_number(target: str) -> None:
    sender = SmsSender()
    sender.add(Gateway(OK))
    assert await sender.send(target, "Larm", "x") == SendResult(SendOutcome.REJECTED, "malformed_url")


async def test_without_a_modem_nobody_waits() -> None:
    assert (await SmsSender().send("sms://+46701740605", "Larm", "x")).outcome is SendOutcome.REJECTED
