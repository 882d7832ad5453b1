"""The wire's own words; its faults are tried by each unit against its door."""

from __future__ import annotations

import argparse

import pytest

from simulators.target import Target, Transport
from simulators.wire import Slips, Wire, add_wire_options, slips_of, target_of


def options(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_wire_options(parser, 19000, tls=True)
    return parser.parse_args(list(words))


def test_words() -> None:
    said = options("--target", "[::1]:1", "--tls", "--cut-at", "3", "--noise")
    assert target_of(said.target, said) == Target("::1", 1, Transport.TLS)
    assert slips_of(said) == Slips(cut_at=3, noise=True)
    assert target_of(options().target, options()) == Target("127.0.0.1", 19000)
    for wrong in ("x", "x:", "x:0", "x:70000"):
        with pytest.raises(ValueError, match="HOST:PORT"):
            target_of(wrong, said)


async def test_nobody_there() -> None:
    with pytest.raises(OSError, match="Connect"):
        await Wire.open(Target("127.0.0.1", 9))
