"""Keys of messages."""

from __future__ import annotations

from protocols.mqtt_devices import message_key


def test_parts_do_not_run_into_each_other() -> None:
    assert message_key("ab", "c") != message_key("a", "bc")
    assert message_key("ab", "c") == message_key("ab", b"c")
    assert len(message_key()) == 32


def test_a_half_surrogate_is_no_obstacle() -> None:
    assert message_key("\ud800")
