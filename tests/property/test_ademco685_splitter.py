"""The Ademco 685 splitter under any split, glue and noise; every line goes round."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from protocols.ademco685 import (
    MAX_LINE,
    Fault,
    Item,
    Line,
    LineKind,
    Point,
    Rejected,
    Splitter,
    build_contact_id,
    build_heartbeat,
    build_pulse,
)

HEX = "0123456789ABCDEF"
WHO = st.text(HEX, min_size=2, max_size=2)
ACCOUNT = st.text(HEX, min_size=4, max_size=6)
NUMBER = st.text("0123456789", min_size=3, max_size=3)


@st.composite
def made(draw: st.DrawFn) -> tuple[bytes, LineKind, str | None, str]:
    who, account = draw(WHO), draw(ACCOUNT)
    kind = draw(st.sampled_from([LineKind.HEARTBEAT, LineKind.CONTACT_ID, LineKind.PULSE]))
    if kind is LineKind.HEARTBEAT:
        return build_heartbeat(who), kind, None, ""
    if kind is LineKind.PULSE:
        code = draw(st.sampled_from(["1", "3 2", "A", "A F"]))
        return build_pulse(account, code, who=who), kind, account, code
    text = f"{draw(st.sampled_from('136'))}{draw(st.text(HEX, min_size=3, max_size=3))} 01 {draw(NUMBER)}"
    return build_contact_id(account, text, who=who, point=draw(st.sampled_from(Point))), kind, account, text


def feed(stream: bytes, cuts: list[int]) -> list[Item]:
    splitter = Splitter()
    items: list[Item] = []
    for start, stop in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        items += splitter.feed(stream[start:stop])
    return items + splitter.give_up()


@given(made())
def test_every_line_goes_round(line: tuple[bytes, LineKind, str | None, str]) -> None:
    raw, kind, account, text = line
    (item,) = feed(raw, [])
    assert isinstance(item, Line)
    assert (item.kind, item.account, item.data, item.raw) == (kind, account, text, raw)


BETWEEN = st.sampled_from([b"", b"\r", b"\0\0", b"\n", b" \n\r"])


@given(st.lists(st.tuples(BETWEEN, made()), max_size=10), st.data())
def test_many_lines_split_anywhere(
    pieces: list[tuple[bytes, tuple[bytes, LineKind, str | None, str]]], data: st.DataObject
) -> None:
    stream = b"".join(between + line[0] for between, line in pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    assert [item.raw for item in feed(stream, cuts)] == [line[0] for _, line in pieces]


LIKE_LINES = st.lists(
    st.sampled_from([b"\n", b"\r", b"01 ", b"4711 ", b"18 ", b"E101 ", b"00 ", b"C007", b"OKAY", b"@", b"\0", b"\x80"]),
    max_size=40,
).map(b"".join)


@given(st.binary(max_size=600) | LIKE_LINES, st.lists(st.integers(0, 600), max_size=5))
def test_garbage_never_crashes_and_never_blocks_the_next_line(garbage: bytes, cuts: list[int]) -> None:
    good = build_contact_id("4711", "1101 00 007")
    stream = garbage + good
    items = feed(stream, sorted(min(cut, len(stream)) for cut in cuts))
    assert items == feed(stream, [])
    assert items[-1].raw == good


def test_split_at_every_byte_position() -> None:
    good = build_contact_id("4711", "1101 00 007")
    stream = b"xx" + good + b"\n01 47\x0111\r" + b"\n01 4711" + good + b"\n" + b"Z" * 600 + b"\n01 okay @\r" + b"\n12"
    whole = feed(stream, [])
    assert [item.reason if isinstance(item, Rejected) else item.kind for item in whole] == [
        Fault.NOISE, LineKind.CONTACT_ID, Fault.DAMAGED, Fault.CUT, LineKind.CONTACT_ID, Fault.TOO_LONG, Fault.NOISE,
        Fault.NOISE, LineKind.HEARTBEAT, Fault.CUT,
    ]  # fmt: skip
    for cut in range(len(stream) + 1):
        assert feed(stream, [cut]) == whole
    assert feed(stream, list(range(len(stream)))) == whole


def test_little_is_held_of_a_line_without_end() -> None:
    splitter = Splitter()
    for _ in range(100):
        splitter.feed(b"\n" + b"x" * 100)
    assert splitter.waiting <= MAX_LINE + 1
    (reject,) = splitter.give_up()
    assert repr(reject) == "Rejected(cut, 101 bytes)"
    assert splitter.give_up() == []
