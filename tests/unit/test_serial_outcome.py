"""How a message ended, in words."""

from __future__ import annotations

from simulators.serial.outcome import Outcome


def test_lines() -> None:
    assert Outcome(True, 2, 12.4, ("NAK", "ACK")).line() == "taken after 12 ms, tries 2, heard NAK ACK"
    assert Outcome(False, 4, 9.0).line() == "not taken after 9 ms, tries 4, heard nothing"
    assert Outcome(True, 1, 1.0, ("ACK",)).as_json() == {"taken": True, "tries": 1, "ms": 1.0, "answers": ("ACK",)}
