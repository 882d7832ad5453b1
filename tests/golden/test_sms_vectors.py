"""Every shared vector of short messages: encoded by two others, checked by three libraries (origin in the file)."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from protocols.at_modem import Assembly, Command, Conversation, Deliver, StatusReport, commands, read_pdu, replies
from protocols.at_modem.events import Answer

DOCUMENT = json.loads(Path(__file__).with_name("sms.json").read_text())
VECTORS = DOCUMENT["vectors"]
DELIVERED = [vector for vector in VECTORS if vector["expect"]["type"] == "deliver"]
REPORTS = [vector for vector in VECTORS if vector["expect"]["type"] == "status-report"]


def named(vector: dict[str, Any]) -> str:
    return str(vector["name"])


def test_all_parts_are_walked_here() -> None:
    assert set(DOCUMENT) == {"title", "produced", "fields", "vectors", "text_rules"}
    assert len(DELIVERED) + len(REPORTS) == len(VECTORS)


def answer_of(command: Command, lines: list[str]) -> Answer:
    conversation = Conversation()
    conversation.ask(command)
    (answer,) = conversation.feed("\r\n".join(["", *lines, "", "OK", ""]).encode())
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize("vector", DELIVERED, ids=named)
def test_messages(vector: dict[str, Any]) -> None:
    expect = vector["expect"]
    lines = vector.get("cmgr_lines") or [f"+CMGR: 0,,{vector['tpdu_length']}", vector["pdu"]]
    stored = replies.read_message(answer_of(commands.read_stored(7), lines).lines, 7)
    assert stored is not None
    message = read_pdu(stored.pdu, stored.tpdu_length)
    assert isinstance(message, Deliver)
    assert not message.cut
    assert (message.sender.text, message.text) == (expect["sender"], expect["text"])
    assert message.sent_at == datetime.fromisoformat(expect.get("sent") or expect["sent_utc"])
    assert message.content.coding == expect.get("encoding", "gsm7")
    for name, figure in (expect["part"] or {}).items():
        assert getattr(message.part, name) == figure
    assert (message.part is None) == (expect["part"] is None)
    assert (message.message_class == 0) == (vector["name"] == "flash-class0")


@pytest.mark.parametrize("vector", REPORTS, ids=named)
def test_reports(vector: dict[str, Any]) -> None:
    expect = vector["expect"]
    report = read_pdu(vector["pdu"], vector["tpdu_length"])
    assert isinstance(report, StatusReport)
    assert (report.reference, report.recipient.text, report.status) == (
        expect["reference"],
        expect["recipient"],
        expect["status"],
    )
    assert report.sent_at == datetime.fromisoformat(expect["sent"])
    assert report.done_at == datetime.fromisoformat(expect["done"])
    assert report.outcome == {"delivered": "delivered", "permanent failure": "failed"}[expect["meaning"]]


@pytest.mark.parametrize("prefix", ["concat8-gsm7", "nodepdu-concat16"])
@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 0, 1)])
def test_long_messages(prefix: str, order: tuple[int, ...]) -> None:
    parts = [vector for vector in DELIVERED if vector["name"].startswith(prefix)]
    assembly = Assembly()
    joined = None
    for place in order:
        message = read_pdu(parts[place]["pdu"])
        assert isinstance(message, Deliver)
        joined = assembly.add(message, 0.0)
    assert joined is not None
    assert (joined.text, joined.missing) == (parts[0]["expect"]["whole_text"], 0)
