"""Options, read."""

from __future__ import annotations

import argparse

import pytest

from simulators.cli import _parser
from simulators.cli_options import (
    faults_of,
    key_of,
    position_of,
    positive,
    read_account,
    receiver_target,
    targets_by_transport,
)
from simulators.faults import NO_FAULTS, FaultSettings
from simulators.target import Protocol, Target, Transport


def read(*words: str) -> argparse.Namespace:
    return _parser().parse_args(words)


def test_the_defaults_are_the_demos() -> None:
    options = read("press")
    assert receiver_target(options) == Target("127.0.0.1", 12128, Transport.TCP)
    assert (key_of(options), read_account(options), position_of(options), faults_of(options)) == (
        None,
        None,
        None,
        NO_FAULTS,
    )
    assert receiver_target(read("press", "--protocol", "scaip")) == Target("127.0.0.1", 5060, Transport.UDP)
    tls = read("press", "--protocol", "scaip", "--transport", "tls", "--ca", "ca.pem")
    assert receiver_target(tls) == Target("127.0.0.1", 5061, Transport.TLS, "ca.pem")


def test_every_fault_has_an_option() -> None:
    options = read(
        *[
            "fall",
            "--key",
            "text:0123456789abcdef",
            "--loss",
            "0.1",
            "--duplicate",
            "0.2",
            "--reorder",
            "0.3",
            "--wrong-crc",
            "0.4",
        ],
        *["--delay", "50-200", "--wrong-key", "--clock-skew", "-90", "--stuck-clock", "--half-open", "3"],
    )
    assert faults_of(options) == FaultSettings(
        loss=0.1,
        duplicate=0.2,
        reorder=0.3,
        wrong_crc=0.4,
        delay_ms=(50.0, 200.0),
        wrong_key=True,
        clock_skew_s=-90.0,
        stuck_clock=True,
        half_open=3,
    )
    assert faults_of(read("fall", "--delay", "20")).delay_ms == (20.0, 20.0)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["press", "--delay", "slow"], "--delay wants milliseconds"),
        (["press", "--protocol", "scaip", "--wrong-crc", "1"], "only DC-09 frames"),
        (["press", "--wrong-key"], "no --key to get wrong"),
    ],
)
def test_faults_that_make_no_sense(words: list[str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        faults_of(read(*words))


def test_accounts_and_positions() -> None:
    options = read("press", "--password", "p", "--position=-33.9,18.4")
    account = read_account(options, "90000001")
    assert account is not None
    assert (account.username, account.password) == ("90000001", "p")
    assert position_of(options) == (-33.9, 18.4)
    group = read_account(read("fleet", "--password", "p", "--user", "u{unit}"))
    assert group is not None
    assert group.username == "u{unit}"
    for wrong in ("91,0", "0,181", "1", "a,b"):
        with pytest.raises(ValueError, match="wants LAT,LON"):
            position_of(read("press", "--position", wrong))


def test_a_fleets_targets() -> None:
    targets = targets_by_transport(read("fleet", "--host", "10.0.0.1", "--scaip-tls-port", "6061"))
    assert targets(Protocol.DC09, Transport.UDP) == Target("10.0.0.1", 12128, Transport.UDP)
    assert targets(Protocol.SCAIP, Transport.TCP).port == 5060
    assert targets(Protocol.SCAIP, Transport.TLS).port == 6061


def test_whole_numbers() -> None:
    assert positive("7") == 7
    for wrong in ("0", "-1", "1.5", "x"):
        with pytest.raises(argparse.ArgumentTypeError, match="whole number"):
            positive(wrong)
