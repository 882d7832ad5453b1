"""The DC-09 dialler against a receiver on a real socket."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from protocols.dc09.answer import duh, nak
from protocols.dc09.frame import Frame
from protocols.dc09.keys import parse_key
from simulators.answer import Kind
from simulators.dc09_frames import Dialler, Token
from simulators.dc09_unit import Dc09Unit, Tries
from simulators.events import PRESS, Event, What
from simulators.faults import FaultSettings
from simulators.target import Target, Transport
from tests.simulators.receivers import NOW, dc09_receiver

KEY = parse_key("hex:00112233445566778899AABBCCDDEEFF")
QUICK = Tries(3, 0.02)
PLAIN = Dialler(account="1000")


@pytest.mark.parametrize("transport", [Transport.TCP, Transport.UDP])
@pytest.mark.parametrize("key", [None, KEY])
@pytest.mark.parametrize("token", list(Token))
async def test_a_press_is_acknowledged(transport: Transport, key: object, token: Token) -> None:
    async with dc09_receiver(transport, KEY) as (receiver, target):
        dialler = Dialler(account="0042", key=KEY if key else None, token=token)
        async with Dc09Unit(dialler, target) as unit:
            answer = await unit.send(PRESS)
        assert answer.kind is Kind.TAKEN
        assert answer.said == ("*ACK" if key else "ACK")
        assert answer.ms is not None
        assert 0 < answer.ms < 1000
        [frame] = receiver.frames
        assert (frame.account, frame.token, frame.seq) == ("0042", token.value, answer.message)
        assert frame.data == ("#0042|1101 01 001" if token is Token.CONTACT_ID else "#0042|Nri1/QA1")


async def test_a_second_press_has_a_new_sequence_number_and_a_held_connection_stays() -> None:
    async with dc09_receiver() as (receiver, target), Dc09Unit(PLAIN, target) as unit:
        first, second = await unit.send(PRESS), await unit.send(PRESS)
        assert first.message != second.message
        assert receiver.connections == 1


async def test_a_dialler_that_does_not_hold_connects_anew() -> None:
    async with dc09_receiver() as (receiver, target), Dc09Unit(PLAIN, target, hold=False) as unit:
        for _ in range(3):
            assert (await unit.send(PRESS)).taken
        assert receiver.connections == 3


@pytest.mark.parametrize("transport", [Transport.TCP, Transport.UDP])
async def test_silence_is_met_with_the_same_frame_again(transport: Transport) -> None:
    async with dc09_receiver(transport) as (receiver, target), Dc09Unit(PLAIN, target, tries=QUICK) as unit:
        receiver.reply = lambda frame: receiver.ack(frame) if len(receiver.frames) == 3 else None
        answer = await unit.send(PRESS)
        assert (answer.kind, answer.tries) == (Kind.TAKEN, 3)
        assert len({frame.raw for frame in receiver.frames}) == 1


async def test_a_receiver_that_never_answers_is_silent() -> None:
    async with dc09_receiver(Transport.UDP) as (receiver, target), Dc09Unit(PLAIN, target, tries=QUICK) as unit:
        receiver.reply = lambda frame: None
        answer = await unit.send(PRESS)
        assert (answer.kind, answer.ms, answer.tries, answer.said) == (Kind.SILENT, None, 3, "")


async def test_nobody_listening_is_said() -> None:
    async with dc09_receiver() as (_, target):
        pass
    async with Dc09Unit(PLAIN, target, tries=Tries(2, 0.01)) as unit:
        assert (await unit.send(PRESS)).kind is Kind.UNREACHABLE


@pytest.mark.parametrize("transport", [Transport.TCP, Transport.UDP])
async def test_a_nak_sets_the_clock_and_the_same_number_goes_again(transport: Transport) -> None:
    def judge(frame: Frame) -> bytes:
        at = datetime.strptime(frame.timestamp or "", "%H:%M:%S,%m-%d-%Y").replace(tzinfo=UTC)
        return nak(frame, NOW) if abs(at - NOW) > timedelta(seconds=20) else receiver.ack(frame)

    async with dc09_receiver(transport) as (receiver, target):
        receiver.reply = judge
        faults = FaultSettings(clock_skew_s=3600)
        async with Dc09Unit(PLAIN, target, faults=faults, wall=lambda: NOW) as unit:
            answer = await unit.send(PRESS)
            assert unit.clock.skew_s == 0
        assert answer.taken
        assert answer.clock_set
        assert answer.tries == 2
        assert len(set(receiver.seqs)) == 1
        assert [f.timestamp for f in receiver.frames] == ["13:00:00,03-01-2026", "12:00:00,03-01-2026"]


async def test_a_stuck_clock_is_refused_until_the_unit_gives_up() -> None:
    async with dc09_receiver() as (receiver, target):
        receiver.reply = lambda frame: nak(frame, NOW)
        faults = FaultSettings(clock_skew_s=3600, stuck_clock=True)
        async with Dc09Unit(PLAIN, target, faults=faults, wall=lambda: NOW) as unit:
            answer = await unit.send(PRESS)
        assert (answer.kind, answer.clock_set, len(receiver.frames)) == (Kind.WRONG_CLOCK, False, 5)


async def test_duh_is_final() -> None:
    async with dc09_receiver() as (receiver, target), Dc09Unit(PLAIN, target) as unit:
        receiver.reply = duh
        answer = await unit.send(PRESS)
        assert (answer.kind, answer.said, len(receiver.frames)) == (Kind.REFUSED, "DUH", 1)


async def test_wrong_key_gets_no_usable_answer() -> None:
    async with dc09_receiver(key=None) as (receiver, target):
        receiver.reply = lambda frame: None
        dialler = Dialler(account="1000", key=KEY)
        faults = FaultSettings(wrong_key=True)
        async with Dc09Unit(dialler, target, faults=faults, tries=QUICK) as unit:
            assert unit.dialler.key != KEY
            assert (await unit.send(PRESS)).kind is Kind.SILENT


async def test_an_answer_under_another_key_is_no_answer() -> None:
    async with dc09_receiver(key=None) as (receiver, target):
        other = parse_key("text:0123456789abcdef")

        def reply(frame: Frame) -> bytes:
            receiver.key = other
            try:
                return receiver.ack(frame)
            finally:
                receiver.key = None

        receiver.reply = reply
        async with Dc09Unit(Dialler(account="1000", key=KEY), target, tries=QUICK) as unit:
            answer = await unit.send(PRESS)
        assert (answer.kind, answer.said) == (Kind.SILENT, "*ACK under another key")


async def test_a_wrong_checksum_is_repeated_with_a_good_one() -> None:
    async with dc09_receiver(Transport.UDP) as (receiver, target):
        faults = FaultSettings(wrong_crc=0.5)
        async with Dc09Unit(PLAIN, target, faults=faults, seed=7, tries=Tries(20, 0.01)) as unit:
            answers = [await unit.send(PRESS) for _ in range(8)]
        assert all(a.taken for a in answers)
        assert receiver.rejects > 0
        assert sum(a.tries for a in answers) == 8 + receiver.rejects


async def test_a_half_open_connection_is_left_for_a_new_one() -> None:
    async with dc09_receiver() as (receiver, target):
        faults = FaultSettings(half_open=2)
        async with Dc09Unit(PLAIN, target, faults=faults, tries=QUICK) as unit:
            answers = [await unit.send(PRESS) for _ in range(3)]
            assert [a.tries for a in answers] == [1, 1, 2]
            assert all(a.taken for a in answers)
            assert receiver.connections == 2


async def test_a_link_test_has_number_0000_and_no_data() -> None:
    async with dc09_receiver() as (receiver, target), Dc09Unit(PLAIN, target) as unit:
        assert (await unit.beat()).taken
        [frame] = receiver.frames
        assert (frame.token, frame.seq, frame.data, frame.timestamp) == ("NULL", "0000", "", None)


async def test_messages_of_one_unit_leave_one_at_a_time() -> None:
    import asyncio

    async with dc09_receiver() as (receiver, target), Dc09Unit(PLAIN, target) as unit:
        answers = await asyncio.gather(*(unit.send(Event(what=What.SMOKE)) for _ in range(10)))
        assert [a.message for a in answers] == receiver.seqs


async def test_a_receiver_that_hangs_up_is_called_again() -> None:
    async with dc09_receiver() as (receiver, target), Dc09Unit(PLAIN, target, tries=Tries(2, 0.05)) as unit:

        def hang_up(frame: Frame) -> bytes | None:
            if len(receiver.frames) == 1:
                receiver._writers[-1].abort()
                return None
            return receiver.ack(frame)

        receiver.reply = hang_up
        answer = await unit.send(PRESS)
        assert (answer.kind, answer.tries, receiver.connections) == (Kind.TAKEN, 2, 2)


def test_a_target_reads_back() -> None:
    assert str(Target("::1", 12128, Transport.UDP)) == "[::1]:12128/udp"
