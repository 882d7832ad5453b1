"""Each channel goes to the sender that knows its scheme."""

from __future__ import annotations

from alarmd.domain.ports import SendOutcome, SendResult
from alarmd.notify.by_scheme import ByScheme


class Named:
    def __init__(self, name: str) -> None:
        self.name = name

    async def send(self, target: str, title: str, body: str) -> SendResult:
        return SendResult(SendOutcome.SENT, self.name)


async def test_by_scheme() -> None:
    sender = ByScheme({"alarmd-demo": Named("demo")}, Named("other"))
    reasons = [(await sender.send(t, "", "")).reason for t in ("alarmd-demo://x", "ALARMD-DEMO://x", "json://x", "")]
    assert reasons == ["demo", "demo", "other", "other"]


async def test_one_more_sender_but_never_in_the_place_of_another() -> None:
    sender = ByScheme({}, Named("other"))
    sender.add("mqtt", Named("first"))
    sender.add("mqtt", Named("second"))
    assert (await sender.send("mqtt://x", "", "")).reason == "first"
