"""The feed's words keep their meaning on the wire."""

from __future__ import annotations

from protocols.console_feed import codec, messages


def test_a_hello_is_readable_text() -> None:
    frame = codec.encode(messages.Hello(token="t", last_number=7))
    assert frame == b'{"type":"hello","token":"t","last_number":7}'


def test_defaults_are_left_out_of_a_row() -> None:
    row = messages.Row(id=1, lane="life_safety", state="waiting", kind="press", priority=80, opened_ms=1, last_ms=1)
    assert b"owner" not in codec.encode(messages.VolatileRows(rows=[row]))
