"""One datagram in, one message, keep-alive or typed error out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.sip import (
    BadMessage,
    KeepAlive,
    MalformedMessageError,
    NotSipError,
    Request,
    Response,
    parse_datagram,
)
from protocols.sip.errors import BodyTooLargeError, MessageTooLargeError, SipError, VersionNotSupportedError
from tests.unit.sip_samples import ALARM, MRQ, OK, message


def request(data: bytes) -> Request:
    event = parse_datagram(data)
    assert isinstance(event, Request), event
    return event


def bad(data: bytes) -> BadMessage:
    event = parse_datagram(data)
    assert isinstance(event, BadMessage), event
    return event


def test_the_alarm_of_the_sheet() -> None:
    read = request(ALARM)
    assert (read.method, read.uri.user, read.body) == ("MESSAGE", "alarm", MRQ)
    assert (read.sender.uri.user, read.sender.tag, read.recipient.tag) == ("90000001", "81f2", "")
    assert (read.via.branch, read.call_id, read.cseq.number) == ("z9hG4bK-77a1", "5c0d1e@192.0.2.10", 1)
    assert bytes(read) == ALARM


def test_the_response_of_the_sheet() -> None:
    event = parse_datagram(OK)
    assert isinstance(event, Response)
    assert (event.status, event.reason) == (200, "OK")
    assert bytes(event) == OK
    assert isinstance(parse_datagram(OK.replace(b"200 OK", b"200")), Response)


def test_line_feeds_folds_and_compact_names() -> None:
    text = (
        b"\r\nMESSAGE sip:alarm@h SIP/2.0\nv: SIP/2.0/UDP 10.0.0.1\n ;branch=1\nf : sip:1@h\nt: <sip:2@h>\n"
        b"this line is junk\ni: x\nCSEQ:\t7\tMESSAGE\nSubject: a\r b\nl: 3\n\nabc"
    )
    read = request(text)
    assert (read.via.branch, read.body, read.cseq.number, read.sender.tag) == ("1", b"abc", 7, "")
    assert request(bytes(read)) == read


def test_header_bytes_that_are_not_utf8_are_echoed_exactly() -> None:
    odd = ALARM.replace(b"Call-ID: 5c", b"Call-ID: \xe5\xff")
    assert bytes(request(odd)) == odd


def test_an_umlaut_counted_as_one_character_loses_nothing() -> None:
    body = "<mrq><lte>Kök</lte></mrq>".encode()
    data = bytes(message(body=body)).replace(b"Content-Length: 26", b"Content-Length: 25")
    assert request(data).body == body


def test_surplus_bytes_are_dropped_and_a_missing_length_means_all() -> None:
    assert request(ALARM + b"\r\n junk").body == MRQ
    assert request(ALARM.replace(b"Content-Length: 142\r\n", b"")).body == MRQ
    assert request(bytes(message(body=b"abc")).replace(b"Length: 3", b"Length: 1") + b"\xff").body == b"a"


@pytest.mark.parametrize(
    ("data", "answer"),
    [(b"\r\n\r\n", b"\r\n"), (b"\r\n", b""), (b"\0\0\0\0", b""), (b"", b""), (b"\n\n\n", b"")],
)
def test_keep_alives(data: bytes, answer: bytes) -> None:
    assert parse_datagram(data) == KeepAlive(answer)


@pytest.mark.parametrize(
    ("data", "error", "answerable"),
    [
        (ALARM.replace(b"SIP/2.0\r\nVia", b"SIP/3.0\r\nVia"), VersionNotSupportedError, True),
        (ALARM.replace(b"sip:alarm@arc.example.com SIP", b"sip:al arm@h SIP"), MalformedMessageError, True),
        (ALARM.replace(b"1 MESSAGE", b"1 OPTIONS"), MalformedMessageError, True),
        (ALARM.replace(b"From: ", b"Fro: "), MalformedMessageError, True),
        (ALARM.replace(b"Via: ", b"Vi: "), MalformedMessageError, False),
        (ALARM.replace(b"142", b"143"), MalformedMessageError, True),
        (ALARM.replace(b"142", b"-1"), MalformedMessageError, True),
        (ALARM.replace(b"142", b"142\r\nl: 9"), MalformedMessageError, True),
        (ALARM.replace(b"142", b"99999"), BodyTooLargeError, True),
        (b"GET / HTTP/1.1\r\n\r\n", NotSipError, False),
        (b"SIP/2.0 999 x\r\n\r\n", NotSipError, False),
        (b"MESSAGE sip:h SIP/2.0\r\n" + b"x: " + b"y" * 70000 + b"\r\n\r\n", MessageTooLargeError, False),
        (OK.replace(b"CSeq", b"CS"), MalformedMessageError, False),
    ],
)
def test_bad_messages_say_what_is_wrong(data: bytes, error: type[SipError], answerable: bool) -> None:
    event = bad(data)
    assert type(event.error) is error
    assert (event.partial is not None) is answerable
    assert not event.fatal


@given(st.binary(max_size=300) | st.binary(max_size=60).map(lambda tail: ALARM[:200] + tail))
def test_garbage_never_crashes(data: bytes) -> None:
    parse_datagram(data)


@given(st.integers(0, len(ALARM) - 1), st.binary(min_size=1, max_size=3))
def test_a_damaged_alarm_never_crashes(at: int, damage: bytes) -> None:
    event = parse_datagram(ALARM[:at] + damage + ALARM[at + 1 :])
    if isinstance(event, BadMessage) and event.partial is not None:
        assert event.partial.vias


@given(st.binary(max_size=80), st.text('aÅö€"\\;,:<>=😀', max_size=20))
def test_what_is_built_reads_the_same(body: bytes, subject: str) -> None:
    built = message(body=body, headers=(("Subject", subject),))
    read = request(bytes(built))
    assert (bytes(read), read.headers.get("Subject"), read.body) == (bytes(built), subject, body)
