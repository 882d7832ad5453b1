"""Messages under any split, any glue and any noise; every field goes round."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.espa_x import BadFieldError, Fault, Item, Message, Rejected, Splitter, build
from tests.fakes.centre import NOON

TEXT = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_categories=["Cc", "Zs", "Cs"]), max_size=30)
MESSAGES = st.builds(
    Message,
    name=st.sampled_from(["REQ.LOGIN", "REQ.P-START", "RSP.HEARTBEAT", "IND.P-EVENT"]),
    invoke_id=TEXT,
    session_id=TEXT,
    fields=st.dictionaries(st.sampled_from(["CP-PR-REF", "CP-TEXTMSG", "LI-USER", "CP-PRIO"]), TEXT),
)
GOOD = build(Message("REQ.HEARTBEAT", "1"), NOON)


def feed(stream: bytes, cuts: list[int]) -> list[Item]:
    splitter = Splitter()
    items = []
    for start, stop in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        items += splitter.feed(stream[start:stop])
    return items + splitter.finish()


NOISE = st.binary(max_size=40).map(lambda noise: noise.replace(b"E", b"x"))


@given(st.lists(st.tuples(NOISE, MESSAGES), min_size=1, max_size=5), st.data())
def test_every_message_goes_round_split_anywhere(pieces: list[tuple[bytes, Message]], data: st.DataObject) -> None:
    stream = b"".join(noise + build(message, NOON) for noise, message in pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    read = [item for item in feed(stream, cuts) if isinstance(item, Message)]
    assert [(m.name, m.invoke_id, m.session_id, dict(m.fields)) for m in read] == [
        (m.name, m.invoke_id, m.session_id, dict(m.fields)) for _, m in pieces
    ]


LIKE_A_FRAME = st.lists(
    st.sampled_from(
        [b"E", b"X", b"EX", b"EX\0", b"\0", b"\0\0\x20", b"<ESPA-X>", b"</ESPA-X>", b"\0\0\0\0", GOOD[:12]]
    ),
    max_size=20,
).map(b"".join)


@given(st.binary(max_size=300) | LIKE_A_FRAME, st.lists(st.integers(0, 300), max_size=5))
def test_garbage_never_crashes_and_never_blocks_the_next_message(garbage: bytes, cuts: list[int]) -> None:
    stream = garbage + GOOD
    items = feed(stream, sorted(min(cut, len(stream)) for cut in cuts))
    assert items == feed(stream, [])
    if not garbage.endswith((b"EX\0", b"EX")) and b"EX\0" not in garbage[-10:]:
        assert Splitter().feed(stream)[-1:] == Splitter().feed(GOOD)


@pytest.mark.parametrize("length", [11, 12])
def test_a_wrong_length_that_ends_inside_the_next_mark_costs_nothing(length: int) -> None:
    wrong = b"EX" + length.to_bytes(4, "big") + bytes(4)
    for split in range(len(wrong + GOOD)):
        items = feed(wrong + GOOD, [split])
        assert [item.reason if isinstance(item, Rejected) else None for item in items] == [Fault.CUT, None]


def test_cut_noise_header_and_what_is_no_message() -> None:
    xml = b"<a/>"
    no_message = b"EX" + (10 + len(xml)).to_bytes(4, "big") + bytes(4) + xml
    too_long = b"EX\0\xff\0\0" + bytes(4)
    items = feed(GOOD[:40] + GOOD + b"noise" + no_message + too_long + GOOD, [])
    assert [item.reason if isinstance(item, Rejected) else None for item in items] == [
        Fault.CUT, None, Fault.NOISE, Fault.INVALID, Fault.HEADER, None,
    ]  # fmt: skip
    assert [item.code for item in items if isinstance(item, Rejected)] == [0, 0, 602, 600]
    splitter = Splitter()
    assert splitter.feed(GOOD[:20]) == []
    assert splitter.waiting == 20
    assert splitter.finish() == [Rejected(Fault.CUT, GOOD[:20])]
    assert splitter.finish() == []
    assert repr(Rejected(Fault.CUT, b"abc")) == "Rejected(cut, 3 bytes)"


def test_never_more_than_a_frame_is_held() -> None:
    for endless in (b"x", b"EX\0\0\xff\xff\0\0\0\0"):
        splitter = Splitter()
        splitter.feed(endless)
        for _ in range(20):
            splitter.feed(b"x" * 10_000)
            assert splitter.waiting <= 66_000


def test_a_message_that_is_too_long_is_our_own_fault() -> None:
    with pytest.raises(BadFieldError):
        build(Message("REQ.P-START", fields={"CP-TEXTMSG": "x" * 70_000}), NOON)


def test_a_length_that_takes_the_first_bytes_of_the_next_frame_does_not_cost_it() -> None:
    for taken in (1, 2):
        lying = b"EX" + (10 + 4 + taken).to_bytes(4, "big") + bytes(4) + b"<a/>"
        assert Splitter().feed(lying + GOOD)[-1:] == Splitter().feed(GOOD)
