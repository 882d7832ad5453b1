"""Requests under any split, any glue and any noise; every field goes round."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.sos_access import (
    MAX_BYTES,
    AlarmRequest,
    AlarmType,
    Fault,
    Item,
    Rejected,
    Request,
    Root,
    Splitter,
    build,
)
from protocols.sos_access.splitter import MAX_PROLOG

CHARS = st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=["Cc", "Zs", "Cs"])


def text(most: int, least: int = 0) -> st.SearchStrategy[str]:
    return st.text(CHARS, min_size=least, max_size=most)


SHARED = {
    "reference": text(50),
    "authentication": text(15, 15),
    "transmitter_code": text(15, 1),
    "transmitter_type": text(5, 1),
}
ALARMS = st.builds(
    AlarmRequest,
    root=st.just(Root.ALARM),
    **SHARED,
    receiver=text(20, 1),
    transmitter_time=text(26),
    alarm_type=st.sampled_from(AlarmType),
    transmitter_area=text(5),
    event_code=text(25, 1),
    section=text(5),
    section_text=text(40),
    detector=text(5),
    detector_text=text(40),
    additional_info=st.lists(
        text(40, 1).filter(lambda line: line != "None" and len(line.splitlines()) == 1), max_size=4
    ).map(tuple),
    position=st.sampled_from(["", "N5919700E0180350", "x6583052y1627548"]),
)
REQUESTS = ALARMS | st.builds(Request, root=st.sampled_from([Root.PING, Root.NEW_AUTHENTICATION]), **SHARED)


def written(request: Request, header: bool) -> tuple[Request, bytes]:
    """Without its header a document whose Latin-1 is UTF-8 by chance would be read as that: it keeps its header."""
    octets = build(request, header=header)
    try:
        mistakable = not octets.isascii() and bool(octets.decode())
    except UnicodeDecodeError:
        mistakable = False
    return request, build(request) if mistakable else octets


DOCUMENTS = st.tuples(REQUESTS, st.booleans()).map(lambda made: written(*made))
PING = build(
    Request(root=Root.PING, reference="r", authentication="x" * 15, transmitter_code="1", transmitter_type="T")
)


def fields(request: Request) -> dict[str, object]:
    unlike = ("raw", "has_header")
    return {
        name: getattr(request, name)
        for kind in type(request).__mro__
        for name in getattr(kind, "__slots__", ())
        if name not in unlike
    }


def feed(stream: bytes, cuts: list[int]) -> list[Item]:
    splitter = Splitter()
    items = []
    for start, stop in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        items += splitter.feed(stream[start:stop])
    return items + splitter.finish()


@given(st.lists(DOCUMENTS, min_size=1, max_size=4), st.data())
def test_every_request_goes_round_split_anywhere(made: list[tuple[Request, bytes]], data: st.DataObject) -> None:
    stream = b"\r\n".join(octets for _, octets in made)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    items = feed(stream, cuts)
    assert [fields(item) for item in items if isinstance(item, Request)] == [fields(request) for request, _ in made]
    assert [item.raw for item in items] == [octets for _, octets in made]
    assert [item.has_header for item in items if isinstance(item, Request)] == [o.startswith(b"<?xml") for _, o in made]


LIKE_XML = st.lists(
    st.sampled_from([
        b"<?xml ?>", b"<alarmrequest>", b"</alarmrequest>", b"<pingrequest", b"/>", b">", b"<", b"&", b"<!DOCTYPE a>",
        b"<!-- ", b"-->", b" ", b"\n", b"<a>", b"</a>", b"x", b"<![CDATA[", b"]]>",
    ]),
    max_size=30,
).map(b"".join)  # fmt: skip


@given(st.binary(max_size=300) | LIKE_XML, st.lists(st.integers(0, 300), max_size=5))
def test_garbage_never_crashes_and_never_blocks_the_next_request(garbage: bytes, cuts: list[int]) -> None:
    stream = garbage + PING
    items = feed(stream, sorted(min(cut, len(stream)) for cut in cuts))
    assert items == feed(stream, [])
    assert isinstance(items[-1], Request)
    assert items[-1].reference == "r"


def test_at_every_byte_position() -> None:
    stream = PING + b"\r\n" + PING[:70] + PING
    whole = feed(stream, [])
    assert [type(item) for item in whole] == [Request, Rejected, Request]
    for cut in range(len(stream)):
        assert feed(stream, [cut]) == whole


def test_a_request_that_is_cut() -> None:
    splitter = Splitter()
    assert splitter.feed(PING[:-5]) == []
    assert splitter.finish() == [Rejected(Fault.CUT, PING[:-5])]
    assert splitter.finish() == []
    assert splitter.feed(b" \r\n") == []
    assert splitter.finish() == []


@pytest.mark.parametrize(
    ("endless", "reason", "kept"),
    [
        (b"x", Fault.MALFORMED, MAX_PROLOG),
        (b"<?xml ", Fault.MALFORMED, MAX_PROLOG),
        (b"<alarmrequest><reference>", Fault.TOO_LONG, MAX_BYTES),
    ],
)
def test_never_more_than_a_document_is_held(endless: bytes, reason: Fault, kept: int) -> None:
    splitter = Splitter()
    items = splitter.feed(endless)
    for _ in range(30):
        items += splitter.feed(b"x" * 10_000)
        assert splitter.waiting <= MAX_BYTES
    assert [(item.reason, len(item.raw)) for item in items if isinstance(item, Rejected)] == [(reason, kept)]
    assert splitter.feed(PING) == Splitter().feed(PING)


def test_a_whole_document_over_the_limit_is_too_long() -> None:
    octets = PING.replace(b"<reference>r", b"<reference>" + b"r" * MAX_BYTES)
    (rejected,) = feed(octets, [])
    assert isinstance(rejected, Rejected)
    assert (rejected.reason, rejected.status) == (Fault.TOO_LONG, 1)
    assert repr(rejected) == "Rejected(too_long, 100000 bytes)"
