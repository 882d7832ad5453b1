"""What is told of every door that listens."""

from __future__ import annotations

from tests.unit.mistakes import door_mistakes


def test_a_door_without_address_is_told() -> None:
    assert "(scaip): give it at least one of tcp or tls or udp, else nothing can knock" in door_mistakes(kind="scaip")


def test_tls_needs_its_files() -> None:
    assert "tls needs certificate and private_key" in door_mistakes(kind="scaip", tls="127.0.0.1:0")


def test_an_address_that_is_none_is_told() -> None:
    assert "[[doors]] no. 1 tcp: 'localhost' in 'localhost:1' is not an IP" in door_mistakes(
        kind="dc09", tcp="localhost:1"
    )


def test_idle_time_is_above_zero() -> None:
    assert "idle_s = 0.0: must be above 0" in door_mistakes(kind="dc09", tcp="127.0.0.1:0", idle_s=0)
