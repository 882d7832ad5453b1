"""Frames under any split, any glue and any noise; every field goes round."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.minifinder import BadFieldError, DamagedFrameError, Fault, Field, Frame, Item, Rejected, Splitter

from protocols.minifinder import answer, message_key, parse_frame, read_report, seal  # isort: skip
from protocols.minifinder.frame import MAX_BODY

FIELDS = st.lists(st.builds(Field, st.integers(0, 255), st.binary(max_size=40)), max_size=6)
MADE = st.tuples(st.integers(0, 255), st.integers(0, 0xFFFF), FIELDS, st.booleans())
GOOD = seal(3, 7, [Field(0x10, b"\x5a")], answer_wanted=True)


def octets(made: tuple[int, int, list[Field], bool]) -> bytes:
    return seal(made[0], made[1], made[2], answer_wanted=made[3])


def feed(stream: bytes, cuts: list[int]) -> list[Item]:
    splitter = Splitter()
    items = []
    for start, stop in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        items += splitter.feed(stream[start:stop])
    return items + splitter.finish()


@given(MADE)
def test_every_frame_goes_round(made: tuple[int, int, list[Field], bool]) -> None:
    frame = parse_frame(octets(made))
    assert (frame.kind, frame.index, list(frame.fields), frame.answer_wanted, frame.incomplete) == (*made, False)
    assert frame.raw == octets(made)


NOISE = st.binary(max_size=40).map(lambda noise: noise.replace(b"\xab", b"\0"))


@given(st.lists(st.tuples(NOISE, MADE), min_size=1, max_size=6), st.data())
def test_glued_frames_with_noise_between_split_anywhere(
    pieces: list[tuple[bytes, tuple[int, int, list[Field], bool]]], data: st.DataObject
) -> None:
    stream = b"".join(noise + octets(made) for noise, made in pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=10)))
    assert [item.raw for item in feed(stream, cuts) if isinstance(item, Frame)] == [octets(made) for _, made in pieces]


LIKE_A_FRAME = st.lists(
    st.sampled_from([b"\xab", b"\xab\x10", b"\x05\x00", b"\xff\x0f", b"\0\0", b"\x01", b"\x10\x01", GOOD[:9], b"\x7f"]),
    max_size=30,
).map(b"".join)


@given(st.binary(max_size=300) | LIKE_A_FRAME, st.lists(st.integers(0, 300), max_size=5))
def test_garbage_never_crashes_and_never_blocks_the_next_frame(garbage: bytes, cuts: list[int]) -> None:
    stream = garbage + GOOD
    items = feed(stream, sorted(min(cut, len(stream)) for cut in cuts))
    assert items == feed(stream, [])
    assert isinstance(items[-1], Frame)
    assert items[-1].raw == GOOD
    assert Splitter().feed(stream)[-1:] == [items[-1]], "it comes out at once, and not only at the end"


@given(MADE, st.data())
def test_a_damaged_frame_costs_only_itself(made: tuple[int, int, list[Field], bool], data: st.DataObject) -> None:
    damaged = bytearray(octets(made))
    damaged[data.draw(st.integers(0, len(damaged) - 1))] ^= data.draw(st.integers(1, 255))
    assert Splitter().feed(bytes(damaged) + GOOD)[-1:] == Splitter().feed(GOOD)


@given(st.integers(0, 255), st.binary(max_size=120), st.sampled_from([1, 3]))
def test_any_body_is_read_without_an_error(flags: int, body: bytes, kind: int) -> None:
    frame = parse_frame(reseal(bytes([kind]) + body))
    report = read_report(frame)
    assert len(message_key("x", report, frame.index)) == 32
    assert isinstance(answer(frame, report, 0), bytes)


def reseal(body: bytes) -> bytes:
    """A frame with any body, its fields well formed or not."""
    whole = seal(body[0], 1, [])
    from binascii import crc_hqx

    return whole[:2] + len(body).to_bytes(2, "little") + crc_hqx(body, 0).to_bytes(2, "little") + whole[6:8] + body


def test_at_every_byte_position() -> None:
    stream = GOOD + b"\r\n" + GOOD[:9] + GOOD + b"\xab\x10\xff\x00" + GOOD
    whole = feed(stream, [])
    assert sum(isinstance(item, Frame) for item in whole) == 3
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


def test_never_more_than_a_frame_is_held() -> None:
    for endless in (b"x", b"\xab\x10\x00\x10", b"\xab" * 9):
        splitter = Splitter()
        splitter.feed(endless)
        for _ in range(30):
            splitter.feed(b"\xab\x01" * 500)
            assert splitter.waiting <= MAX_BODY + 1100


def test_errors_say_what_is_wrong() -> None:
    with pytest.raises(DamagedFrameError, match="bad_crc"):
        parse_frame(GOOD[:-1] + b"\0")
    for wrong in ((1, 70_000, []), (1, 1, [Field(1, bytes(255))]), (1, 1, [Field(1, bytes(254))] * 17)):
        with pytest.raises(BadFieldError, match="at most"):
            seal(*wrong)
    assert repr(Rejected(Fault.CUT, b"abc")) == "Rejected(cut, 3 bytes)"
