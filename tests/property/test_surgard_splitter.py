"""The Sur-Gard splitter under any split, glue and noise; every line goes round."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from protocols.surgard import (
    MAX_LINE,
    Fault,
    Item,
    Line,
    LineKind,
    Rejected,
    Splitter,
    build_contact_id,
    build_heartbeat,
    build_pulse,
    build_sia,
)

HEX = "0123456789ABCDEF"
DIGITS = st.text(HEX, min_size=4, max_size=4)
WHO = {"receiver": st.text(HEX, min_size=2, max_size=2), "card": st.text(HEX, min_size=1, max_size=1)}
SIA_TEXT = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="[]|\x7f"), max_size=60)


@st.composite
def made(draw: st.DrawFn) -> tuple[bytes, LineKind, str | None, str]:
    who = {name: draw(strategy) for name, strategy in WHO.items()}
    kind = draw(st.sampled_from([LineKind.HEARTBEAT, LineKind.CONTACT_ID, LineKind.SIA, LineKind.PULSE]))
    account = draw(DIGITS)
    if kind is LineKind.HEARTBEAT:
        return build_heartbeat(**who), kind, None, ""
    if kind is LineKind.CONTACT_ID:
        text = f"{draw(st.sampled_from('136'))}{draw(st.text(HEX, min_size=3, max_size=3))} 01 {account[:3]}"
        return build_contact_id(account, text, **who), kind, account, text
    if kind is LineKind.PULSE:
        return build_pulse(account, "A 266", **who), kind, account, "A 266"
    text = f"#{account}|{draw(SIA_TEXT)}"
    return build_sia(text, **who), kind, account, text


def feed(stream: bytes, cuts: list[int]) -> list[Item]:
    splitter = Splitter()
    groups: list[list[Item]] = []
    for start, stop in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        groups += splitter.feed(stream[start:stop])
    return [item for group in groups for item in group] + splitter.give_up()


@given(made())
def test_every_line_goes_round(line: tuple[bytes, LineKind, str | None, str]) -> None:
    raw, kind, account, text = line
    (item,) = feed(raw, [])
    assert isinstance(item, Line)
    assert (item.kind, item.account, item.data, item.raw) == (kind, account, text, raw)


BETWEEN = st.sampled_from([b"", b"\r\n", b"\x14", b"\xfe\xff"])


@given(st.lists(st.tuples(BETWEEN, made()), max_size=10), st.data())
def test_many_lines_split_anywhere(
    pieces: list[tuple[bytes, tuple[bytes, LineKind, str | None, str]]], data: st.DataObject
) -> None:
    stream = b"".join(between + line[0] for between, line in pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    assert [item.raw for item in feed(stream, cuts)] == [line[0] for _, line in pieces]


LIKE_LINES = st.lists(
    st.sampled_from(
        [b"\x14", b"5011 18", b"4711", b"E1010", b"[#", b"|", b"]", b"S011", b"1011   @  ", b"\0", b"\x80"]
    ),
    max_size=40,
).map(b"".join)


@given(st.binary(max_size=600) | LIKE_LINES, st.lists(st.integers(0, 600), max_size=5))
def test_garbage_never_crashes_and_never_blocks_the_next_line(garbage: bytes, cuts: list[int]) -> None:
    good = build_contact_id("4711", "1101 00 007")
    stream = garbage + b"\x14" + good
    items = feed(stream, sorted(min(cut, len(stream)) for cut in cuts))
    assert items == feed(stream, [])
    assert items[-1].raw == good


def test_split_at_every_byte_position() -> None:
    good = build_contact_id("4711", "1101 00 007")
    stream = (
        b"\r\n" + good + b"x\x01y\x14" + good[:-1] * 2 + b"\x14" + b"Z" * 600 + b"\x14" + build_heartbeat() + b"5011"
    )
    whole = feed(stream, [])
    assert [item.reason if isinstance(item, Rejected) else item.kind for item in whole] == [
        LineKind.CONTACT_ID, Fault.DAMAGED, LineKind.CONTACT_ID, Fault.TOO_LONG, LineKind.HEARTBEAT, Fault.CUT,
    ]  # fmt: skip
    for cut in range(len(stream) + 1):
        assert feed(stream, [cut]) == whole
    assert feed(stream, list(range(len(stream)))) == whole


def test_glued_lines_share_one_answer_and_each_is_there_once() -> None:
    one, two = build_contact_id("4711", "1101 00 007")[:-1], build_contact_id("4712", "1101 00 001")[:-1]
    (group,) = Splitter().feed(one + one + two + b"\x14")
    assert [item.account for item in group if isinstance(item, Line)] == ["4711", "4712"]
    splitter = Splitter()
    assert splitter.feed(one + two) == []
    assert [item.account for item in splitter.give_up() if isinstance(item, Line)] == ["4711", "4712"]
    assert splitter.waiting == 0


def test_little_is_held_of_a_line_without_end() -> None:
    splitter = Splitter()
    for _ in range(100):
        assert splitter.feed(b"x" * 100) == []
    assert splitter.waiting == MAX_LINE
    (reject,) = splitter.give_up()
    assert repr(reject) == "Rejected(too_long, 256 bytes)"
