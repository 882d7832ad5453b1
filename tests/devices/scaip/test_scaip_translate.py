"""Every request becomes exactly one signal, whatever its codes are; nothing it said is left out."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from alarmd.domain.signal import Flag, Kind, Lane
from devices.arrival import Arrival
from devices.scaip.sessions import Session
from devices.scaip.translate import asks_for_call, describe, describe_answer, translate, unreadable
from protocols.scaip import (
    Address,
    ContentError,
    GeoLocation,
    MessageRequest,
    MessageResponse,
    MessageType,
    Refusal,
    Remark,
    RemarkKind,
)

ARRIVAL = Arrival(
    door="scaip", source="192.0.2.10:5060", address="1", unit=None, tenant_id=1,
    received_at=datetime(2026, 3, 2, tzinfo=UTC), received_s=1.0, message_key="k", raw=b"<mrq/>",
    new_id=lambda at: 1,
)  # fmt: skip
codes = st.none() | st.integers(0, 999)


@given(
    dty=st.integers(0, 9999), stc=codes, dco=codes, lco=codes, ico=codes, mty=st.sampled_from(MessageType),
    text=st.text(max_size=40), known=st.booleans(), adds=st.booleans(),
)  # fmt: skip
def test_any_request_becomes_a_signal(
    dty: int, stc: int | None, dco: int | None, lco: int | None, ico: int | None, mty: MessageType, text: str,
    known: bool, adds: bool,
) -> None:  # fmt: skip
    request = MessageRequest(
        ref="R", cid="1", dty=dty, stc=stc, dco=dco, lco=lco, ico=ico, mty=mty, dte=text, stt=text, lte=text, ite=text,
        lge=GeoLocation(geo=text, tim=text, gga=text),
    )  # fmt: skip
    session = Session(Lane.TECHNICAL, Kind.BATTERY, 0.0) if known else None
    signal = translate(request, ARRIVAL, describe(request, ARRIVAL), session, adds=adds)
    assert signal.label_sv
    assert signal.label_en
    assert all(isinstance(value, str) for value in signal.detail.values())
    if asks_for_call(signal):
        assert signal.lane is Lane.LIFE_SAFETY


def test_everything_it_said_is_shown() -> None:
    request = MessageRequest(
        ref="R", cid="1", dty=3, sco=2, cha=1, pri=4, ico=3, ame=2, lva="7", dco=2,
        crd=(Address("gsm", "+46701740605"), Address("sip")), unknown=(("mreq", "4"),),
        remarks=(Remark(RemarkKind.OVERLONG, "ite"),),
    )  # fmt: skip
    assert describe(request, ARRIVAL) == {
        "ref": "R", "component": "knapp 1", "location": "7", "call": "gsm:+46701740605 sip:", "callback": "wanted",
        "priority": "4", "system": "2", "info_code": "3", "parts_left": "2", "tag_mreq": "4",
        "remarks": "overlong ite",
    }  # fmt: skip


def test_what_the_unit_is_told_about_calls() -> None:
    assert describe_answer(MessageResponse(ref="R", snu=0)) == {"answer_call": "none"}
    answer = MessageResponse(ref="R", snu=0, mre=2, cre=5, tnu=(Address("sip", "op@a"),))
    told = {"answer_call": "listen", "answer_callback_minutes": "5", "answer_transfer": "sip:op@a"}
    assert describe_answer(answer) == told


def test_an_unreadable_request_keeps_what_could_be_read() -> None:
    refusal = Refusal(
        ContentError("mty outside its type"), "R", "1", MessageRequest(ref="R", cid="1", dty=3, ite="hjälp")
    )
    signal = unreadable(refusal, ARRIVAL)
    assert (signal.lane, signal.kind) == (Lane.TECHNICAL, Kind.UNKNOWN)
    assert signal.detail["problem"] == "mty outside its type"
    assert signal.detail["info_text"] == "hjälp"
    assert Flag.UNCLASSIFIED in signal.flags


def test_a_hazard_that_is_over_never_closes_a_life_safety_alarm_as_a_fault() -> None:
    request = MessageRequest(ref="R", cid="1", dty=23, stc=70)
    signal = translate(request, ARRIVAL, {}, None, adds=False)
    assert signal.restore
    assert not asks_for_call(signal)
