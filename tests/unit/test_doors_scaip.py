"""What is told of a SCAIP door."""

from __future__ import annotations

import pytest

from tests.unit.mistakes import door_mistakes


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"voice": "call_number"}, "needs voice_number"),
        ({"voice_minutes": 61}, "SCAIP allows 1 to 60"),
        ({"heartbeat_minutes": 1441}, "SCAIP allows 1 to 1440"),
        ({"trusted_sources": ["10.1.0.0/33"]}, "is no network in CIDR notation"),
    ],
)
def test_each_is_told(words: dict[str, object], told: str) -> None:
    assert told in door_mistakes(kind="scaip", udp="127.0.0.1:0", **words)
