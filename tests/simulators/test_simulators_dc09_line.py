"""One path shared by many diallers: every answer finds its frame."""

from __future__ import annotations

import asyncio

import pytest

from protocols.dc09.answer import nak
from protocols.dc09.frame import Frame
from simulators.dc09_frames import Dialler
from simulators.dc09_line import Dc09Line
from simulators.dc09_unit import Dc09Unit, Tries
from simulators.events import PRESS
from simulators.target import Transport
from tests.simulators.receivers import NOW, dc09_receiver


@pytest.mark.parametrize("transport", [Transport.TCP, Transport.UDP])
async def test_many_units_share_one_socket(transport: Transport) -> None:
    async with dc09_receiver(transport) as (receiver, target):
        line = Dc09Line(target)
        units = [Dc09Unit(Dialler(account=f"{1000 + n}"), target, line=line, first_seq="0042") for n in range(40)]
        answers = await asyncio.gather(*(unit.send(PRESS) for unit in units))
        assert all(a.taken for a in answers)
        assert len({a.message for a in answers}) == 1  # the same number everywhere: the account tells them apart
        assert len(receiver.frames) == 40
        assert receiver.connections == (1 if transport is Transport.TCP else 0)
        await line.close()


async def test_an_answer_that_comes_late_serves_the_next_try() -> None:
    async with dc09_receiver(Transport.UDP) as (receiver, target):
        line = Dc09Line(target)
        held: list[Frame] = []
        receiver.reply = lambda frame: held.append(frame)
        frame = Dialler(account="1000").frame(PRESS, "0001", NOW)
        assert await line.exchange(frame, "1000", "0001", 0.01) is None
        receiver.reply = lambda frame: receiver.ack(held[0])
        answer = await line.exchange(frame, "1000", "0001", 1.0)
        assert answer is not None
        assert answer.token == "ACK"
        await line.close()


async def test_a_nak_goes_to_who_has_waited_longest() -> None:
    async with dc09_receiver() as (receiver, target):
        line = Dc09Line(target)
        receiver.reply = lambda frame: nak(frame, NOW) if frame.account == "1001" else None
        first, second = (Dialler(account=a).frame(PRESS, "0001", NOW) for a in ("1000", "1001"))
        waiting = asyncio.gather(
            line.exchange(first, "1000", "0001", 0.05), line.exchange(second, "1001", "0001", 0.05)
        )
        answers = await waiting
        assert [a and a.token for a in answers] == ["NAK", None]
        await line.close()


async def test_answers_to_others_are_left_alone() -> None:
    async with dc09_receiver(Transport.UDP) as (receiver, target):
        other = Dialler(account="9999").frame(PRESS, "0007", NOW)
        receiver.reply = lambda frame: other.replace(b"ADM-CID", b"ACK")
        async with Dc09Unit(Dialler(account="1000"), target, tries=Tries(1, 0.02)) as unit:
            assert not (await unit.send(PRESS)).taken
