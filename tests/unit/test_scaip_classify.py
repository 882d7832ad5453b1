"""What a request means for people."""

from __future__ import annotations

import pytest
from hypothesis import given

from protocols.scaip import (
    EventClass,
    Kind,
    MessageRequest,
    MessageType,
    Override,
    classify,
    device_types,
    status_codes,
)
from tests.unit.scaip_samples import GOLDEN, REQUESTS, mrq, read


@pytest.mark.parametrize("case", GOLDEN["requests"], ids=lambda case: str(case["name"]))
def test_golden_requests(case: dict[str, object]) -> None:
    reading = classify(read(str(case["xml"])))
    assert (reading.event_class, reading.kind, reading.restore) == (case["class"], case["kind"], case["restore"])


@pytest.mark.parametrize(
    ("dty", "stc", "event_class", "kind"),
    [
        (3, None, "A", "press"),
        (3, 10, "A", "press"),
        (5, 9, "A", "fall"),
        (5, 10, "A", "press"),
        (7, 10, "A", "threat"),
        (10, 9, "A", "inactivity"),
        (12, 119, "A", "inactivity"),
        (3, 119, "I", "information"),
        (28, 120, "A", "threat"),
        (23, 9, "B", "fire"),
        (25, 100, "B", "fire"),
        (20, 100, "C", "device_fault"),
        (20, 126, "B", "fire"),
        (26, 11, "B", "gas"),
        (33, None, "B", "water"),
        (33, 46, "B", "water"),
        (47, 10, "B", "fire"),
        (23, 16, "C", "battery"),
        (2, 85, "C", "mains"),
        (2, 24, "D", "link"),
        (3, 123, "D", "link"),
        (2, 67, "C", "device_fault"),
        (2, 102, "T", "test"),
        (2, 111, "I", "presence"),
        (3, 19, "I", "cancelled"),
        (3, 110, "A", "assistance"),
        (11, 81, "A", "assistance"),
        (38, 125, "A", "tamper"),
        (14, 77, "A", "assistance"),
        (3, 950, "A", "unknown"),
        (3, 200, "A", "unknown"),
        (60, 9, "A", "unknown"),
        (60, 10, "A", "press"),
        (0, None, "A", "unknown"),
        (1, 120, "A", "unknown"),
        (940, 76, "A", "unknown"),
    ],
)
def test_the_default_reading(dty: int, stc: int | None, event_class: str, kind: str) -> None:
    reading = classify(MessageRequest(ref="A", cid="1", dty=dty, stc=stc))
    assert (reading.event_class, reading.kind, reading.restore) == (event_class, kind, False)


@pytest.mark.parametrize(
    ("stc", "kind"), [(15, "battery"), (86, "mains"), (112, "link"), (124, "link"), (48, "restore"), (94, "restore")]
)
def test_restores_say_what_is_restored(stc: int, kind: str) -> None:
    reading = classify(MessageRequest(ref="A", cid="1", dty=2, stc=stc))
    assert (reading.event_class, reading.kind, reading.restore) == ("I", kind, True)


@given(REQUESTS)
def test_r9_a_heartbeat_is_one_whatever_else_it_says(request_: MessageRequest) -> None:
    override = Override(event_class=EventClass.PERSON, kind=Kind.PRESS)
    reading = classify(request_, [override])
    if request_.mty is MessageType.HEARTBEAT:
        assert reading.kind is Kind.HEARTBEAT
    elif request_.mty is MessageType.RESET:
        assert reading.kind is Kind.CANCELLED
    else:
        assert reading.kind is Kind.PRESS


@given(REQUESTS)
def test_what_nobody_knows_is_for_a_person(request_: MessageRequest) -> None:
    reading = classify(request_)
    assert reading.label_sv
    assert reading.label_en
    if request_.mty in (MessageType.MESSAGE, MessageType.INFORMATION):
        if request_.stc is not None and request_.stc not in status_codes():
            assert (reading.event_class, reading.kind) == (EventClass.PERSON, Kind.UNKNOWN)
        if request_.stc is None:
            assert reading.event_class in (EventClass.PERSON, EventClass.HAZARD)


def test_every_pair_of_known_codes_has_a_reading() -> None:
    for dty in device_types():
        for stc in (None, *status_codes()):
            reading = classify(MessageRequest(ref="A", cid="1", dty=dty, stc=stc))
            assert reading.event_class in EventClass
            assert not (reading.restore and reading.event_class is not EventClass.INFORMATION)


def test_labels_and_code() -> None:
    reading = classify(mrq("<stc>0016</stc>"))
    assert (reading.label_sv, reading.label_en, reading.code) == (
        "Lågt batteri – bärbar larmknapp",
        "Battery low – personal trigger",
        "3/16",
    )
    assert classify(mrq()).code == "3/-"
    assert classify(mrq("<mty>PI</mty><stc>9</stc>")).code == "PI 3/9"
    assert classify(mrq("<mty>RE</mty>")).code == "RE 3/-"


def test_the_first_override_that_matches_counts() -> None:
    overrides = [
        Override(event_class=EventClass.TEST, kind=Kind.TEST, dty=3, stc=951, label_sv="Knappen provad"),
        Override(event_class=EventClass.FAULT, kind=Kind.BATTERY, stc=951),
        Override(event_class=EventClass.INFORMATION, kind=Kind.LINK, stc=952, lco=2, dco=1, restore=True),
    ]
    tested = classify(mrq("<stc>951</stc>"), overrides)
    assert (tested.event_class, tested.label_sv, tested.label_en) == (
        "T",
        "Knappen provad",
        "Vendor code 951 – personal trigger",
    )
    assert classify(mrq("<stc>951</stc>", dty="2"), overrides).kind is Kind.BATTERY
    assert classify(mrq("<stc>952</stc><lco>2</lco><dco>1</dco>"), overrides).restore
    assert classify(mrq("<stc>952</stc><lco>3</lco><dco>1</dco>"), overrides).kind is Kind.UNKNOWN
