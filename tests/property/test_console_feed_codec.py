"""Feed frames round-trip, and garbage is an error with a name."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.console_feed import codec, messages
from protocols.console_feed.errors import BadFrame

texts = st.text(max_size=30)
ids = st.integers(min_value=0, max_value=2**62)
rows = st.builds(
    messages.Row,
    id=ids,
    lane=st.sampled_from(["life_safety", "technical"]),
    state=texts,
    kind=texts,
    priority=st.integers(0, 100),
    opened_ms=ids,
    last_ms=ids,
    where=texts,
    kinds=st.lists(texts, max_size=3),
)
changes = st.builds(
    messages.Changes,
    previous=ids,
    number=ids,
    rows=st.lists(rows, max_size=4),
    signals=st.lists(st.tuples(ids, ids), max_size=4),
)


@given(changes)
def test_what_the_daemon_says_is_what_the_console_reads(message: messages.Changes) -> None:
    assert codec.decode_from_daemon(codec.encode(message)) == message


@given(st.builds(messages.Command, id=texts, name=texts, incident=ids, args=st.dictionaries(texts, texts, max_size=3)))
def test_what_the_console_says_is_what_the_daemon_reads(message: messages.Command) -> None:
    assert codec.decode_from_console(codec.encode(message)) == message


@given(st.one_of(st.binary(max_size=80), st.text(string.printable, max_size=80).map(str.encode)))
def test_garbage_is_a_bad_frame(frame: bytes) -> None:
    with pytest.raises(BadFrame):
        codec.decode_from_console(frame)
    with pytest.raises(BadFrame):
        codec.decode_from_daemon(frame)
