"""Documents to bytes: golden ones byte for byte, answers always short."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.scaip import (
    MAX_RESPONSE,
    SCHEMA_STRICT,
    Address,
    Dialect,
    MessageResponse,
    build_request,
    build_response,
    read_response,
)
from protocols.scaip.build import ascii_text
from tests.unit.scaip_samples import GOLDEN, TEXT, read

RESPONSES = st.builds(
    MessageResponse,
    ref=st.text("AZaz09", min_size=1, max_size=16),
    snu=st.integers(0, 999),
    ste=st.text("aZ &<>!~", max_size=30).map(str.strip),
    cve=st.sampled_from([None, "01.00", "02.01"]),
    mre=st.integers(0, 3),
    cre=st.integers(1, 62),
    tnu=st.lists(st.builds(Address, st.sampled_from(["sip", "gsm"]), st.sampled_from(["", "a@h"])), max_size=3).map(
        tuple
    ),
    hbi=st.none() | st.integers(1, 1440),
    unknown=st.lists(st.tuples(st.just("xyz"), TEXT), max_size=1).map(tuple),
)
SEVERAL = Dialect(several_tnu=True)


@pytest.mark.parametrize(
    "xml", [case["xml"] for case in GOLDEN["requests"] if case["canonical"]], ids=lambda xml: str(xml)[10:15]
)
def test_golden_requests_byte_for_byte(xml: str) -> None:
    assert build_request(read(xml)) == xml.encode()


@pytest.mark.parametrize("dialect", [SEVERAL, Dialect(several_tnu=True, long_tags=True, padded_mre=True)])
@given(RESPONSES)
def test_what_is_written_reads_the_same(dialect: Dialect, response: MessageResponse) -> None:
    assert read_response(build_response(response, dialect)) == response


@given(RESPONSES, st.text(max_size=400), st.lists(st.text(max_size=256), max_size=4))
def test_an_answer_stays_below_1000_bytes(response: MessageResponse, ste: str, numbers: list[str]) -> None:
    tnu = tuple(Address("sip", text) for text in numbers)
    long = MessageResponse(ref=response.ref, snu=response.snu, ste=ste + "&" * 128, tnu=tnu)
    for dialect in (Dialect(), SEVERAL):
        body = build_response(long, dialect)
        assert body.startswith(b"<mrs><ref>")
        assert len(body) < MAX_RESPONSE or len(numbers[0].encode()) > 256


def test_what_gives_way_in_a_long_answer() -> None:
    one, two = Address("sip", "a" * 250), Address("gsm", "b" * 250)
    wordy = MessageResponse(ref="A1", snu=0, ste="&" * 128, tnu=(one, two))
    assert build_response(wordy, SEVERAL) == build_response(MessageResponse(ref="A1", snu=0, tnu=(one, two)), SEVERAL)
    many = MessageResponse(ref="A1", snu=0, tnu=(one,) * 5, unknown=(("x", "y"),))
    assert build_response(many, SEVERAL) == build_response(MessageResponse(ref="A1", snu=0, tnu=(one,)))


def test_r7_the_reference_keeps_its_case() -> None:
    assert build_response(MessageResponse(ref="aB9z", snu=0)) == b"<mrs><ref>aB9z</ref><snu>0</snu></mrs>"


def test_quirks_of_a_unit() -> None:
    response = MessageResponse(ref="A1", snu=0, mre=1, cre=62, tnu=(Address("sip", "a@h"), Address("gsm", "+4631")))
    assert b"<mre>01</mre>" in build_response(response, SCHEMA_STRICT)
    assert build_response(response).count(b"<tnu>") == 1
    assert build_response(response, SEVERAL).count(b"<tnu>") == 2
    assert build_response(response, Dialect(response_roots=("scaip",), long_tags=True)).startswith(
        b"<scaip><reference>A1</reference><statusNumber>0</statusNumber><mediaReply>1</mediaReply>"
    )


@given(st.text(max_size=200))
def test_status_text_is_printable_ascii(text: str) -> None:
    plain = ascii_text(text)
    assert len(plain) <= 128
    assert all(" " <= c <= "~" for c in plain)


def test_swedish_letters_lose_their_dots() -> None:
    assert ascii_text("Okänd enhet på Östermalm\n€") == "Okand enhet pa Ostermalm??"
