"""Every shared ESPA-X vector: frames read as expected, and ours equal byte for byte."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from protocols.espa_x import Message, Rejected, Splitter, build

VECTORS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("espa_x.json").read_text(encoding="utf-8"))[
    "vectors"
]
AT = datetime(2026, 5, 1, 10, 0, 0)  # noqa: DTZ001 - the wire's own time has no zone
FRAMES = [
    pytest.param(bytes.fromhex(frame["hex"]), frame["xml"], id=f"{vector['name']} {n} {frame['from']}")
    for vector in VECTORS
    if vector["name"] != "not-well-formed"
    for n, frame in enumerate(vector["frames"])
]


def vector(name: str) -> dict[str, Any]:
    return next(vector for vector in VECTORS if vector["name"] == name)


def read(frame: dict[str, Any]) -> Message:
    (item,) = Splitter().feed(bytes.fromhex(frame["hex"]))
    assert isinstance(item, Message)
    return item


@pytest.mark.parametrize(("raw", "xml"), FRAMES)
def test_every_frame_is_read_and_written_again(raw: bytes, xml: str) -> None:
    (item,) = Splitter().feed(raw)
    assert isinstance(item, Message)
    assert raw[10:].decode() == xml
    if "PROPRIETARY" not in xml:
        assert build(item, AT)[10:].decode() == xml
        assert build(item, AT)[:6] == raw[:6]


@pytest.mark.parametrize("name", ["login", "heartbeat", "process-start-unknown-fields", "before-login"])
def test_our_answers_equal_the_servers(name: str) -> None:
    frames = vector(name)["frames"]
    for asked, told in zip(frames[::2], frames[1::2], strict=True):
        request, answer = read(asked), read(told)
        code, reason, *_ = answer.fields.values()
        more = {field: text for field, text in answer.fields.items() if not field.startswith("RSP-")}
        ours = request.respond(int(code), reason, more, session_id=answer.session_id)
        assert build(ours, AT) == bytes.fromhex(told["hex"])


def test_an_alarm_and_its_texts() -> None:
    fields = read(vector("process-start-unknown-fields")["frames"][0]).fields
    assert (fields["CP-PR-REF"], fields["CP-TEXTMSG"]) == ("77", "Larm rum 214 & 215")
    assert fields["CP-CALLINGNAME"] == "Åsa Öberg"


def test_not_well_formed() -> None:
    (item,) = Splitter().feed(bytes.fromhex(vector("not-well-formed")["frames"][0]["hex"]))
    assert isinstance(item, Rejected)
    assert item.code == vector("not-well-formed")["expect"]["reply_code"]
