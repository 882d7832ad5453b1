"""Requests and responses as values."""

from __future__ import annotations

import pytest

from protocols.sip import Headers, MalformedMessageError, Request, Response
from protocols.sip.message import canonical
from tests.unit.sip_samples import message


def test_names_are_found_in_any_case_and_compact() -> None:
    headers = Headers([("v", "1"), ("VIA", "2"), ("call-id", "c"), ("x-odd", "o")])
    assert headers.get_all("Via") == ("1", "2")
    assert headers.get("i") == "c"
    assert headers.get("X-ODD") == "o"
    assert "VIA" in headers
    assert "To" not in headers
    assert 1 not in headers
    assert len(headers) == 4
    assert canonical("WWW-AUTHENTICATE") == "WWW-Authenticate"


def test_a_field_is_replaced_in_its_place() -> None:
    headers = Headers([("Via", "1"), ("To", "a"), ("Via", "2")])
    assert list(headers.replaced("v", "9")) == [("Via", "9"), ("To", "a")]
    assert list(headers.replaced("From", "f"))[-1] == ("From", "f")
    assert headers == Headers([("v", "1"), ("t", "a"), ("v", "2")])
    assert hash(headers) == hash(Headers([("v", "1"), ("t", "a"), ("v", "2")]))


def test_length_is_counted_in_bytes() -> None:
    assert b"Content-Length: 4\r\n\r\nK\xc3\xb6k" in bytes(message(body="Kök".encode()))


def test_a_line_break_cannot_smuggle_in_a_field() -> None:
    for bad in ("a\r\nX: y", "a\ny", "a\r"):
        with pytest.raises(ValueError, match="line break"):
            bytes(Response(200, "OK", Headers([("Server", bad)])))


def test_values_do_not_show_in_repr() -> None:
    shown = repr(message(body=b"secret")) + repr(Response(200, "OK", Headers([("To", "sip:p@h")])))
    assert (
        shown + repr(Headers([("To", "sip:p@h")])) == "<Request MESSAGE, 6 bytes><Response 200, 0 bytes>Headers(['To'])"
    )


def test_several_vias_in_one_line_or_many() -> None:
    request = Request(
        "MESSAGE",
        "sip:h",
        Headers([("Via", "SIP/2.0/UDP a;branch=1, SIP/2.0/TCP b"), ("Via", "SIP/2.0/TLS c")]),
    )
    assert request.via.host == "a"
    assert len(request.vias) == 3


def test_mandatory_fields_and_method_are_checked() -> None:
    whole = message()
    whole.validate()
    for name in ("Via", "From", "To", "Call-ID", "CSeq"):
        fields = [(n, v) for n, v in whole.headers if n != name]
        with pytest.raises(MalformedMessageError):
            Request("MESSAGE", "sip:h", Headers(fields)).validate()
    with pytest.raises(MalformedMessageError):
        Request("REGISTER", "sip:h", whole.headers).validate()


def test_the_content_type_without_its_parameters() -> None:
    request = Request("MESSAGE", "sip:h", Headers([("c", "Application/SCAIP+xml ; charset=utf-8")]))
    assert request.content_type == "application/scaip+xml"
    assert message().content_type == ""
