"""Every shared SOS Access vector: requests of a foreign client read as expected, answers it accepted read too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from protocols.sos_access import (
    AlarmRequest,
    AlarmType,
    Rejected,
    Request,
    Root,
    Splitter,
    Status,
    build,
    parse,
    read_answer,
    read_position,
)

DOCUMENT: dict[str, Any] = json.loads(Path(__file__).with_name("sos_access.json").read_text(encoding="utf-8"))
VECTORS: list[dict[str, Any]] = DOCUMENT["vectors"]


def ids(vector: dict[str, Any]) -> str:
    return str(vector["name"])


def named(name: str) -> dict[str, Any]:
    return next(vector for vector in VECTORS if vector["name"] == name)


def request_of(vector: dict[str, Any]) -> Request:
    octets = bytes.fromhex(vector["request_hex"])
    assert octets == vector["request_latin1"].encode("latin-1")
    (item,) = Splitter().feed(octets)
    assert isinstance(item, Request), item
    return item


READ_AS = {"transmitter": "transmitter_code", "eventcode": "event_code", "area": "transmitter_area",
           "section": "section", "sectiontext": "section_text", "detector": "detector",
           "detectortext": "detector_text", "reference": "reference"}  # fmt: skip


@pytest.mark.parametrize("name", ["alarm-full", "restore"])
def test_alarms_of_the_foreign_client(name: str) -> None:
    request, expect = request_of(named(name)), named(name)["expect"]
    assert isinstance(request, AlarmRequest)
    read = {theirs: getattr(request, ours) for theirs, ours in READ_AS.items()}
    assert {theirs: read[theirs] for theirs in read if theirs in expect} == {t: expect[t] for t in read if t in expect}
    assert request.alarm_type is (AlarmType.RESTORE if name == "restore" else AlarmType.ALARM)
    assert (request.status, request.faults) == (Status.STORED, ())
    if name == "alarm-full":
        assert list(request.additional_info) == expect["additionalinfo"]
        assert request.position == expect["position"]["pos"]
        assert read_position(request.position) == pytest.approx((expect["position"]["lat"], expect["position"]["lon"]))
        assert request.transmitter_time.startswith(expect["time"])
    else:
        assert (request.section, request.position, request.additional_info) == ("", "", ())


def test_a_change_of_authentication() -> None:
    request = request_of(named("new-authentication"))
    assert (request.root, request.transmitter_code) == (Root.NEW_AUTHENTICATION, "4711")
    assert "hemligt" not in repr(request)


@pytest.mark.parametrize("vector", [v for v in VECTORS if "response_accepted_by_client" in v], ids=ids)
def test_answers_that_the_client_accepted(vector: dict[str, Any]) -> None:
    answer = read_answer(vector["response_accepted_by_client"].encode("latin-1"))
    assert answer.root == request_of(vector).root.answer
    assert (answer.status, answer.text) == (0, "OK")
    assert answer.new_authentication == ("nytt-losenord-9" if "new-authentication" in vector["name"] else "")


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["generator"] == "hand-made"], ids=ids)
def test_statuses(vector: dict[str, Any]) -> None:
    """What the codec can tell of the status; a password is for the door to judge."""
    expected = vector["expect"]["status"]
    (item,) = Splitter().feed(bytes.fromhex(vector["request_hex"]))
    if isinstance(item, Rejected):
        assert expected == item.status == Status.MALFORMED
        return
    if expected == Status.NOT_AUTHORISED:
        assert item.authentication != DOCUMENT["registered"]["authentication"]
        return
    assert item.authentication == DOCUMENT["registered"]["authentication"]
    assert expected == (item.status if item.has_header else Status.NO_HEADER)
    if "position" in vector["name"]:
        assert isinstance(item, AlarmRequest)
        assert read_position(item.position) == pytest.approx((-33.4368333, -70.6345))
    if "umlaut" in vector["name"]:
        assert isinstance(item, AlarmRequest)
        assert item.detector_text == "Kök"


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["name"] != "mismatched-tag"], ids=ids)
def test_ours_says_the_same(vector: dict[str, Any]) -> None:
    request = request_of(vector)
    again = parse(build(request, header=request.has_header))
    unlike = {"raw"}
    for kind in type(request).__mro__[:-1]:
        for name in set(getattr(kind, "__slots__", ())) - unlike:
            assert getattr(again, name) == getattr(request, name)
