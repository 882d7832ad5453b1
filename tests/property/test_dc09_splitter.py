"""The splitter under any split, any glue and any noise; every token, encryption and field goes round."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.dc09 import (
    DamagedFrameError,
    Extended,
    Fault,
    Frame,
    Habits,
    Key,
    Rejected,
    Splitter,
    build,
    decrypt,
    message_key,
    parse_frame,
    read_datagram,
)
from protocols.dc09.envelope import seal
from protocols.dc09.frame import PURPOSES
from protocols.dc09.splitter import MAX_WAITING, Item

# No line ends, quotes or brackets; what Windows-1252 or UTF-8 can hold, no surrogates.
TEXT = st.text(st.characters(exclude_characters='\r\n"[]|', exclude_categories=["Cs"]), max_size=30)
HEX = "0123456789ABCDEFabcdef"
KEYS = st.none() | st.sampled_from((16, 24, 32)).flatmap(lambda size: st.binary(min_size=size, max_size=size).map(Key))
FIELDS = st.lists(st.builds(Extended, st.sampled_from("ACGHIJKLMNOPRSTVXYZB$"), TEXT), max_size=4).map(tuple)
HABITS = st.builds(Habits, binary_crc=st.booleans(), crc_includes_cr=st.booleans(), lower_case_hex=st.booleans())


@st.composite
def frames(draw: st.DrawFn) -> tuple[bytes, Key | None, dict[str, object]]:
    token = draw(st.sampled_from([*PURPOSES, "SIA-S2K", "XYZ-ABC"]))
    account = draw(st.none() | st.text(HEX, min_size=3, max_size=16) | st.just("12-Q9"))
    payload = f"#{account or '0'}|{draw(TEXT)}" if draw(st.booleans()) else ""
    fields: dict[str, object] = {
        "token": token,
        "seq": f"{draw(st.integers(0, 9999)):04}",
        "account": account,
        "data": payload,
        "receiver": draw(st.none() | st.text(HEX, min_size=1, max_size=6)),
        "prefix": draw(st.none() | st.text(HEX, max_size=6)),
        "extended": draw(FIELDS),
        "timestamp": "10:00:00,05-01-2026",
    }
    key = draw(KEYS)
    if key is None and draw(st.booleans()):
        fields["timestamp"] = None
    return build(**fields, key=key, habits=draw(HABITS)), key, fields  # type: ignore[arg-type]


@given(frames())
def test_every_frame_goes_round(made: tuple[bytes, Key | None, dict[str, object]]) -> None:
    octets, key, fields = made
    item = read_datagram(octets)
    assert isinstance(item, Frame)
    assert item.raw == octets
    assert item.encrypted == (key is not None)
    frame = decrypt(item, key) if key else item
    if frame.token == "NAK":
        return
    assert {name: getattr(frame, name) for name in fields} == fields
    assert len(message_key(frame)) == 32


NOISE = st.binary(max_size=40).map(lambda octets: octets.replace(b"\n", b"\r"))


@given(st.lists(st.tuples(NOISE, frames()), min_size=10, max_size=10), st.data())
def test_ten_glued_frames_with_noise_between_split_anywhere(
    pieces: list[tuple[bytes, tuple[bytes, Key | None, dict[str, object]]]], data: st.DataObject
) -> None:
    stream = b"".join(noise + made[0] for noise, made in pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    assert [item.raw for item in feed(stream, cuts) if isinstance(item, Frame)] == [m[0] for _, m in pieces]


def feed(stream: bytes, cuts: list[int]) -> list[Item]:
    splitter = Splitter()
    items = []
    for start, stop in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        items += splitter.feed(stream[start:stop])
    return items + splitter.finish()


def test_split_at_every_byte_position() -> None:
    key = Key(bytes(range(16)))
    stream = b"".join(
        (
            build("ADM-CID", "0001", "0123", "#0123|1101 01 007"),
            b"\0\r\n\n",
            build("SIA-DCS", "0002", "0123", "#0123|NQA7", key=key, timestamp="10:00:00,05-01-2026"),
            b'\nFFFF0012"ADM-CID"cut',
            build("NULL", "0000", "0123", habits=Habits(binary_crc=True)),
            b"xx",
        )
    )
    whole = feed(stream, [])
    assert [type(item) for item in whole] == [Frame, Frame, Rejected, Frame, Rejected]
    for cut in range(len(stream) + 1):
        assert feed(stream, [cut]) == whole
    assert feed(stream, list(range(len(stream)))) == whole


def test_binary_checksum_bytes_may_be_lf_and_cr() -> None:
    made = [build("NULL", f"{n:04}", "0123", habits=Habits(binary_crc=True)) for n in range(1, 1200)]
    found = [octets for octets in made if octets[1] in b"\n\r" or octets[2] in b"\n\r"]
    assert {octets[1] for octets in found} | {octets[2] for octets in found} >= {0x0A, 0x0D}
    stream = b"".join(found)
    for cuts in ([], list(range(0, len(stream), 3))):
        assert [item.raw for item in feed(stream, cuts) if isinstance(item, Frame)] == found


LIKE_A_FRAME = st.lists(
    st.sampled_from([b"\n", b"\r", b'"', b"0", b"F4D2", b"0029", b"SIA-DCS", b"[", b"]", b"|", b"#12", b"L0", b"\0"]),
    max_size=40,
).map(b"".join)


@given(st.binary(max_size=300) | LIKE_A_FRAME, st.lists(st.integers(0, 300), max_size=5))
def test_garbage_never_crashes_and_never_blocks_the_next_frame(garbage: bytes, cuts: list[int]) -> None:
    good = build("ADM-CID", "0001", "0123", "#0123|1101 01 007")
    stream = garbage + good
    items = feed(stream, sorted(min(cut, len(stream)) for cut in cuts))
    assert items == feed(stream, [])
    assert isinstance(items[-1], Frame)
    assert items[-1].raw == good


@given(frames(), st.data())
def test_a_damaged_frame_costs_only_itself(
    made: tuple[bytes, Key | None, dict[str, object]], data: st.DataObject
) -> None:
    octets = bytearray(made[0])
    octets[data.draw(st.integers(0, len(octets) - 1))] ^= data.draw(st.integers(1, 255))
    good = build("SIA-DCS", "0002", "0123", "#0123|NQA7")
    assert Splitter().feed(bytes(octets) + good)[-1:] == Splitter().feed(good)


def test_never_more_than_a_frame_is_held() -> None:
    for endless in (b"x", b'\nF4D20029"SIA-DCS"', b"\nF4D2", b'\nF4D20FFF"'):
        splitter = Splitter()
        items = splitter.feed(endless)
        for _ in range(30):
            items += splitter.feed(b"x" * 1000)
            assert splitter.waiting <= MAX_WAITING + 32
        assert {item.reason for item in items if isinstance(item, Rejected)} <= {Fault.TOO_LONG, Fault.NOISE}
        good = build("NULL", "0001", "0123")
        assert Splitter().feed(good) == splitter.feed(good)[-1:]


def test_the_connection_closes_in_the_middle() -> None:
    splitter = Splitter()
    assert splitter.feed(b'\n27CD0027"ADM-CID"0042L0#') == []
    assert splitter.finish() == [Rejected(Fault.CUT, b'\n27CD0027"ADM-CID"0042L0#')]
    assert splitter.finish() == []


def test_a_checksum_that_holds_over_a_body_without_a_token() -> None:
    raw = seal(b'"without end')
    assert Splitter().feed(raw) == [Rejected(Fault.UNREADABLE, raw)]


def test_an_answer_that_is_no_frame_is_an_error_that_says_why() -> None:
    with pytest.raises(DamagedFrameError, match="bad_crc"):
        parse_frame(b'\nFFFF0012"ACK"0001L0#0123[]\r')
    with pytest.raises(DamagedFrameError, match="noise"):
        parse_frame(b"")
