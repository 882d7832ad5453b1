"""The SCAIP unit against a receiver on a real socket."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from protocols.scaip.documents import MessageRequest, MessageResponse, MessageType
from simulators.answer import Kind
from simulators.events import PRESS, Event, What
from simulators.faults import FaultSettings
from simulators.scaip_messages import Caller
from simulators.scaip_unit import Patience, ScaipUnit
from simulators.sip_auth import Account
from simulators.sip_line import SipLine
from simulators.target import Target, Transport
from tests.fakes.loop import until
from tests.simulators.certificates import server_context
from tests.simulators.scaip_receiver import ScaipReceiver, Verdict, scaip_receiver

ANNA = Caller(cid="90000000")
QUICK = Patience(sip_s=0.1, verdict_s=0.03, tries=3, hold_pause_s=0.01, hold_limit_s=0.1)


@pytest.mark.parametrize("transport", [Transport.UDP, Transport.TCP])
async def test_a_press_gets_its_verdict(transport: Transport) -> None:
    async with scaip_receiver(transport) as (receiver, target), ScaipUnit(ANNA, target) as unit:
        receiver.judge = lambda d: MessageResponse(ref=d.ref, snu=0, mre=1)
        answer = await unit.send(PRESS)
        assert (answer.kind, answer.said, answer.voice) == (Kind.TAKEN, "200, snu 0", 1)
        assert answer.sip_ms is not None
        assert answer.ms is not None
        assert 0 < answer.sip_ms <= answer.ms < 1000
        [document] = receiver.documents
        assert (document.cid, document.ref, document.dty, document.stc) == ("90000000", answer.message, 3, 10)
        await until(lambda: receiver.responses)
        assert receiver.responses[0].status == 200  # the verdict was answered


async def test_over_tls_with_a_certificate_that_is_checked(tmp_path: Path) -> None:
    context, trusted = server_context(tmp_path)
    async with scaip_receiver(Transport.TLS, context) as (_, target):
        checked = Target(target.host, target.port, Transport.TLS, str(trusted))
        async with ScaipUnit(ANNA, checked) as unit:
            assert (await unit.send(PRESS)).taken
        async with ScaipUnit(ANNA, target) as unit:
            assert (await unit.send(PRESS)).taken


async def test_a_certificate_of_somebody_else_is_not_trusted(tmp_path: Path) -> None:
    context, _ = server_context(tmp_path)
    (tmp_path / "other").mkdir()
    _, other = server_context(tmp_path / "other")
    async with scaip_receiver(Transport.TLS, context) as (receiver, target):
        checked = Target(target.host, target.port, Transport.TLS, str(other))
        async with ScaipUnit(ANNA, checked, patience=QUICK, withdraws=False) as unit:
            answer = await unit.send(PRESS)
        assert answer.kind is Kind.UNREACHABLE
        assert receiver.documents == []


async def test_two_presses_have_two_references() -> None:
    async with scaip_receiver() as (receiver, target), ScaipUnit(ANNA, target) as unit:
        await unit.send(PRESS)
        await unit.send(PRESS)
        assert len(set(receiver.refs)) == 2


async def test_hold_is_polled_with_the_same_reference_until_taken() -> None:
    def judge(document: MessageRequest) -> Verdict:
        return MessageResponse(ref=document.ref, snu=4 if len(receiver.documents) < 3 else 0)

    async with scaip_receiver() as (receiver, target), ScaipUnit(ANNA, target, patience=QUICK) as unit:
        receiver.judge = judge
        answer = await unit.send(PRESS)
        assert (answer.kind, answer.tries) == (Kind.TAKEN, 3)
        assert len(set(receiver.refs)) == 1


async def test_hold_for_ever_ends_with_a_withdrawal() -> None:
    async with scaip_receiver() as (receiver, target), ScaipUnit(ANNA, target, patience=QUICK) as unit:
        receiver.judge = lambda d: MessageResponse(ref=d.ref, snu=4)
        answer = await unit.send(PRESS)
        assert answer.kind is Kind.HELD
        await until(lambda: receiver.documents[-1].mty is MessageType.RESET)
        assert len(set(receiver.refs)) == 1


@pytest.mark.parametrize(
    ("snu", "kind"), [(5, Kind.REFUSED), (6, Kind.BUSY), (3, Kind.REFUSED), (7, Kind.REFUSED), (99, Kind.REFUSED)]
)
async def test_other_verdicts_end_the_session(snu: int, kind: Kind) -> None:
    async with scaip_receiver() as (receiver, target), ScaipUnit(ANNA, target) as unit:
        receiver.judge = lambda d: MessageResponse(ref=d.ref, snu=snu, ste="why")
        answer = await unit.send(PRESS)
        assert (answer.kind, answer.said) == (kind, f"200, snu {snu} why")


async def test_without_a_verdict_the_same_document_goes_again_and_is_withdrawn_in_the_end() -> None:
    async with scaip_receiver() as (receiver, target), ScaipUnit(ANNA, target, patience=QUICK) as unit:
        receiver.judge = lambda d: None
        answer = await unit.send(PRESS)
        assert (answer.kind, answer.tries, answer.said) == (Kind.SILENT, 3, "200, no verdict")
        assert [d.mty.value for d in receiver.documents] == ["ME", "ME", "ME", "RE"]
        assert len(set(receiver.refs)) == 1
        assert len({r.via.branch for r in receiver.requests}) == 4


@pytest.mark.parametrize(("status", "kind"), [(503, Kind.BUSY), (403, Kind.REFUSED), (415, Kind.REFUSED)])
async def test_a_sip_refusal_is_final(status: int, kind: Kind) -> None:
    async with scaip_receiver() as (receiver, target), ScaipUnit(ANNA, target) as unit:
        receiver.status = lambda request: status
        answer = await unit.send(PRESS)
        assert answer.kind is kind
        assert answer.said.startswith(str(status))
        assert answer.ms is not None


async def test_digest_with_a_nonce_that_gets_old() -> None:
    async with scaip_receiver() as (receiver, target):
        receiver.passwords = {"group": "secret"}
        caller = Caller(cid="90000000", account=Account("group", "secret"))
        async with ScaipUnit(caller, target) as unit:
            assert (await unit.send(PRESS)).taken
            assert len(receiver.requests) == 2
            assert (await unit.send(PRESS)).taken
            assert len(receiver.requests) == 3  # the nonce is used on
            receiver.now = 1e6
            assert (await unit.send(PRESS)).taken
            assert len(receiver.requests) == 5


async def test_a_wrong_password_is_refused_after_one_answer() -> None:
    async with scaip_receiver() as (receiver, target):
        receiver.passwords = {"group": "secret"}
        caller = Caller(cid="90000000", account=Account("group", "guess"))
        async with ScaipUnit(caller, target) as unit:
            answer = await unit.send(PRESS)
        assert (answer.kind, answer.said) == (Kind.REFUSED, "401 Unauthorized")
        assert len(receiver.requests) == 2
        assert "guess" not in repr(caller)


@pytest.mark.slow
async def test_a_lost_request_is_retransmitted_in_the_same_transaction() -> None:
    async with scaip_receiver() as (receiver, target), ScaipUnit(ANNA, target) as unit:
        receiver.status = lambda request: 200 if len(receiver.requests) == 2 else 0
        answer = await unit.send(PRESS)
        assert answer.taken
        assert answer.tries == 1
        assert len({(r.via.branch, r.call_id, r.cseq) for r in receiver.requests}) == 1
        assert answer.ms is not None
        assert answer.ms > 450


async def test_a_verdict_that_comes_twice_is_answered_twice_and_taken_once() -> None:
    async with scaip_receiver() as (receiver, target), ScaipUnit(ANNA, target) as unit:
        receiver.verdict_times = 2
        assert (await unit.send(PRESS)).taken
        await until(lambda: len(receiver.responses) == 2)


async def test_a_verdict_for_somebody_else_gets_404() -> None:
    async with scaip_receiver() as (receiver, target), ScaipUnit(ANNA, target, patience=QUICK) as unit:
        receiver.verdict_user = "90000099"
        answer = await unit.send(PRESS)
        assert answer.kind is Kind.SILENT
        assert {r.status for r in receiver.responses} == {404}


async def test_a_heartbeat_obeys_the_interval_it_is_given() -> None:
    async with scaip_receiver() as (receiver, target), ScaipUnit(ANNA, target) as unit:
        receiver.judge = lambda d: MessageResponse(ref=d.ref, snu=0, hbi=30)
        answer = await unit.beat()
        assert answer.interval_min == unit.interval_min == 30
        [document] = receiver.documents
        assert (document.mty, document.hbo, document.stc) == (MessageType.HEARTBEAT, 1, None)


async def test_update_and_withdrawal_keep_the_reference() -> None:
    async with scaip_receiver() as (receiver, target), ScaipUnit(ANNA, target) as unit:
        first = await unit.send(PRESS)
        where = Event(what=What.PRESS, position=(59.336111, 18.072778))
        assert (await unit.update(first.message, where)).taken
        assert (await unit.withdraw(first.message)).taken
        assert [d.mty.value for d in receiver.documents] == ["ME", "IN", "RE"]
        assert set(receiver.refs) == {first.message}
        location = receiver.documents[1].lge
        assert location is not None
        assert location.geo == "59.336111,18.072778"


async def test_parts_count_down_under_one_reference() -> None:
    async with scaip_receiver() as (receiver, target), ScaipUnit(ANNA, target) as unit:
        receiver.judge = lambda d: None if d.ame else MessageResponse(ref=d.ref, snu=0)
        answer = await unit.send_parts([PRESS, Event(what=What.PRESS, text="Kök"), PRESS])
        assert answer.taken
        assert [d.ame for d in receiver.documents] == [2, 1, 0]
        assert len(set(receiver.refs)) == 1


@pytest.mark.slow
async def test_registering_and_keeping_registered() -> None:
    async with scaip_receiver() as (receiver, target), ScaipUnit(ANNA, target) as unit:
        assert await unit.register(300) == 200
        unit.keep_registered(1)
        await until(lambda: len(receiver.requests) >= 3)
        request = receiver.requests[0]
        assert request.method == "REGISTER"
        assert request.headers.get("Expires") == "300"
        contact = request.headers.get("Contact") or ""
        assert contact.startswith("<sip:90000000@127.0.0.1:")
        assert contact.endswith(";transport=udp>")


async def test_a_silent_connection_is_left_for_a_new_one() -> None:
    async with scaip_receiver(Transport.TCP) as (receiver, target):
        faults = FaultSettings(half_open=3)
        async with ScaipUnit(ANNA, target, faults=faults, patience=QUICK, withdraws=False) as unit:
            answers = [await unit.send(PRESS) for _ in range(3)]
        assert [a.kind for a in answers] == [Kind.TAKEN] * 3
        assert len(receiver.writers) == 2


async def test_nobody_there() -> None:
    async with scaip_receiver(Transport.TCP) as (_, target):
        pass
    async with ScaipUnit(ANNA, target, patience=QUICK, withdraws=False) as unit:
        assert (await unit.send(PRESS)).kind is Kind.UNREACHABLE


async def test_many_units_share_one_socket() -> None:
    async with scaip_receiver() as (receiver, target):
        line = SipLine(target)
        units = [ScaipUnit(Caller(cid=f"{90000000 + n}"), target, line=line) for n in range(30)]
        answers = await asyncio.gather(*(unit.send(PRESS) for unit in units))
        assert all(a.taken for a in answers)
        assert {d.cid for d in receiver.documents} == {u.caller.cid for u in units}
        for unit in units:
            await unit.close()
        await line.close()


def test_a_receiver_remembers() -> None:
    assert ScaipReceiver().refs == []
