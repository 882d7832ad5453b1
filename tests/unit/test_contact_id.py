"""Contact ID: forms, check digit, round trips."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.contact_id import (
    BadEventError,
    ContactId,
    UnreadableEventError,
    build_contact_id,
    build_dtmf,
    dtmf_check_digit,
    parse_contact_id,
    parse_dtmf,
)

HEX = "0123456789ABCDEF"
EVENTS = st.builds(
    ContactId,
    st.none() | st.text(HEX, min_size=3, max_size=16),
    st.sampled_from("136"),
    st.text(HEX, min_size=3, max_size=3),
    st.text(HEX, min_size=2, max_size=2),
    st.text(HEX, min_size=3, max_size=3),
)


@given(EVENTS)
def test_every_event_goes_round(event: ContactId) -> None:
    assert parse_contact_id(build_contact_id(event)) == event


@given(st.text("0123456789ABCF", min_size=4, max_size=4), EVENTS)
def test_every_dtmf_event_goes_round_and_its_digits_sum_to_15s(account: str, event: ContactId) -> None:
    event = ContactId(account, event.qualifier, event.code, event.area, event.zone)
    digits = build_dtmf(event)
    assert sum(int(digit, 16) or 10 for digit in digits) % 15 == 0
    assert parse_dtmf(digits) == event
    wrong = digits[:15] + ("1" if digits[15] != "1" else "2")
    with pytest.raises(UnreadableEventError):
        parse_dtmf(wrong)


@given(st.text("0123456789ABCDEF |#\n", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        event = parse_contact_id(text)
    except UnreadableEventError:
        return
    assert len(event.code) == 3


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("#0123|1101 01 007", ContactId("0123", "1", "101", "01", "007")),
        ("1101 01 007", ContactId(None, "1", "101", "01", "007")),
        ("|1101  01  007 ", ContactId(None, "1", "101", "01", "007")),
        ("0123|110101007", ContactId("0123", "1", "101", "01", "007")),
        ("#0123|1b01 01 007|", ContactId("0123", "1", "B01", "01", "007")),
        ("#0123|1101 01 0007", ContactId("0123", "1", "101", "01", "0007")),
    ],
)
def test_forms_seen(text: str, event: ContactId) -> None:
    assert parse_contact_id(text) == event


@pytest.mark.parametrize(("digits", "check"), [("123418113101015", "8"), ("471118110100007", "8"), ("0", "5")])
def test_check_digit(digits: str, check: str) -> None:
    assert dtmf_check_digit(digits) == check


def test_a_needed_ten_is_0_and_a_needed_fifteen_is_f() -> None:
    assert dtmf_check_digit("5") == "0"
    assert dtmf_check_digit("F") == "F"
    with pytest.raises(BadEventError):
        dtmf_check_digit("12G")


@pytest.mark.parametrize("text", ["", "471118110100", "4711991101000078", "471118110100007X"])
def test_no_dtmf_event(text: str) -> None:
    with pytest.raises(UnreadableEventError):
        parse_dtmf(text)


def test_what_cannot_be_written() -> None:
    with pytest.raises(BadEventError):
        build_contact_id(ContactId("1", "1", "1011", "01", "007"))
    with pytest.raises(BadEventError):
        build_dtmf(ContactId("12345", "1", "101", "01", "007"))
    with pytest.raises(BadEventError):
        build_dtmf(ContactId(None, "1", "101", "01", "007"))
