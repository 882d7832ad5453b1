"""From, To, Contact, Via and CSeq as devices write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.sip import (
    MalformedMessageError,
    NameAddress,
    parse_contacts,
    parse_name_address,
    parse_uri,
    parse_via,
)
from protocols.sip.fields import clean, parse_cseq


@pytest.mark.parametrize(
    ("text", "display", "address", "tag"),
    [
        ("<sip:90000001@arc.example.com>;tag=81f2", "", "sip:90000001@arc.example.com", "81f2"),
        ('"Larm, hall \\"A\\" <x>" <sip:a@h>;tag=1', 'Larm, hall "A" <x>', "sip:a@h", "1"),
        ("Åsa <sip:a@h:5070;transport=tcp>", "Åsa", "sip:a@h:5070;transport=tcp", ""),
        ("sip:a@h;tag=9", "", "sip:a@h", "9"),
        ("  <sip:a@[2001:db8::1]>  ;  TAG = x", "", "sip:a@[2001:db8::1]", "x"),
        ("<tel:+46313900600>", "", "tel:+46313900600", ""),
    ],
)
def test_addresses_with_and_without_brackets(text: str, display: str, address: str, tag: str) -> None:
    read = parse_name_address(text)
    assert (read.display, str(read.uri), read.tag) == (display, address, tag)


@pytest.mark.parametrize("text", ["", "<sip:a@h", '"a <sip:a@h>', "<>"])
def test_broken_addresses_are_refused(text: str) -> None:
    with pytest.raises(MalformedMessageError):
        parse_name_address(text)


@given(st.text('aÅö€ "\\;,:<>=😀\x0b', max_size=20).map(str.strip))
def test_display_names_survive(display: str) -> None:
    address = NameAddress(parse_uri("sip:a@h"), display, (("tag", "x"),))
    assert parse_name_address(str(address)) == address


def test_a_tag_replaces_the_old_one() -> None:
    assert str(parse_name_address("<sip:a@h>;x=1;tag=old").with_tag("new")) == "<sip:a@h>;x=1;tag=new"


def test_contacts_and_the_star() -> None:
    assert parse_contacts(("*",)) is None
    assert parse_contacts(()) == ()
    contacts = parse_contacts(("<sip:a@h>;expires=60, sip:b@h", "<sip:c@h>"))
    assert contacts is not None
    assert [(str(c.uri), c.param("expires")) for c in contacts] == [
        ("sip:a@h", "60"),
        ("sip:b@h", None),
        ("sip:c@h", None),
    ]
    with pytest.raises(MalformedMessageError):
        parse_contacts(("*, <sip:a@h>",))


def test_via_in_odd_spellings() -> None:
    via = parse_via('SIP / 2.0 / udp [2001:DB8::1] : 5070 ;Branch="z;1";rport')
    assert (via.transport, via.host, via.port) == ("UDP", "[2001:DB8::1]", 5070)
    assert via.param("rport") == ""
    assert via.sent_by == "[2001:db8::1]:5070"
    assert str(via) == 'SIP/2.0/UDP [2001:DB8::1]:5070;branch="z;1";rport'
    with pytest.raises(MalformedMessageError):
        parse_via("SIP/1.0/UDP h")


@pytest.mark.parametrize(
    ("text", "stamped"),
    [
        ("SIP/2.0/UDP 192.0.2.1:5060;branch=b", "SIP/2.0/UDP 192.0.2.1:5060;branch=b"),
        ("SIP/2.0/UDP 10.0.0.1;branch=b", "SIP/2.0/UDP 10.0.0.1;branch=b;received=192.0.2.1"),
        ("SIP/2.0/UDP 10.0.0.1;rport;branch=b", "SIP/2.0/UDP 10.0.0.1;rport=99;received=192.0.2.1;branch=b"),
        (
            "SIP/2.0/UDP 192.0.2.1;received=10.9.9.9;rport=1",
            "SIP/2.0/UDP 192.0.2.1;rport=99;received=192.0.2.1",
        ),
    ],
)
def test_the_true_source_is_written_into_via(text: str, stamped: str) -> None:
    assert str(parse_via(text).received_from("192.0.2.1", 99)) == stamped


def test_cseq_in_range() -> None:
    assert str(parse_cseq("0042   message")) == "42 MESSAGE"
    for text in ("", "MESSAGE", "1", "-1 MESSAGE", "4294967296 MESSAGE", "²2 MESSAGE"):
        with pytest.raises(MalformedMessageError):
            parse_cseq(text)


def test_bytes_that_are_not_utf8_never_reach_the_store() -> None:
    assert clean(b"K\xf6k".decode("utf-8", "surrogateescape")).encode() == "K\ufffdk".encode()


@given(st.text(max_size=60))
def test_garbage_is_read_or_refused(text: str) -> None:
    for read in (parse_name_address, parse_via, parse_cseq):
        try:
            read(text)
        except MalformedMessageError:
            continue
