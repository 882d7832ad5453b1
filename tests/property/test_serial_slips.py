"""Faults on a serial line: shares are held, and a run can be repeated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.espa444.station import call_block, spoil_block
from simulators.serial.receiver import spoil_line
from simulators.serial.slips import NOISE, Slips, SlipSettings

SHARES = st.sampled_from([0.0, 0.5, 1.0])


@given(st.builds(SlipSettings, spoilt=SHARES, cut=SHARES, noise=SHARES, deaf=SHARES), st.integers(0, 9))
def test_the_same_seed_does_the_same(settings: SlipSettings, seed: int) -> None:
    runs = [Slips(settings, spoil_block, seed) for _ in range(2)]
    for _ in range(5):
        assert runs[0].outgoing(b"0123456789") == runs[1].outgoing(b"0123456789")
        assert runs[0].deaf() == runs[1].deaf()


def test_each_fault_does_what_it_says() -> None:
    block = call_block("1", "x")
    assert Slips(SlipSettings(), spoil_block).outgoing(block) == block
    assert Slips(SlipSettings(spoilt=1.0), spoil_block).outgoing(block) == block[:-1] + bytes([block[-1] ^ 1])
    assert Slips(SlipSettings(spoilt=1.0), spoil_line).outgoing(b"12345") == b"12\x0045"
    assert Slips(SlipSettings(cut=1.0), spoil_block).outgoing(b"1234") == b"12"
    noisy = Slips(SlipSettings(noise=1.0), spoil_block).outgoing(b"1234")
    assert noisy.endswith(b"1234")
    assert set(noisy[:-4]) <= set(NOISE)
    assert Slips(SlipSettings(deaf=1.0), spoil_block).deaf()


def test_a_share_is_a_share() -> None:
    with pytest.raises(ValueError, match="share"):
        SlipSettings(cut=1.5)
