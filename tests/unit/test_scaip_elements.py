"""Short and long element names."""

from __future__ import annotations

from protocols.scaip.elements import GEO_NAMES, REQUEST_NAMES, RESPONSE_NAMES, geo_tag, request_tag, response_tag


def test_every_spelling_leads_to_the_short_tag() -> None:
    for short, long in REQUEST_NAMES.items():
        assert {request_tag(n) for n in (short, short.upper(), long, long.lower(), long.title())} == {short}
    for short, long in RESPONSE_NAMES.items():
        assert {response_tag(n) for n in (short, long, long.upper())} == {short}
    for short, long in GEO_NAMES.items():
        assert {geo_tag(n) for n in (short, long)} == {short}
    assert request_tag("status_code") == request_tag("status-code") == "stc"
    assert request_tag("mreq") is response_tag("mrq") is geo_tag("x") is None
