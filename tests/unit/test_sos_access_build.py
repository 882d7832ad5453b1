"""A transmitter's bytes; the round trip of every field is a property of the splitter's tests."""

from __future__ import annotations

from protocols.sos_access import AlarmRequest, Request, Root, build


def test_a_ping_without_header() -> None:
    ping = Request(root=Root.PING, authentication="hemligt-losen-1", transmitter_code="4711", transmitter_type="TL001")
    assert build(ping, header=False) == (
        b"<pingrequest><authentication>hemligt-losen-1</authentication><transmittercode>4711</transmittercode>"
        b"<transmittertype>TL001</transmittertype></pingrequest>"
    )


def test_a_position_stands_inside_its_own_element() -> None:
    octets = build(AlarmRequest(root=Root.ALARM, event_code="QA", position="N5919700E0180350"))
    assert octets.startswith(b'<?xml version="1.0" encoding="iso-8859-1"?>\n<alarmrequest>')
    assert octets.endswith(b"<position><pos>N5919700E0180350</pos></position></alarmrequest>")
