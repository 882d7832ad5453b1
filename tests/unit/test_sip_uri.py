"""Addresses: lenient to read, strict to write."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.sip import MalformedMessageError, SipUri, parse_uri
from protocols.sip.uri import parse_params, quoted, split_list, unquoted

HOSTS = st.sampled_from(["arc.example.com", "192.0.2.10", "[2001:db8::1]", "h", ""])
USERS = st.text('a1Åö€ "\\;,:<>=@%?/😀', min_size=1, max_size=12)


@given(
    st.sampled_from(["sip", "sips"]),
    USERS,
    HOSTS,
    st.none() | st.integers(1, 65535),
    st.sampled_from([(), (("transport", "tcp"),), (("lr", None), ("x", "1"))]),
)
def test_what_is_written_reads_the_same(
    scheme: str, user: str, host: str, port: int | None, params: tuple[tuple[str, str | None], ...]
) -> None:
    uri = SipUri(scheme, user, host, port, params)
    assert parse_uri(str(uri)) == uri


@pytest.mark.parametrize(
    ("text", "user", "host", "port"),
    [
        ("sip:alarm@arc.example.com", "alarm", "arc.example.com", None),
        ("SIP:90000001@[2001:db8::1]:5070;transport=udp", "90000001", "[2001:db8::1]", 5070),
        ("sip:90000001", "", "90000001", None),
        ("sip:90000001@", "90000001", "", None),
        ("90000001@arc.example.com", "90000001", "arc.example.com", None),
        ("sip:a;x=1@h?Subject=y", "a;x=1", "h", None),
        ("sip:%c3%a5:secret@h:5061", "å", "h", 5061),
        ("tel:+46317000001;phone-context=x", "+46317000001", "", None),
    ],
)
def test_shapes_from_the_field(text: str, user: str, host: str, port: int | None) -> None:
    uri = parse_uri(text)
    assert (uri.user, uri.host, uri.port) == (user, host, port)


@pytest.mark.parametrize("text", ["", "sip:", "sip:a@h:99999", "sip:a@h x", "sip:a@[::1"])
def test_unreadable_addresses_are_refused(text: str) -> None:
    with pytest.raises(MalformedMessageError):
        parse_uri(text)


def test_the_same_binding_whatever_the_case_and_default_port() -> None:
    assert parse_uri("sip:a@HOST").binding_key == parse_uri("sip:a@host:5060").binding_key
    assert parse_uri("sip:a@host").binding_key != parse_uri("sip:a@host;transport=tcp").binding_key
    assert parse_uri("sips:a@host").effective_port == 5061


def test_a_parameter_is_found_by_name() -> None:
    uri = parse_uri("sip:h;Transport=TCP;lr")
    assert (uri.param("transport"), uri.param("lr"), uri.param("x")) == ("TCP", "", None)


@given(st.text(max_size=30))
def test_quotes_come_off_again(text: str) -> None:
    assert unquoted(quoted(text)) == text


def test_lists_are_split_outside_quotes_and_brackets() -> None:
    assert split_list('"a, b" <sip:x,y@h>;q="1,2", <sip:z@h>,') == ['"a, b" <sip:x,y@h>;q="1,2"', "<sip:z@h>"]
    assert split_list(" ") == []
    assert parse_params('a="x;y\\"z";b; ;c=1') == (("a", 'x;y"z'), ("b", None), ("c", "1"))


@given(st.text(max_size=60))
def test_garbage_is_read_or_refused(text: str) -> None:
    with suppress(MalformedMessageError):
        parse_uri(text)
    parse_params(text)
    split_list(text)
