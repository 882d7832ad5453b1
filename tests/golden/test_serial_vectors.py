"""Every shared vector of serial base stations: blocks, sessions and lines read as expected, answers byte for byte."""

from __future__ import annotations

from typing import Any

import pytest

from protocols import ademco685, espa444, surgard
from protocols.contact_id import dtmf_check_digit, parse_contact_id, parse_dtmf, parse_sia
from tests.golden.serial_vectors import DOCUMENT, ESPA_BLOCKS, ESPA_SESSIONS, ids, lines


def test_all_parts_are_walked_here() -> None:
    assert set(DOCUMENT) == {"title", "produced", "contact_id_dtmf", "espa_blocks", "espa_sessions", "lines", "dtmf"}
    assert {vector["protocol"] for vector in DOCUMENT["lines"]} == {"surgard", "ademco685", "radionics"}


@pytest.mark.parametrize("vector", ESPA_BLOCKS, ids=ids)
def test_espa_blocks(vector: dict[str, Any]) -> None:
    raw = bytes.fromhex(vector["block_hex"])
    expect = vector["expect"]
    (block,) = espa444.Splitter().feed(raw)
    assert isinstance(block, espa444.Block)
    assert block.header == expect["header"]
    assert {r.identifier: espa444.read_text(r.octets) for r in block.records} == expect["records"]
    assert f"{raw[-1]:02X}" == vector["bcc"]
    if "address" in expect:
        assert block.find(espa444.RecordKind.ADDRESS) == expect["address"]
    assert espa444.build_block(block.header, [(r.identifier, r.octets) for r in block.records]) == raw


@pytest.mark.parametrize("session", ESPA_SESSIONS, ids=ids)
def test_espa_sessions(session: dict[str, Any]) -> None:
    splitter, link = espa444.Splitter(), espa444.PagingLink()
    said = expected = b""
    alarms = []
    for step in session["steps"]:
        if step["from"] == "receiver":
            expected += bytes.fromhex(step["hex"])
            assert said == expected
            continue
        for item in splitter.feed(bytes.fromhex(step["hex"])):
            turn = link.hear(item)
            said += turn.say
            if turn.take:
                alarms.append(f"alarm {turn.take.find(espa444.RecordKind.TEXT)}")
                said += link.decided(turn.take, durable=True).say
    assert said == expected
    assert alarms == session["expect"]["events"]


@pytest.mark.parametrize("vector", lines("surgard", "radionics"), ids=ids)
def test_surgard_lines(vector: dict[str, Any]) -> None:
    expect = vector["expect"]
    (group,) = surgard.Splitter().feed(bytes.fromhex(vector["line_hex"]))
    (line,) = group
    assert isinstance(line, surgard.Line)
    assert line.kind == expect.get("type", "contact-id").replace("-", "_")
    for mine, theirs in ((line.receiver, "receiver"), (line.card, "line"), (line.account, "account")):
        if theirs in expect:
            assert mine == expect[theirs]
    if line.kind is surgard.LineKind.CONTACT_ID and "cid" in expect:
        check_contact_id(line.data, expect)
    if line.kind is surgard.LineKind.SIA:
        assert line.data == f"#{expect['account']}|{expect['data']}"
        assert parse_sia(line.data).account == expect["account"]
    assert bytes.fromhex(expect["reply_hex"]) == surgard.SAY_ACK


@pytest.mark.parametrize("vector", lines("ademco685"), ids=ids)
def test_ademco685_lines(vector: dict[str, Any]) -> None:
    expect = vector["expect"]
    (line,) = ademco685.Splitter().feed(bytes.fromhex(vector["line_hex"]))
    assert isinstance(line, ademco685.Line)
    assert line.kind == expect["type"].replace("-", "_")
    assert line.account == expect["account"]
    if "cid" in expect:
        check_contact_id(line.data, expect)
    if expect.get("kind") == "contact":
        assert line.point is ademco685.Point.ZONE
    assert bytes.fromhex(expect["reply_hex"]) == ademco685.SAY_ACK


def check_contact_id(text: str, expect: dict[str, Any]) -> None:
    event = parse_contact_id(text)
    assert event.qualifier == surgard.line.QUALIFIERS[expect["qualifier"]]
    assert event.code == expect["cid"]
    assert event.area == expect.get("area", event.area)
    assert event.zone == expect.get("zone", event.zone)


@pytest.mark.parametrize("vector", DOCUMENT["dtmf"], ids=lambda vector: vector["full"])
def test_dtmf_check_digits(vector: dict[str, str]) -> None:
    assert dtmf_check_digit(vector["digits"]) == vector["check"]
    assert parse_dtmf(vector["full"]).account == vector["digits"][:4]
