"""Messages, reports and submissions go round; else: one known error, or a message that says it is cut."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.at_modem import (
    Coding,
    Deliver,
    MalformedPduError,
    Outcome,
    Part,
    StatusReport,
    build_deliver,
    build_report,
    build_submits,
    read_pdu,
    read_submit,
    with_service_centre,
)
from tests.property.test_at_modem_gsm7 import CHARACTERS

DIGITS = st.text("0123456789", min_size=3, max_size=15)
NUMBERS = st.tuples(st.sampled_from(["", "+"]), DIGITS).map("".join)
CENTRES = st.just("") | DIGITS.map(lambda digits: f"+{digits}")
TIMES = st.builds(
    lambda second, quarters: datetime.fromtimestamp(second, timezone(timedelta(minutes=15 * quarters))),
    st.integers(946_771_200, 3_155_670_000), st.integers(-48, 56),
)  # fmt: skip
PARTS = st.none() | st.builds(
    lambda ref, bits, total, number: Part(ref % 2**bits, bits, max(total, number), number),
    st.integers(0, 65535), st.sampled_from([8, 16]), st.integers(1, 255), st.integers(1, 255),
)  # fmt: skip
GSM_TEXTS = st.text(st.sampled_from(CHARACTERS), max_size=75)
UCS_TEXTS = st.text(max_size=30)


@given(NUMBERS | st.just("Larmcentral"), GSM_TEXTS | UCS_TEXTS, TIMES, PARTS, CENTRES)
def test_messages_go_round(sender: str, text: str, sent_at: datetime, part: Part | None, centre: str) -> None:
    coding = Coding.GSM7 if all(character in CHARACTERS for character in text) else Coding.UCS2
    tpdu = build_deliver(sender, coding, text, sent_at=sent_at, part=part)
    message = read_pdu(with_service_centre(tpdu, centre), len(tpdu) // 2)
    assert isinstance(message, Deliver)
    assert (message.sender.text, message.text, message.sent_at, message.part) == (sender, text, sent_at, part)
    assert (message.content.coding, message.cut) == (coding, False)
    assert message.sender.is_number == (sender != "Larmcentral")


@given(NUMBERS, st.integers(0, 255), st.integers(0, 255), TIMES, TIMES)
def test_reports_go_round(number: str, reference: int, status: int, sent_at: datetime, done_at: datetime) -> None:
    tpdu = build_report(reference, number, status, sent_at=sent_at, done_at=done_at)
    report = read_pdu(with_service_centre(tpdu), len(tpdu) // 2)
    assert isinstance(report, StatusReport)
    assert (report.reference, report.recipient.text, report.status) == (reference, number, status)
    assert (report.sent_at, report.done_at) == (sent_at, done_at)
    assert (report.outcome is Outcome.DELIVERED) == (status == 0)


@given(NUMBERS, GSM_TEXTS | UCS_TEXTS)
def test_submissions_go_round(number: str, text: str) -> None:
    (tpdu,) = build_submits(number, text, ref=1, wants_report=True, validity_s=1800.0)
    submit = read_submit("00" + tpdu)
    assert (submit.recipient.text, submit.text, submit.wants_report, submit.validity) == (number, text, True, 5)


@given(st.binary(max_size=200).map(bytes.hex) | st.text(max_size=60))
def test_garbage_never_crashes(text: str) -> None:
    for read in (read_pdu, read_submit):
        try:
            assert read(text) is not None
        except MalformedPduError:
            continue


WHOLE = (
    "07916407058099F9040B916407214365F700006250102100008025"
    "E8321B0E6A9743207698AE03D572AE990C379B81D86FF759078AE15C309BCD7603"
)


@pytest.mark.parametrize("left", range(2, len(WHOLE), 2))
def test_cut_anywhere_is_told(left: int) -> None:
    try:
        message = read_pdu(WHOLE[:left], 52)
    except MalformedPduError:
        assert left < 54
        return
    assert isinstance(message, Deliver)
    assert message.cut
    assert "help me! lat: 59.32833 long: 18.06667".startswith(message.text.rstrip("@"))
    assert message.sender.text == "+46701234567"


def test_a_wrong_clock_is_no_fault() -> None:
    tpdu = build_deliver("+46701740605", Coding.GSM7, "SOS", sent_at=datetime(2098, 5, 1, tzinfo=UTC))
    message = read_pdu(with_service_centre(tpdu))
    assert isinstance(message, Deliver)
    assert message.sent_at == datetime(1998, 5, 1, tzinfo=UTC)


def test_a_header_that_reaches_too_far_is_text() -> None:
    message = read_pdu("00" + "440B916407214365F70004" + "62501021000080" + "03" + "090102")
    assert isinstance(message, Deliver)
    assert (message.text, message.part) == ("\t\x01\x02", None)
