"""Messages under any split, any glue and any noise; every field goes round."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from protocols.ipa import (
    Ack,
    Alarm,
    Fault,
    Heartbeat,
    Item,
    Location,
    Message,
    Qualifier,
    Rejected,
    Splitter,
    TextMessage,
    build,
)

TEXT = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_categories=["Cc", "Zs", "Cs"]), max_size=20)
SHARED = {"id": TEXT, "client_id": TEXT, "authentication": TEXT}
PLACES = st.sampled_from([Location(), Location(place=(59.3, -18.0)), Location(beacon="B1")])
PARTS = st.dictionaries(st.sampled_from(["Ward", "Room", "Phone"]), TEXT.filter(bool), max_size=3)
ALARMS = st.builds(
    Alarm, **SHARED, source=TEXT, source_parts=PARTS, type=TEXT, qualifier=st.sampled_from(Qualifier), severity=TEXT,
    location=PLACES,
).map(lambda alarm: replace(alarm, source="/".join(alarm.source_parts.values()) or alarm.source))  # fmt: skip
MESSAGES = (
    ALARMS
    | st.builds(Heartbeat, **SHARED)
    | st.builds(TextMessage, **SHARED, to=TEXT, text=TEXT)
    | st.builds(Ack, **SHARED, result=st.integers(0, 999), text=TEXT)
)
GOOD = build(Heartbeat(id="7", client_id="c"))


def feed(stream: bytes, cuts: list[int]) -> list[Item]:
    splitter = Splitter()
    items = []
    for start, stop in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        items += splitter.feed(stream[start:stop])
    return items + splitter.finish()


NOISE = st.binary(max_size=40).map(lambda noise: noise.replace(b"P", b"x"))


@given(st.lists(st.tuples(NOISE, MESSAGES), min_size=1, max_size=5), st.data())
def test_every_message_goes_round_split_anywhere(pieces: list[tuple[bytes, Message]], data: st.DataObject) -> None:
    stream = b"".join(noise + build(message) for noise, message in pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    read = [replace(item, raw=b"") for item in feed(stream, cuts) if isinstance(item, Message)]
    assert read == [message for _, message in pieces]


LIKE_A_MESSAGE = st.lists(
    st.sampled_from([
        b"PUT / IPA/1.0\r\n", b"PUT ", b"/ IPA/", b"\r\n", b"\n\n", b"Content-Length: 5",
        b"Content-Length: 99999\r\n\r\n",
        b"<Alarm>", b"</Alarm>", b"<", GOOD[:30],
    ]),
    max_size=20,
).map(b"".join)  # fmt: skip


@given(st.binary(max_size=300) | LIKE_A_MESSAGE, st.lists(st.integers(0, 300), max_size=5))
def test_garbage_never_crashes_and_never_blocks_the_next_message(garbage: bytes, cuts: list[int]) -> None:
    stream = garbage + GOOD
    items = feed(stream, sorted(min(cut, len(stream)) for cut in cuts))
    assert items == feed(stream, [])
    if not garbage.endswith((b"PUT ", b"T")):
        assert Splitter().feed(stream)[-1:] == Splitter().feed(GOOD)


def test_each_fault() -> None:
    def framed(body: bytes) -> bytes:
        return b"PUT / IPA/1.0\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)

    stream = (
        b"noise" + GOOD[:30] + GOOD + b"PUT / IPA/1.0\r\n\r\n" + b"PUT / IPA/1.0\nContent-Length: 99999\n\n"
        + framed(b'<Alarm Id="9"><Source>') + framed(b"<Other/>") + b"\r\n" + GOOD
    )  # fmt: skip
    items = feed(stream, [])
    assert [item.reason if isinstance(item, Rejected) else None for item in items] == [
        Fault.NOISE, Fault.CUT, None, Fault.NO_LENGTH, Fault.TOO_LONG, Fault.UNREADABLE, Fault.UNREADABLE, None,
    ]  # fmt: skip
    assert [item.id for item in items if isinstance(item, Rejected)] == ["", "", "", "", "9", ""]
    splitter = Splitter()
    assert splitter.feed(GOOD[:30]) == []
    assert splitter.finish() == [Rejected(Fault.CUT, GOOD[:30])]
    assert splitter.finish() == []
    assert repr(Rejected(Fault.CUT, b"abc")) == "Rejected(cut, 3 bytes)"


def test_never_more_than_a_message_is_held() -> None:
    for endless in (b"x", b"PUT / IPA/1.0\r\n", b"PUT / IPA/1.0\r\nContent-Length: 65000\r\n\r\n"):
        splitter = Splitter()
        splitter.feed(endless)
        for _ in range(20):
            splitter.feed(b"x" * 10_000)
            assert splitter.waiting <= 70_000
