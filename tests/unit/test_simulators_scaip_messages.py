"""Events as SCAIP documents, compared with what the sheet shows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from protocols.scaip.documents import MessageType
from protocols.scaip.parse import read_request
from simulators.events import HEARTBEAT, PRESS, Event, What
from simulators.scaip_messages import Caller

UNIT = Caller(cid="90000001")


@pytest.mark.parametrize(
    ("event", "body"),
    [
        (
            Event(what=What.BATTERY, zone="7"),
            b"<mrq><ref>A1</ref><cid>90000001</cid><dty>0003</dty><did>7</did><crd>no-voice:</crd><stc>0016</stc></mrq>",
        ),
        (
            Event(what=What.MAINS, restored=True, zone=""),
            b"<mrq><ref>A1</ref><cid>90000001</cid><dty>0002</dty><crd>no-voice:</crd><stc>0086</stc></mrq>",
        ),
        (
            Event(what=What.SMOKE, room="Kök"),
            "<mrq><ref>A1</ref><cid>90000001</cid><dty>0023</dty><did>1</did><stc>0009</stc><pri>9</pri>"
            "<lte>Kök</lte></mrq>".encode(),
        ),
        (
            HEARTBEAT,
            b"<mrq><ref>A1</ref><mty>PI</mty><hbo>001</hbo><cid>90000001</cid><dty>0002</dty>"
            b"<crd>no-voice:</crd></mrq>",
        ),
        (
            Event(
                what=What.PRESS,
                position=(59.336111, 18.072778),
                happened_at=datetime(2026, 3, 1, 10, 15, tzinfo=UTC),
            ),
            b"<mrq><ref>A1</ref><cid>90000001</cid><dty>0003</dty><did>1</did><stc>0010</stc><lco>034</lco><lge>"
            b"<geo>59.336111,18.072778</geo><tim>2026-03-01T10:15:00+00</tim></lge></mrq>",
        ),
    ],
)
def test_documents(event: Event, body: bytes) -> None:
    assert read_request(UNIT.document(event, "A1")) == read_request(body)


def test_a_withdrawal_says_only_what_it_must() -> None:
    body = UNIT.document(PRESS, "A1", MessageType.RESET)
    assert body == b"<mrq><ref>A1</ref><mty>RE</mty><cid>90000001</cid><dty>0003</dty></mrq>"


def test_callback_domain_and_parts() -> None:
    unit = Caller(cid="90000001", callback=True, domain="arc.example.com")
    body = unit.document(PRESS, "A1", parts_left=2)
    assert b"<cha>1</cha>" in body
    assert b"<crd>sip:90000001@arc.example.com</crd>" in body
    assert b"<ame>2</ame>" in body


def test_the_message_around_it() -> None:
    message = Caller(cid="90000001", user="anna", domain="arc.example.com").message(b"<mrq/>", "127.0.0.1")
    assert (message.method, message.uri) == ("MESSAGE", "sip:alarm@127.0.0.1")
    assert str(message.sender) == "<sip:anna@arc.example.com>"
    assert str(message.recipient) == "<sip:alarm@127.0.0.1>"
    assert ("Content-Type", "application/scaip+xml") in message.headers


def test_a_registration_names_where_the_unit_is() -> None:
    message = UNIT.registration("127.0.0.1", ("127.0.0.1", 40000), "tcp", 60)
    assert (message.method, message.uri) == ("REGISTER", "sip:127.0.0.1")
    assert dict(message.headers)["Contact"] == "<sip:90000001@127.0.0.1:40000;transport=tcp>"
    assert dict(message.headers)["Expires"] == "60"
