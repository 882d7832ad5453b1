"""Which answer a request gets, byte for byte as in sheet §6.4, and the R-cases about answers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.scaip import (
    Address,
    AnswerPolicy,
    MessageRequest,
    MessageType,
    Refusal,
    StatusNumber,
    build_response,
    not_taken,
    read_request,
    read_response,
    refused,
    taken,
)
from tests.unit.scaip_samples import GOLDEN, MINIMAL, REQUESTS, mrq, read

POLICY = AnswerPolicy()


def _policy(values: dict[str, Any]) -> AnswerPolicy:
    numbers = tuple(a for text in values.get("tnu", ()) if (a := Address.read(text)))
    return AnswerPolicy(**(values | {"tnu": numbers}))


@pytest.mark.parametrize("case", GOLDEN["verdicts"], ids=lambda case: str(case["name"]))
def test_golden_verdicts_byte_for_byte(case: dict[str, Any]) -> None:
    request = read_request(case["request"].encode())
    if isinstance(request, Refusal):
        assert case["outcome"] == "refused"
        response = refused(request)
    elif case["outcome"] == "taken":
        response = taken(request, _policy(case["policy"]), call=case["call"])
    else:
        response = not_taken(request, StatusNumber[case["outcome"]], case["text"])
    assert build_response(response) == case["xml"].encode()


def test_r1_the_minimal_request_is_taken() -> None:
    assert taken(read(MINIMAL)).snu == 0


def test_r7_the_answer_echoes_the_reference_exactly() -> None:
    for ref in ("a", "aB9", "0", "Z" * 16):
        assert taken(mrq(ref=ref)).ref == ref
        assert not_taken(mrq(ref=ref), StatusNumber.BUSY).ref == ref


@given(REQUESTS, st.booleans())
def test_r9_and_r10_heartbeats_ask_for_no_call_and_intervals_are_set_only_when_allowed(
    request_: MessageRequest, call: bool
) -> None:
    response = taken(request_, AnswerPolicy(heartbeat_minutes=30, tnu=(Address("sip", "a@h"),)), call=call)
    assert response.snu == 0
    assert response.hbi == (30 if request_.hbo == 1 else None)
    if request_.mty is not MessageType.MESSAGE or not call or request_.wants_no_voice:
        assert (response.mre, response.cre, response.tnu) == (0, 61, ())
    assert read_response(build_response(response)).ref == request_.ref


def test_r10_without_our_wish_the_unit_keeps_its_interval() -> None:
    assert taken(mrq("<mty>PI</mty><hbo>001</hbo>"), POLICY).hbi is None


def test_r11_and_r12_updates_and_withdrawals_are_taken_without_a_call() -> None:
    for mty in ("IN", "RE"):
        assert taken(mrq(f"<mty>{mty}</mty>"), POLICY, call=True).mre == 0


def test_r18_the_version_is_never_higher_than_asked() -> None:
    assert taken(mrq("<ver>01.09</ver>")).cve == "01.00"
    assert taken(mrq("<ver>01.00</ver>")).cve is None
    assert not_taken(mrq("<ver>01.09</ver>"), StatusNumber.BUSY).cve == "01.00"


def test_r22_a_unit_that_wants_to_be_called_back_gets_minutes() -> None:
    response = taken(mrq("<cha>1</cha>"), AnswerPolicy(callback_minutes=60, tnu=(Address("sip", "a@h"),)), call=True)
    assert (response.mre, response.cre, response.tnu) == (1, 60, ())


def test_r23_the_number_to_call_fits_what_the_unit_can() -> None:
    policy = AnswerPolicy(tnu=(Address("sip", "op7@h"), Address("gsm", "+46313900600")))
    for crd, cre, numbers in [
        ("", 62, ["sip:op7@h"]),
        ("<crd>tel:+46313900601</crd>", 62, ["gsm:+46313900600"]),
        ("<crd>sip-pp:a@h</crd><crd>gsm:</crd>", 62, ["sip:op7@h", "gsm:+46313900600"]),
        ("<crd>fax:1</crd>", 61, []),
    ]:
        response = taken(mrq(crd), policy, call=True)
        assert (response.mre, response.cre, [str(a) for a in response.tnu]) == (1, cre, numbers)


def test_a_bare_scheme_only_chooses_the_medium() -> None:
    policy = AnswerPolicy(tnu=(Address("gsm"),))
    response = taken(mrq("<crd>gsm:</crd><crd>sip:a@h</crd>"), policy, call=True)
    assert build_response(response) == b"<mrs><ref>A1</ref><snu>0</snu><mre>1</mre><tnu>gsm:</tnu></mrs>"
    assert taken(mrq("<crd>sip:a@h</crd>"), policy, call=True).tnu == ()


@pytest.mark.parametrize("mre", [1, 2, 3])
def test_r24_every_kind_of_media(mre: int) -> None:
    assert taken(mrq(), AnswerPolicy(mre=mre), call=True).mre == mre


def test_r25_hold_and_then_taken_for_the_same_reference() -> None:
    request = mrq("<stc>10</stc>")
    answers = [not_taken(request, StatusNumber.HOLD), taken(request, POLICY, call=True)]
    assert [(a.ref, a.snu) for a in answers] == [("A1", 4), ("A1", 0)]


def test_r26_closed_and_overloaded() -> None:
    for status in (StatusNumber.NOT_TREATED, StatusNumber.BUSY):
        response = not_taken(mrq(), status)
        assert (response.snu, response.mre, response.hbi) == (status, 0, None)


def test_zero_is_only_said_by_taken() -> None:
    with pytest.raises(ValueError, match="promise"):
        not_taken(mrq(), StatusNumber.HANDLED)


@pytest.mark.parametrize("values", [{"mre": 4}, {"callback_minutes": 61}, {"heartbeat_minutes": 0}])
def test_a_policy_outside_the_standard_is_refused(values: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="is "):
        AnswerPolicy(**values)  # type: ignore[arg-type]


@given(st.binary(max_size=80))
def test_every_refusal_can_be_answered(body: bytes) -> None:
    got = read_request(b"<mrq>" + body)
    assert isinstance(got, Refusal)
    assert read_response(build_response(refused(got))).snu == got.status
