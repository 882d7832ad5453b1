"""What is told of a DC-09 door."""

from __future__ import annotations

from tests.unit.mistakes import door_mistakes


def test_a_key_says_how_it_is_written() -> None:
    told = door_mistakes(kind="dc09", tcp="127.0.0.1:1", key="00112233445566778899aabbccddeeff")
    assert "[[doors]] no. 1 (dc09) key: begin it with hex: or text:" in told
