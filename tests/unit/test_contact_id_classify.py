"""The mapping rule: overrides, tables, families, unknown; qualifiers (sheet §2.4)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.contact_id import (
    KINDS,
    Classification,
    ContactId,
    FoundIn,
    Meaning,
    Overrides,
    SiaEvent,
    classify_contact_id,
    classify_sia,
)


def cid(code: str, qualifier: str = "1", zone: str = "000", overrides: Overrides | None = None) -> Classification:
    return classify_contact_id(ContactId("0123", qualifier, code, "00", zone), overrides or Overrides())


def sia(code: str, overrides: Overrides | None = None) -> Classification:
    return classify_sia(SiaEvent(code, "7"), overrides or Overrides())


def brief(found: Classification) -> tuple[str, str, bool]:
    return found.event_class, found.kind, found.restore


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("101", ("A", "press", False)),
        ("103", ("A", "fall", False)),
        ("111", ("B", "fire", False)),
        ("151", ("B", "gas", False)),
        ("154", ("B", "water", False)),
        ("121", ("A", "threat", False)),
        ("641", ("A", "inactivity", False)),
        ("646", ("A", "assistance", False)),
        ("301", ("C", "mains", False)),
        ("384", ("C", "battery", False)),
        ("383", ("C", "tamper", False)),
        ("350", ("D", "link", False)),
        ("602", ("T", "test", False)),
        ("406", ("I", "cancelled", False)),
        ("645", ("I", "presence", False)),
        ("465", ("I", "threat", True)),
    ],
)
def test_contact_id_table(code: str, expected: tuple[str, str, bool]) -> None:
    assert brief(cid(code)) == expected
    assert cid(code).found_in is FoundIn.TABLE


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("QA", ("A", "press", False)),
        ("QR", ("I", "press", True)),
        ("QH", ("I", "press", True)),
        ("FA", ("B", "fire", False)),
        ("FH", ("I", "fire", True)),
        ("QT", ("C", "device_fault", False)),
        ("QJ", ("I", "device_fault", True)),
        ("FV", ("B", "fire", False)),
        ("GS", ("C", "device_fault", False)),
        ("FB", ("C", "device_fault", False)),
        ("FU", ("I", "device_fault", True)),
        ("PX", ("T", "test", False)),
        ("MC", ("I", "cancelled", False)),
        ("YT", ("C", "battery", False)),
        ("YR", ("I", "battery", True)),
        ("XT", ("C", "battery", False)),
        ("AR", ("I", "mains", True)),
        ("YK", ("I", "link", True)),
        ("NA", ("A", "inactivity", False)),
        ("RP", ("T", "test", False)),
        ("TX", ("T", "test", False)),
        ("NL", ("I", "information", False)),
    ],
)
def test_sia_codes(code: str, expected: tuple[str, str, bool]) -> None:
    assert brief(sia(code)) == expected


def test_restore_of_a_person_or_fire_says_what_is_over_and_closes_nothing_by_itself() -> None:
    found = cid("110", "3")
    assert (found.restore, found.restored_class, found.kind) == (True, "B", "fire")
    assert found.label_sv == "Återställt: Brandlarm"
    assert found.label_en == "restored: fire"
    assert sia("QH").restored_class == "A"
    assert cid("101").restored_class == ""


def test_qualifier_6_is_still_present() -> None:
    assert cid("302", "6").still_present
    assert brief(cid("302", "6")) == ("C", "battery", False)
    assert not cid("302").still_present
    assert classify_sia(SiaEvent("YT", repeated=True)).still_present


def test_an_unknown_qualifier_is_taken_as_new() -> None:
    assert brief(cid("101", "2")) == ("A", "press", False)


def test_opening_and_closing_are_no_restores() -> None:
    assert cid("401").label_sv == "Frånkopplad"
    assert cid("401", "3").label_sv == "Tillkopplad"
    assert brief(cid("401", "3")) == ("I", "information", False)
    assert brief(cid("602", "3")) == ("T", "test", False)
    assert brief(cid("465", "3")) == ("I", "threat", True)


@pytest.mark.parametrize(
    ("code", "expected"),
    [("199", "A"), ("399", "C"), ("499", "I"), ("599", "C"), ("699", "T")],
)
def test_hundreds(code: str, expected: str) -> None:
    found = cid(code)
    assert (found.event_class, found.found_in) == (expected, FoundIn.FAMILY)
    assert code in found.label_sv


@pytest.mark.parametrize("found", [cid("751"), cid("B01"), cid("1B1"), cid("000"), sia("ZQ"), sia("KK"), sia("DA")])
def test_unknown_codes_are_life_safety_and_show_their_code(found: Classification) -> None:
    assert brief(found) == ("A", "unknown", False)
    assert found.found_in is FoundIn.NOWHERE
    assert found.code in found.label_sv
    assert found.code in found.label_en


def test_overrides_come_first_the_unit_and_zone_before_the_unit_type() -> None:
    smoke = Meaning("B", "fire", "Rökvarnare kök", "smoke, kitchen")
    door = Meaning("I", "presence", "Ytterdörr", "front door")
    overrides = Overrides(by_zone={("101", "007"): smoke, ("QA", "7"): smoke}, by_code={"101": door, "751": door})
    assert (cid("101", zone="007", overrides=overrides).label_sv) == "Rökvarnare kök"
    assert cid("101", zone="007", overrides=overrides).found_in is FoundIn.UNIT_ZONE
    assert cid("101", zone="07", overrides=overrides).found_in is FoundIn.UNIT_TYPE
    assert brief(cid("751", overrides=overrides)) == ("I", "presence", False)
    assert sia("QA", overrides).kind == "fire"
    assert brief(cid("101", "3", "007", overrides)) == ("I", "fire", True)


@given(st.text("0123456789ABCDEF", min_size=3, max_size=3), st.text("0123456789ABCDEF", min_size=1, max_size=1))
def test_every_contact_id_code_gets_a_kind(code: str, qualifier: str) -> None:
    found = cid(code, qualifier)
    assert found.kind in KINDS
    assert found.label_sv
    assert found.code == code


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2))
def test_every_sia_code_gets_a_kind(code: str) -> None:
    assert sia(code).kind in KINDS
    assert sia(code).label_en
