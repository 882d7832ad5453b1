"""Frames under any split, any glue and any noise; every field goes round."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.setracker import (
    DamagedFrameError,
    Fault,
    Frame,
    Item,
    Rejected,
    Splitter,
    answer,
    escape,
    message_key,
    parse_frame,
    read_position,
    seal,
)
from protocols.setracker.splitter import MAX_FRAME

WORD = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ,._-", max_size=60)
CONTENT = WORD.map(str.encode) | st.binary(max_size=40).map(escape)
MADE = st.tuples(
    st.sampled_from(["3G", "SG", "ZJ"]),
    st.text("0123456789", min_size=10, max_size=15),
    st.none() | st.sampled_from(["0076", "A1", ""]),
    CONTENT,
)
GOOD = b"[3G*8800000017*0002*LK]"


def octets(made: tuple[str, str, str | None, bytes]) -> bytes:
    return seal(made[0], made[1], made[3], seq=made[2])


def feed(stream: bytes, cuts: list[int]) -> list[Item]:
    splitter = Splitter()
    items = []
    for start, stop in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        items += splitter.feed(stream[start:stop])
    return items + splitter.finish()


@given(MADE)
def test_every_frame_goes_round(made: tuple[str, str, str | None, bytes]) -> None:
    frame = parse_frame(octets(made))
    assert (frame.maker, frame.watch_id, frame.seq, frame.content, frame.declared) == (*made, len(made[3]))


NOISE = st.binary(max_size=40).map(lambda noise: noise.replace(b"[", b"x"))


@given(st.lists(st.tuples(NOISE, MADE), min_size=1, max_size=6), st.data())
def test_glued_frames_with_noise_between_split_anywhere(
    pieces: list[tuple[bytes, tuple[str, str, str | None, bytes]]], data: st.DataObject
) -> None:
    stream = b"".join(noise + octets(made) for noise, made in pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=10)))
    assert [item.raw for item in feed(stream, cuts) if isinstance(item, Frame)] == [octets(made) for _, made in pieces]


LIKE_A_FRAME = st.lists(
    st.sampled_from(
        [b"[", b"]", b"*", b"3G", b"8800000017", b"0002", b"LK", b"AL,010526,", b",", b"\r\n", b"}\x01", b"\xff"]
    ),
    max_size=30,
).map(b"".join)


@given(st.binary(max_size=300) | LIKE_A_FRAME, st.lists(st.integers(0, 300), max_size=5))
def test_garbage_never_crashes_and_never_blocks_the_next_frame(garbage: bytes, cuts: list[int]) -> None:
    stream = garbage + GOOD
    items = feed(stream, sorted(min(cut, len(stream)) for cut in cuts))
    assert items == feed(stream, [])
    assert items[-1:] == Splitter().feed(GOOD)
    for item in items:
        if isinstance(item, Frame):
            assert isinstance(answer(item), bytes)
            assert len(message_key(item, read_position(item.fields))) == 32


@given(
    st.lists(
        st.text("0123456789.-+ANSx ٣", max_size=8)
        | st.sampled_from(["010526", "100000", "A", "59.3", "-18", "00010000", "S"]),
        max_size=20,
    )
)
def test_any_fields_are_read_without_an_error(fields: list[str]) -> None:
    read_position(fields)


def test_at_every_byte_position() -> None:
    stream = GOOD + b"\r\n" + GOOD[:9] + GOOD + b"x]" + GOOD + b"[]" + GOOD
    whole = feed(stream, [])
    assert sum(isinstance(item, Frame) for item in whole) == 4
    assert [item.reason for item in whole if isinstance(item, Rejected)] == [Fault.CUT, Fault.NOISE, Fault.UNREADABLE]
    for cut in range(len(stream)):
        assert feed(stream, [cut]) == whole


def test_the_connection_closes_in_the_middle() -> None:
    splitter = Splitter()
    assert splitter.feed(GOOD[:10]) == []
    assert splitter.waiting == 10
    assert splitter.finish() == [Rejected(Fault.CUT, GOOD[:10])]
    assert splitter.finish() == []
    assert splitter.feed(b"x") == []
    assert splitter.finish() == [Rejected(Fault.NOISE, b"x")]


@pytest.mark.parametrize("endless", [b"x", b"["])
def test_never_more_than_a_frame_is_held(endless: bytes) -> None:
    splitter = Splitter()
    splitter.feed(endless)
    for _ in range(30):
        splitter.feed(b"x" * 10_000)
        assert splitter.waiting < MAX_FRAME
    assert splitter.feed(GOOD)[-1:] == Splitter().feed(GOOD)


def test_errors_say_what_is_wrong() -> None:
    with pytest.raises(DamagedFrameError, match="unreadable"):
        parse_frame(b"[3G*LK]")
    assert repr(Rejected(Fault.CUT, b"abc")) == "Rejected(cut, 3 bytes)"
