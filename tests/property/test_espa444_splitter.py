"""The ESPA splitter under any split, glue and noise; every block goes round."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from protocols.espa444 import Answer, Block, Enquiry, Fault, Item, Refusal, Rejected, Splitter, build_block

TEXT = st.binary(max_size=40).map(lambda octets: bytes(octet for octet in octets if octet >= 0x20))
RECORDS = st.lists(st.tuples(st.sampled_from("12345678AZ"), TEXT), max_size=8)
BLOCKS = st.builds(build_block, st.sampled_from("12345"), RECORDS)
SAYINGS = st.one_of(
    BLOCKS.map(lambda raw: (raw, Block)),
    st.sampled_from([b"2\x05", b"1 \x05", b"0\0\x05"]).map(lambda raw: (raw, Enquiry)),
    st.sampled_from([b"\x06", b"\x04"]).map(lambda raw: (raw, Answer)),
    st.sampled_from([b"\x15", b"1\x15"]).map(lambda raw: (raw, Refusal)),
)
FILL = st.sampled_from([b"", b" ", b"\0\r\n"])


def feed(stream: bytes, cuts: list[int]) -> list[Item]:
    splitter = Splitter()
    items: list[Item] = []
    for start, stop in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        items += splitter.feed(stream[start:stop])
    return items + splitter.give_up()


@given(st.sampled_from("12345"), RECORDS)
def test_every_block_goes_round(header: str, records: list[tuple[str, bytes]]) -> None:
    raw = build_block(header, records)
    (block,) = feed(raw, [])
    assert isinstance(block, Block)
    assert block.raw == raw
    assert block.header == header
    assert [(record.identifier, record.octets) for record in block.records] == records


@given(st.lists(st.tuples(FILL, SAYINGS), max_size=12), st.data())
def test_a_conversation_split_anywhere(said: list[tuple[bytes, tuple[bytes, type]]], data: st.DataObject) -> None:
    stream = b"".join(fill + saying[0] for fill, saying in said)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    assert [type(item) for item in feed(stream, cuts)] == [saying[1] for _, saying in said]


@given(BLOCKS, st.integers(0, 5000), st.integers(1, 255))
def test_one_wrong_byte_never_passes(raw: bytes, place: int, change: int) -> None:
    place %= len(raw)
    spoilt = raw[:place] + bytes([raw[place] ^ change]) + raw[place + 1 :]
    blocks = [item for item in feed(spoilt, []) if isinstance(item, Block)]
    # A check character in seven bits is taken as right, so that a wrong eighth bit can pass; nothing else can.
    assert blocks == [] or change == 0x80 or blocks[0].raw != spoilt


LIKE_A_LINE = st.lists(
    st.sampled_from(
        [b"\x01", b"\x02", b"\x03", b"\x04", b"\x05", b"\x06", b"\x15", b"\x1e", b"\x1f", b"1", b"2", b"\0"]
    ),
    max_size=40,
).map(b"".join)


@given(st.binary(max_size=300) | LIKE_A_LINE, st.lists(st.integers(0, 300), max_size=5))
def test_garbage_never_crashes_and_never_blocks_the_next_block(garbage: bytes, cuts: list[int]) -> None:
    good = build_block("1", [("1", b"1001"), ("2", b"LARM")])
    stream = garbage + b"\x04" + good
    items = feed(stream, sorted(min(cut, len(stream)) for cut in cuts))
    assert items == feed(stream, [])
    # Garbage that ends in ETX takes the EOT for its check character; the block behind it is whole all the same.
    assert isinstance(items[-1], Block)
    assert items[-1].raw == good


def test_split_at_every_byte_position() -> None:
    good = build_block("1", [("1", b"1001"), ("2", b"LARM")])
    stream = b"xyz" + good + b"\x01" + b"1\x02half" + b"2\x05" + good[:-1] + b"\0" + b"1\x05 2\x05\x04"
    whole = feed(stream, [])
    assert [item.reason if isinstance(item, Rejected) else type(item) for item in whole] == [
        Fault.NOISE, Block, Fault.CUT, Enquiry, Fault.BAD_BCC, Enquiry, Enquiry, Answer,
    ]  # fmt: skip
    for cut in range(len(stream) + 1):
        assert feed(stream, [cut]) == whole
    assert feed(stream, list(range(len(stream)))) == whole


def test_the_check_character_may_be_any_value() -> None:
    seen = set()
    for number in range(2000):
        raw = build_block("1", [("2", f"{number:04}~A{chr(32 + number % 90)}".encode())])
        seen.add(raw[-1])
        (block,) = feed(raw, [len(raw) - 1])
        assert isinstance(block, Block)
    assert {0x03, 0x04, 0x05, 0x06, 0x15} <= seen


def test_a_block_without_end_is_left() -> None:
    splitter = Splitter()
    items = splitter.feed(b"\x01" + b"A" * 1500)
    assert isinstance(items[0], Rejected)
    assert items[0].reason is Fault.TOO_LONG
    splitter.give_up()
    splitter.feed(b"\x011\x02")
    assert splitter.waiting == 3
    assert splitter.give_up() == [Rejected(Fault.CUT, b"\x011\x02")]
    assert repr(Rejected(Fault.CUT, b"Anna")) == "Rejected(cut, 4 bytes)"
