"""Answers follow RFC 3261 §8.2.6."""

from __future__ import annotations

from protocols.sip import BadMessage, build_response, new_branch, new_token, parse_datagram
from tests.unit.sip_samples import ALARM, OK, message


def test_the_answer_of_the_sheet_byte_for_byte() -> None:
    request = parse_datagram(ALARM)
    assert not isinstance(request, BadMessage)
    assert bytes(build_response(request, 200, source=("192.0.2.10", 5060), to_tag="arc-1")) == OK  # type: ignore[arg-type]


def test_a_to_tag_is_added_once_and_never_to_100() -> None:
    request = message()
    assert build_response(request, 100, to_tag="x").recipient.tag == ""
    tagged = request.headers.replaced("To", 'sip:a@h;x=";tag=no>"')
    again = type(request)("MESSAGE", "sip:h", tagged)
    assert (
        build_response(again, 200, to_tag="x").headers.get(
            "To",
        )
        == 'sip:a@h;x=";tag=no>";tag=x'
    )
    done = type(request)("MESSAGE", "sip:h", request.headers.replaced("To", "<sip:a@h> ; Tag=y"))
    assert build_response(done, 200, to_tag="x").recipient.tag == "y"


def test_every_via_is_copied_and_only_the_first_is_stamped() -> None:
    request = type(message())(
        "MESSAGE", "sip:h", message().headers.replaced("Via", "SIP/2.0/UDP 10.0.0.1;branch=1, SIP/2.0/TCP b")
    )
    response = build_response(request, 200, source=("192.0.2.9", 6000))
    assert response.vias == ("SIP/2.0/UDP 10.0.0.1;branch=1;received=192.0.2.9", "SIP/2.0/TCP b")


def test_what_could_be_read_of_a_bad_request_can_be_answered() -> None:
    event = parse_datagram(ALARM.replace(b"CSeq: 1 MESSAGE\r\n", b""))
    assert isinstance(event, BadMessage)
    assert event.partial is not None
    answer = bytes(build_response(event.partial, event.error.status, headers=event.error.headers()))
    assert answer.startswith(b"SIP/2.0 400 Bad Request\r\nVia: ")
    assert b"CSeq" not in answer


def test_tokens_differ() -> None:
    assert new_token() != new_token()
    assert new_branch().startswith("z9hG4bK")
    assert build_response(message(), 299).reason == "Unspecified"
