"""A byte stream becomes the same messages however it is cut."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from protocols.sip import BadMessage, Event, KeepAlive, Request, StreamSplitter
from protocols.sip.errors import BodyTooLargeError, MalformedMessageError, MessageTooLargeError, NotSipError
from tests.unit.sip_samples import ALARM, OK, message

BAD = ALARM.replace(b"From: ", b"Fro: ")
LINE_FEEDS = ALARM.replace(b"\r\n", b"\n")
BIG = bytes(message(body=b"x" * 70_000))
PIECES = {
    "ok": OK,
    "alarm": ALARM,
    "bad": BAD,
    "lf": LINE_FEEDS,
    "ping": b"\r\n\r\n",
    "big": BIG,
    "crlf": b"\r\n",
}


def kind(event: Event) -> str:
    if isinstance(event, BadMessage):
        return f"bad {event.error.status}"
    if isinstance(event, KeepAlive):
        return "ping"
    return "request" if isinstance(event, Request) else "response"


def test_one_after_the_other_with_pings_between() -> None:
    splitter = StreamSplitter()
    events = splitter.receive(b"\r\n\r\n" + ALARM + b"\r\n" + OK + b"\r\n\r\n\r\n\r\n" + LINE_FEEDS)
    assert [kind(e) for e in events] == ["ping", "request", "response", "ping", "ping", "request"]
    assert events[0] == KeepAlive(b"\r\n")
    assert splitter.idle


@given(st.lists(st.sampled_from(sorted(PIECES)), max_size=5), st.lists(st.integers(0, 2000), max_size=8))
def test_cut_anywhere(names: list[str], cuts: list[int]) -> None:
    data = b"".join(PIECES[name] for name in names)
    whole = [kind(e) for e in StreamSplitter().receive(data)]
    edges = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    splitter = StreamSplitter()
    parts = [kind(e) for a, b in pairwise(edges) for e in splitter.receive(data[a:b])]
    assert parts == whole
    assert not splitter.closed
    expected = {"alarm": "request", "lf": "request", "ok": "response", "bad": "bad 400", "big": "bad 413"}
    assert [k for k in whole if k != "ping"] == [expected[n] for n in names if n in expected]


def test_byte_by_byte() -> None:
    splitter = StreamSplitter()
    events = [e for byte in ALARM + b"\r\n\r\n" + BAD + OK for e in splitter.receive(bytes([byte]))]
    assert [kind(e) for e in events] == ["request", "ping", "bad 400", "response"]


def test_a_body_over_the_limit_costs_only_itself() -> None:
    splitter = StreamSplitter()
    events = splitter.receive(BIG[:1000])
    assert isinstance(events[0], BadMessage)
    assert isinstance(events[0].error, BodyTooLargeError)
    assert events[0].partial is not None
    assert not splitter.idle
    assert [kind(e) for e in splitter.receive(BIG[1000:] + ALARM)] == ["request"]


def test_lost_framing_is_fatal_and_answerable() -> None:
    for data, error in [
        (ALARM.replace(b"Content-Length: 142\r\n", b""), MalformedMessageError),
        (ALARM.replace(b"142", b"x"), MalformedMessageError),
        (ALARM[:150] + b"X: " + b"y" * 70_000, MessageTooLargeError),
    ]:
        splitter = StreamSplitter()
        (event,) = splitter.receive(data + ALARM)
        assert isinstance(event, BadMessage)
        assert type(event.error) is error
        assert event.fatal
        assert event.partial is not None
        assert splitter.closed
        assert splitter.receive(ALARM) == []


def test_another_protocol_is_refused_without_an_answer() -> None:
    (event,) = StreamSplitter().receive(b"GET / HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
    assert isinstance(event, BadMessage)
    assert type(event.error) is NotSipError
    assert event.partial is None


@given(st.lists(st.binary(max_size=200), max_size=6))
def test_garbage_never_crashes(chunks: list[bytes]) -> None:
    splitter = StreamSplitter()
    for chunk in chunks:
        splitter.receive(chunk)


@given(st.binary(max_size=40).filter(lambda b: b"\n" not in b and b"\r" not in b))
def test_a_bad_start_line_does_not_block_the_next(junk: bytes) -> None:
    data = b"J" + junk + ALARM[ALARM.index(b"\r\n") :] + ALARM
    events = StreamSplitter().receive(data)
    assert [kind(e) for e in events] in (["bad 400", "request"], ["bad 505", "request"])
