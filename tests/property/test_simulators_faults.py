"""Faults are pure decisions: seeded, composable, and each does what its name says and nothing else."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.faults import (
    Delay,
    Delivery,
    Duplicate,
    FaultChain,
    FaultSettings,
    Loss,
    Reorder,
    WrongCrc,
    faults_from_table,
)

FRAME = b'\nC8D90027"ADM-CID"0001L0#0123[#0123|1101 01 007]\r'
shares = st.floats(0, 1)
payloads = st.binary(max_size=60)
seeds = st.integers(0, 2**32)


@given(st.lists(payloads, max_size=30), seeds, shares)
def test_loss_keeps_what_it_keeps_unchanged(sent: list[bytes], seed: int, share: float) -> None:
    loss = Loss(share, Random(seed))
    kept = [d for p in sent for d in loss.happen(Delivery(0, p))]
    assert all(d.after_s == 0 and d.payload in sent for d in kept)
    assert len(kept) == len(sent) or share > 0
    assert not kept or share < 1


def test_loss_loses_its_share() -> None:
    loss = Loss(0.3, Random(1))
    kept = sum(len(loss.happen(Delivery(0, b"x"))) for _ in range(10_000))
    assert 6_800 < kept < 7_200


@given(payloads, seeds, st.floats(0, 5), st.floats(0, 5))
def test_delay_stays_between_its_bounds(payload: bytes, seed: int, a: float, b: float) -> None:
    least, most = sorted((a, b))
    [late] = Delay(least, most, Random(seed)).happen(Delivery(1.0, payload))
    assert 1 + least <= late.after_s <= 1 + most + 1e-9
    assert late.payload == payload


@given(payloads, seeds, shares)
def test_a_duplicate_comes_after_its_original(payload: bytes, seed: int, share: float) -> None:
    found = Duplicate(share, Random(seed)).happen(Delivery(0, payload))
    assert [d.payload for d in found] == [payload] * len(found)
    assert [d.after_s for d in found] in ([0], [0, Duplicate.AFTER_S])
    assert (len(found) == 2) if share == 1 else True
    assert (len(found) == 1) if share == 0 else True


@given(st.lists(payloads, min_size=1, max_size=30), seeds)
def test_reordering_loses_and_invents_nothing(sent: list[bytes], seed: int) -> None:
    reorder = Reorder(0.5, Random(seed))
    leaving = [(at * 0.1 + d.after_s, d.payload) for at, p in enumerate(sent) for d in reorder.happen(Delivery(0, p))]
    arrived = [payload for _, payload in sorted(leaving, key=lambda entry: entry[0])]
    assert sorted(arrived) == sorted(sent)


def test_reordering_lets_the_next_overtake() -> None:
    always = Reorder(1.0, Random(0))
    [first] = always.happen(Delivery(0, b"first"))
    assert first.after_s > 0


@given(seeds)
def test_a_wrong_checksum_changes_the_checksum_only(seed: int) -> None:
    [spoilt] = WrongCrc(1.0, Random(seed)).happen(Delivery(0.5, FRAME))
    assert spoilt.after_s == 0.5
    assert spoilt.payload[1:5] != FRAME[1:5]
    assert (spoilt.payload[:1], spoilt.payload[5:]) == (FRAME[:1], FRAME[5:])


def test_only_dc09_frames_have_a_checksum_to_spoil() -> None:
    sip = Delivery(0, b"MESSAGE sip:alarm@127.0.0.1 SIP/2.0\r\n\r\n")
    assert WrongCrc(1.0, Random(0)).happen(sip) == [sip]


@given(st.lists(payloads, max_size=40), seeds, shares, shares, shares)
def test_a_chain_repeats_itself_from_the_same_seed(
    sent: list[bytes], seed: int, loss: float, duplicate: float, reorder: float
) -> None:
    settings = FaultSettings(loss=loss, duplicate=duplicate, reorder=reorder, delay_ms=(1, 9), wrong_crc=0.5)

    def run() -> list[list[Delivery]]:
        chain = settings.outgoing(Random(seed))
        return [chain.happen(p) for p in sent]

    assert run() == run()


@given(payloads)
def test_without_faults_everything_leaves_at_once(payload: bytes) -> None:
    chain = FaultSettings().outgoing(Random(0))
    assert not chain
    assert chain.happen(payload) == [Delivery(0.0, payload)]
    assert FaultChain().happen(payload) == [Delivery(0.0, payload)]


def test_a_table_reads_every_fault() -> None:
    table = {
        "loss": 0.1,
        "duplicate": 1,
        "reorder": 0.2,
        "wrong_crc": 0.3,
        "delay_ms": [50, 200],
        "wrong_key": True,
        "clock_skew_s": -90,
        "stuck_clock": True,
        "half_open": 3,
    }
    assert faults_from_table(table) == FaultSettings(
        loss=0.1,
        duplicate=1.0,
        reorder=0.2,
        wrong_crc=0.3,
        delay_ms=(50.0, 200.0),
        wrong_key=True,
        clock_skew_s=-90.0,
        stuck_clock=True,
        half_open=3,
    )
    assert faults_from_table({"delay_ms": 20}).delay_ms == (20.0, 20.0)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"los": 0.1}, "unknown fault 'los'"),
        ({"loss": 1.5}, "share from 0 to 1"),
        ({"loss": "much"}, "wants a number"),
        ({"wrong_key": 1}, "wants true or false"),
        ({"delay_ms": [200, 50]}, r"\[least, most\]"),
        ({"delay_ms": "slow"}, r"\[least, most\]"),
        ({"half_open": -1}, "0 or more"),
        ({"half_open": 1.5}, "wants a number"),
    ],
)
def test_a_bad_table_is_told_in_plain_words(table: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        faults_from_table(table)
