"""The same message has the same key, another part or second another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from protocols.at_modem import Coding, Deliver, Part, build_deliver, message_key, read_pdu, with_service_centre

AT = datetime(2026, 5, 1, tzinfo=UTC)


def key(text: str = "SOS", sender: str = "+46701740605", at: datetime = AT, part: Part | None = None) -> str:
    pdu = with_service_centre(build_deliver(sender, Coding.GSM7, text, sent_at=at, part=part))
    message = read_pdu(pdu)
    assert isinstance(message, Deliver)
    return message_key(message)


def test_what_makes_it_another() -> None:
    keys = [
        key(), key("SOS!"), key(sender="+46701740606"), key(at=AT + timedelta(seconds=1)),
        key(part=Part(1, 8, 2, 1)), key(part=Part(1, 8, 2, 2)), key(part=Part(1, 16, 2, 1)),
    ]  # fmt: skip
    assert len(set(keys)) == len(keys)
    assert key() == keys[0]
