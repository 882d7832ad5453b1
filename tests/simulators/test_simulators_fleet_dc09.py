"""The fleet's DC-09 carrier: repeats, refusals, and what is never answered."""

from __future__ import annotations

import asyncio

from protocols.dc09.answer import duh, nak
from protocols.dc09.keys import parse_key
from simulators.dc09_frames import Dialler
from simulators.fleet_dc09 import Dc09Carrier, diallers
from simulators.tally import Tally
from simulators.target import Transport
from tests.fakes.loop import settle, until
from tests.simulators.receivers import NOW, dc09_receiver

PLAIN = diallers(["1000", "1001"], Dialler(account=""))


async def test_what_is_not_answered_goes_again_and_is_given_up_in_the_end() -> None:
    async with dc09_receiver(Transport.UDP) as (receiver, target):
        receiver.reply = lambda frame: None
        tally = Tally()
        carrier = Dc09Carrier(target, PLAIN, tally, links=4)
        await carrier.open()
        carrier.press(0)
        carrier.beat(1)
        carrier.beat(1)  # the first one still waits
        now = asyncio.get_running_loop().time()
        for second in range(1, 7):
            carrier.tick(now + second * 1.01)
        await until(lambda: len(receiver.frames) == 10)
        assert (tally.sent, tally.again, tally.unanswered, tally.presses) == (2, 8, 2, 1)
        assert len({frame.raw for frame in receiver.frames}) == 2
        await carrier.close()


async def test_other_answers_are_refusals() -> None:
    async with dc09_receiver(Transport.TCP) as (receiver, target):
        tally = Tally()
        carrier = Dc09Carrier(target, PLAIN, tally, links=1)
        await carrier.open()
        receiver.reply = duh
        carrier.press(0)
        await until(lambda: tally.refused == 1)
        receiver.reply = lambda frame: nak(frame, NOW)
        carrier.press(1)
        await until(lambda: tally.refused == 2)
        assert tally.waiting == 0
        await carrier.close()


async def test_encrypted_units() -> None:
    key = parse_key("text:0123456789abcdef")
    async with dc09_receiver(Transport.TCP, key) as (receiver, target):
        tally = Tally()
        carrier = Dc09Carrier(target, diallers(["1000"], Dialler(account="", key=key)), tally, links=1)
        await carrier.open()
        carrier.beat(0)
        carrier.press(0)
        carrier.press(0)
        await until(lambda: tally.answered == 3)
        assert len(set(receiver.seqs)) == 3
        await carrier.close()


async def test_a_lost_connection_comes_back_and_the_frame_with_it() -> None:
    async with dc09_receiver(Transport.TCP) as (receiver, target):
        tally = Tally()
        carrier = Dc09Carrier(target, PLAIN, tally, links=1)
        await carrier.open()
        await until(lambda: receiver._writers)
        receiver._writers[0].abort()
        await settle()
        carrier.press(0)
        now = asyncio.get_running_loop().time()
        carrier.tick(now)
        await until(lambda: receiver.connections == 2)
        carrier.tick(now + 5.1)
        await until(lambda: tally.answered == 1)
        await carrier.close()
