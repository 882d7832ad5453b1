"""The fleet's SCAIP carrier: digest, retransmission, repetition, hold and refusal."""

from __future__ import annotations

import asyncio

import pytest

from protocols.scaip.documents import MessageResponse
from simulators.fleet_scaip import ScaipCarrier
from simulators.sip_auth import Account
from simulators.tally import Tally
from simulators.target import Transport
from tests.fakes.loop import settle, until
from tests.simulators.scaip_receiver import scaip_receiver

CIDS = ["90000001", "90000003"]


@pytest.mark.parametrize("transport", [Transport.UDP, Transport.TCP])
async def test_digest_for_each_unit(transport: Transport) -> None:
    async with scaip_receiver(transport) as (receiver, target):
        receiver.passwords = {f"u{cid}": "secret" for cid in CIDS}
        tally = Tally()
        carrier = ScaipCarrier(target, CIDS, tally, links=1, account=Account("u{unit}", "secret"))
        await carrier.open()
        for unit in (0, 1):
            carrier.press(unit)
            await until(lambda: tally.waiting == 0)
        assert (tally.answered, len(receiver.requests)) == (2, 4)
        carrier.beat(0)
        await until(lambda: tally.answered == 3)
        assert len(receiver.requests) == 5
        await until(lambda: len(receiver.responses) == 3)
        await carrier.close()


async def test_a_wrong_password_is_a_refusal() -> None:
    async with scaip_receiver() as (receiver, target):
        receiver.passwords = {"group": "secret"}
        tally = Tally()
        carrier = ScaipCarrier(target, CIDS, tally, links=1, account=Account("group", "guess"))
        await carrier.open()
        carrier.press(0)
        await until(lambda: tally.refused == 1)
        await carrier.close()
        without = ScaipCarrier(target, CIDS, tally, links=1)
        await without.open()
        without.press(0)
        await until(lambda: tally.refused == 2)
        await without.close()


async def test_lost_requests_are_retransmitted_and_given_up() -> None:
    async with scaip_receiver() as (receiver, target):
        receiver.status = lambda request: 0
        tally = Tally()
        carrier = ScaipCarrier(target, CIDS, tally, links=1)
        await carrier.open()
        carrier.press(0)
        now = asyncio.get_running_loop().time()
        carrier.tick(now + 0.6)
        carrier.tick(now + 1.7)
        await until(lambda: len(receiver.requests) == 3)
        assert len({request.via.branch for request in receiver.requests}) == 1
        carrier.tick(now + 30)
        assert tally.unanswered == 0
        for second in range(31, 80):
            carrier.tick(now + second)
        assert (tally.unanswered, tally.waiting) == (1, 0)
        assert len({request.via.branch for request in receiver.requests}) == 1
        await carrier.close()


async def test_without_a_verdict_the_document_goes_again_under_its_reference() -> None:
    async with scaip_receiver() as (receiver, target):
        receiver.judge = lambda d: None
        tally = Tally()
        carrier = ScaipCarrier(target, CIDS, tally, links=1)
        await carrier.open()
        carrier.press(0)
        await until(lambda: receiver.documents)
        await settle()
        now = asyncio.get_running_loop().time()
        receiver.judge = lambda d: MessageResponse(ref=d.ref, snu=4 if len(receiver.documents) == 2 else 0)
        carrier.tick(now + 20.1)
        await until(lambda: len(receiver.documents) == 2)
        await settle()
        assert tally.answered == 0  # on hold
        carrier.tick(now + 40.3)
        await until(lambda: tally.answered == 1)
        assert len(set(receiver.refs)) == 1
        assert len({request.via.branch for request in receiver.requests}) == 3
        await carrier.close()


async def test_other_verdicts_and_statuses_are_refusals() -> None:
    async with scaip_receiver() as (receiver, target):
        tally = Tally()
        carrier = ScaipCarrier(target, CIDS, tally, links=1)
        await carrier.open()
        receiver.judge = lambda d: MessageResponse(ref=d.ref, snu=5)
        carrier.press(0)
        await until(lambda: tally.refused == 1)
        receiver.status = lambda request: 503
        carrier.press(1)
        await until(lambda: tally.refused == 2)
        await carrier.close()
