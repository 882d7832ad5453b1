"""Repetitions have equal keys, new events never; parts become one message."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from protocols.scaip import (
    SCHEMA_STRICT,
    Address,
    MessageRequest,
    PartAssembler,
    SessionKey,
    build_request,
    message_key,
    read_request,
    session_key,
)
from tests.unit.scaip_samples import REQUESTS, mrq

KEY = SessionKey("group7", "90000001", "A1")


def _key(rest: str = "", *, account: str = "group7", call_id: str = "c1", **ids: str) -> str:
    return message_key(mrq(rest, **ids), account, call_id).as_text()


def test_r32_the_same_message_in_a_new_transaction_has_the_same_key() -> None:
    assert _key("<stc>0010</stc>", call_id="c1") == _key("<stc>10</stc>", call_id="c2")
    assert _key("<dte>x</dte>") == _key("<pri>9</pri>"), "texts and priority do not make another event"


def test_another_event_under_an_old_reference_is_new() -> None:
    keys = {
        _key(),
        _key("<stc>16</stc>"),
        _key("<dco>2</dco>"),
        _key("<lco>2</lco>"),
        _key("<did>P7</did>"),
        _key("<mty>RE</mty>"),
        _key(dty="5"),
        _key(ref="a1"),
        _key(cid="90000002"),
        _key(account="group8"),
    }
    assert len(keys) == 10


def test_r11_an_update_belongs_to_its_session() -> None:
    alarm, update = mrq("<stc>10</stc>"), mrq("<mty>IN</mty><lco>12</lco>")
    assert session_key(alarm, "g", "c1") == session_key(update, "g", "c2")
    assert message_key(alarm, "g", "c1") != message_key(update, "g", "c2")


def test_without_a_reference_nothing_is_folded_across_transactions() -> None:
    request = MessageRequest(ref="", cid="1", dty=3)
    assert message_key(request, "g", "c1") == message_key(request, "g", "c1")
    assert message_key(request, "g", "c1") != message_key(request, "g", "c2")


def test_the_key_is_the_same_on_every_machine() -> None:
    assert (
        _key("<stc>10</stc>", ref="A1001")
        == hashlib.sha256(b'["group7", "90000001", "A1001", "ME", 3, "", null, 10, null]').hexdigest()
    )


@given(REQUESTS)
def test_the_key_survives_the_wire(request_: MessageRequest) -> None:
    again = read_request(build_request(request_, SCHEMA_STRICT))
    assert isinstance(again, MessageRequest)
    assert message_key(again, "g", "c") == message_key(request_, "g", "c")


def test_r19_two_parts_become_one_alarm() -> None:
    assembler = PartAssembler()
    first = mrq("<stc>10</stc><dte>Jag har</dte><ame>1</ame><crd>gsm:</crd>")
    second = mrq("<dte>ramlat</dte><lco>12</lco><crd>sip:a@h</crd><mreq>0</mreq>")
    assert assembler.add(KEY, first, 0.0) == []
    (whole,) = assembler.add(KEY, second, 1.0)
    assert (whole.parts, whole.complete, whole.session) == (2, True, KEY)
    assert (whole.request.dte, whole.request.stc, whole.request.lco, whole.request.ame) == ("Jag har ramlat", 10, 12, 0)
    assert whole.request.crd == (Address("gsm"), Address("sip", "a@h"))
    assert whole.request.unknown == (("mreq", "0"),)
    assert len(assembler) == 0


def test_a_repeated_part_and_parts_out_of_order() -> None:
    assembler = PartAssembler()
    parts = [mrq(f"<dte>{n}</dte><ame>{n}</ame>") for n in range(3)]
    assert assembler.add(KEY, parts[2], 0.0) == []
    assert assembler.add(KEY, parts[2], 0.1) == []
    assert assembler.add(KEY, parts[0], 0.2) == []
    (whole,) = assembler.add(KEY, parts[1], 0.3)
    assert (whole.request.dte, whole.complete) == ("2 1 0", True)


def test_an_incomplete_message_is_delivered_when_its_time_is_over() -> None:
    assembler = PartAssembler(timeout_s=5.0)
    assembler.add(KEY, mrq("<ame>2</ame>"), 10.0)
    assert assembler.next_deadline == 15.0
    assert assembler.expire(14.9) == []
    (late,) = assembler.expire(15.0)
    assert (late.complete, late.parts) == (False, 1)
    assert assembler.next_deadline is None


def test_bounds_deliver_early_and_never_drop() -> None:
    assembler = PartAssembler(max_parts=3, max_sessions=2)
    (endless,) = assembler.add(KEY, mrq("<ame>9999</ame>"), 0.0)
    assert not endless.complete
    keys = [KEY._replace(ref=str(n)) for n in range(3)]
    assert assembler.add(keys[0], mrq("<ame>1</ame>"), 0.0) == []
    assert assembler.add(keys[1], mrq("<ame>1</ame>"), 0.0) == []
    (pushed,) = assembler.add(keys[2], mrq("<ame>1</ame>"), 0.0)
    assert (pushed.session, pushed.complete) == (keys[0], False)


STEP = st.tuples(st.integers(0, 3), st.integers(0, 4), st.floats(0, 3))


@given(st.lists(STEP, max_size=30))
def test_every_part_comes_out(steps: list[tuple[int, int, float]]) -> None:
    assembler = PartAssembler(max_sessions=2, max_parts=4)
    base = mrq()
    put, got, now = set(), set(), 0.0
    for n, (session, ame, pause) in enumerate(steps):
        now += pause
        mark = f"d{n}-"
        put.add(mark)
        ready = assembler.expire(now)
        # A repeated number replaces the earlier part: both marks count as delivered with it.
        ready += assembler.add(KEY._replace(ref=str(session)), replace(base, ame=ame, unknown=((mark, ""),)), now)
        got |= {tag for whole in ready for tag, _ in whole.request.unknown}
        assert len(assembler) <= 2
    got |= {tag for whole in assembler.expire(now + 5.0) for tag, _ in whole.request.unknown}
    assert len(assembler) == 0
    replaced = {f"d{n}-" for n, (s, a, _) in enumerate(steps) if any((s, a) == step[:2] for step in steps[n + 1 :])}
    assert put - replaced <= got <= put
