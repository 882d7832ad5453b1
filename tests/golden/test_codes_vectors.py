"""Every shared vector of event codes: SIA blocks, Contact ID, names and equivalents, DTMF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from protocols.contact_id import (
    SiaEvent,
    UnreadableEventError,
    build_contact_id,
    build_dtmf,
    classify_contact_id,
    classify_sia,
    dtmf_check_digit,
    parse_contact_id,
    parse_dtmf,
    parse_sia,
)
from protocols.contact_id.tables import contact_id_table

DOCUMENT: dict[str, Any] = json.loads(Path(__file__).with_name("codes.json").read_text(encoding="utf-8"))
# Codes on which the foreign table of equivalents and the sheet's classes part.
OTHER_CLASS = {"305", "306", "150", "158", "654"}


def ids(vector: dict[str, Any]) -> str:
    return str(vector.get("name") or vector.get("cid") or vector.get("digits"))


@pytest.mark.parametrize("vector", DOCUMENT["sia_blocks"], ids=ids)
def test_sia_blocks(vector: dict[str, Any]) -> None:
    message = parse_sia(vector["data"])
    assert message.account == vector["expect"]["account"]
    assert message.others == ()
    read = [
        {"code": e.code, "address": e.address, "text": e.text, "area": e.area, **e.modifiers} for e in message.events
    ]
    wanted = vector["expect"]["events"]
    assert [{n: event[n] for n in want} for event, want in zip(read, wanted, strict=True)] == wanted


@pytest.mark.parametrize("vector", DOCUMENT["contact_id"], ids=ids)
def test_contact_id(vector: dict[str, Any]) -> None:
    expect = vector["expect"]
    if expect.get("readable") is False:
        with pytest.raises(UnreadableEventError):
            parse_contact_id(vector["data"])
        return
    event = parse_contact_id(vector["data"])
    assert {name: getattr(event, name) for name in expect} == expect
    assert build_contact_id(event) == vector["data"]


@pytest.mark.parametrize("vector", DOCUMENT["code_names"], ids=ids)
def test_every_named_code_is_in_the_table_and_agrees_with_its_sia_equivalent(vector: dict[str, Any]) -> None:
    assert vector["cid"] in contact_id_table()
    ours = classify_contact_id(parse_contact_id(f"1{vector['cid']} 00 000"))
    assert ours.kind != "unknown" or vector["cid"] == "150"
    if vector["sia_new"] is None or vector["cid"] in OTHER_CLASS:
        return
    theirs = classify_sia(SiaEvent(vector["sia_new"]))
    severe, mild = sorted((ours.event_class, theirs.event_class))
    assert severe == mild or (severe, mild) in {("C", "T"), ("C", "D"), ("B", "C")}
    restored = classify_sia(SiaEvent(vector["sia_restore"]))
    if ours.event_class in "ABD":
        assert restored.restore
        assert restored.event_class == "I"


@pytest.mark.parametrize("vector", DOCUMENT["dtmf"], ids=ids)
def test_dtmf(vector: dict[str, Any]) -> None:
    assert dtmf_check_digit(vector["digits"]) == vector["check"]
    assert build_dtmf(parse_dtmf(vector["full"])) == vector["full"]
