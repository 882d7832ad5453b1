"""The load generator: keeps its schedule, counts honestly."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.dc09.answer import duh
from protocols.dc09.frame import Frame
from protocols.dc09.splitter import parse_frame
from simulators.dc09_frames import Dialler
from simulators.load import offer_dc09, offer_scaip, press_frames, press_order
from simulators.target import Transport
from tests.simulators.receivers import dc09_receiver
from tests.simulators.scaip_receiver import scaip_receiver

ACCOUNTS = [f"{1000 + n}" for n in range(50)]
LIKE = Dialler(account="")


@given(st.integers(1, 400), st.integers(1, 300), st.integers(0, 99))
def test_half_the_presses_open_and_half_join(count: int, units: int, seed: int) -> None:
    order = press_order(count, units, seed)
    assert len(order) == count
    assert order == press_order(count, units, seed)
    presses = Counter(order)
    assert len(presses) == min(units, (count + 1) // 2)
    assert max(presses.values()) - min(presses.values()) <= 1


def test_every_frame_has_its_own_number_within_its_unit() -> None:
    frames = [parse_frame(f) for f in press_frames(press_order(200, 50, 1), ACCOUNTS, LIKE)]
    assert len({(frame.account, frame.seq) for frame in frames}) == 200


@pytest.mark.slow
async def test_dc09_under_load() -> None:
    async with dc09_receiver(Transport.TCP) as (receiver, target):
        frames = press_frames(press_order(150, 50, 1), ACCOUNTS, LIKE)
        result = await offer_dc09(target, frames, 1500.0, connections=4)
        assert (result.sent, result.answered, result.refused, result.unanswered) == (150, 150, 0, 0)
        assert receiver.connections == 4
        assert 0 < result.p50_ms <= result.p99_ms <= result.max_ms
        assert 900 < result.sent_per_s < 1700
        assert json.loads(result.line())["protocol"] == "dc09"


@pytest.mark.slow
async def test_refusals_and_silence_are_counted_apart() -> None:
    async with dc09_receiver(Transport.TCP) as (receiver, target):

        def reply(frame: Frame) -> bytes | None:
            number = len(receiver.frames)
            return None if number > 20 else duh(frame) if number % 2 else receiver.ack(frame)

        receiver.reply = reply
        frames = press_frames(press_order(30, 50, 1), ACCOUNTS, LIKE)
        result = await offer_dc09(target, frames, 3000.0, connections=1, drain_s=1.0)
        assert (result.answered, result.refused, result.unanswered) == (10, 10, 10)


@pytest.mark.slow
async def test_scaip_under_load() -> None:
    async with scaip_receiver() as (receiver, target):
        cids = [f"{90000000 + n}" for n in range(50)]
        result = await offer_scaip(target, cids, press_order(60, 50, 1), 600.0, connections=2)
        assert (result.sent, result.answered, result.unanswered) == (60, 60, 0)
        assert 0 < result.p50_ms <= result.p99_ms <= result.max_ms < 1000
        assert len(set(receiver.refs)) == 60


@pytest.mark.slow
async def test_a_load_needs_something_to_do() -> None:
    async with dc09_receiver(Transport.TCP) as (_, target):
        with pytest.raises(ValueError, match="rate above 0"):
            await offer_dc09(target, [], 100.0, connections=1)
