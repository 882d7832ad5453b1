"""Requests read leniently: what is odd is a fault in the request, only unreadable bytes are errors."""

from __future__ import annotations

import pytest

from protocols.sos_access import (
    AlarmRequest,
    AlarmType,
    FieldFault,
    MalformedError,
    Status,
    TooLongError,
    parse,
    salvage,
)

HEAD = '<?xml version="1.0" encoding="iso-8859-1"?>\n'
WHO = "<authentication>hemligt-losen-1</authentication><transmittertype>TL001</transmittertype>"
CODE = "<transmittercode>4711</transmittercode>"


def alarm(fields: str = "<receiver>ARC1</receiver><eventcode>QA</eventcode>", head: str = HEAD) -> AlarmRequest:
    request = parse(f"{head}<alarmrequest>{WHO}{CODE}{fields}</alarmrequest>".encode("latin-1"))
    assert isinstance(request, AlarmRequest)
    return request


def test_empty_is_absent_and_none_is_unset() -> None:
    request = alarm("<receiver>A</receiver><eventcode>QA</eventcode><reference></reference><section> </section>"
                    "<additionalinfo>None</additionalinfo><position></position>")  # fmt: skip
    assert (request.reference, request.section, request.additional_info, request.position) == ("", "", (), "")
    assert request.status is Status.STORED


def test_case_order_and_places_of_position_do_not_matter() -> None:
    request = alarm("<position>N5919700E0180350</position><EventCode>QA</EventCode><foo>1</foo><receiver>A</receiver>")
    assert (request.event_code, request.position, request.status) == ("QA", "N5919700E0180350", Status.STORED)


@pytest.mark.parametrize("head", ["", "\ufeff".encode().decode("latin-1") + HEAD])
def test_the_declaration_is_looked_for(head: str) -> None:
    assert alarm(head=head).has_header == bool(head)
    assert alarm().has_header


@pytest.mark.parametrize(
    ("fields", "name", "status"),
    [
        ("<receiver>A</receiver>", "eventcode", 7),
        ("<eventcode>QA</eventcode>", "receiver", 7),
        ("<receiver>A</receiver><eventcode>QA</eventcode><detector>123456</detector>", "detector", 3),
        ("<receiver>A</receiver><eventcode>QA</eventcode><alarmtype>XX</alarmtype>", "alarmtype", 3),
    ],
)
def test_faults_in_fields(fields: str, name: str, status: int) -> None:
    request = alarm(fields)
    assert request.faults == (FieldFault(name, Status(status)),)
    assert request.status == status
    assert str(request.faults[0]).startswith(name)
    assert request.alarm_type is AlarmType.ALARM


def test_missing_goes_before_wrong() -> None:
    assert alarm("<eventcode>QA</eventcode><detector>123456</detector>").status is Status.FIELD_MISSING


def test_what_is_no_request() -> None:
    for octets in (b"", b"<alarmrequest>", b"<other/>", b"<!DOCTYPE a><pingrequest/>"):
        with pytest.raises(MalformedError):
            parse(octets)
    with pytest.raises(TooLongError):
        parse(b" " * 100_001)


def test_what_can_be_saved_of_bytes_that_are_no_xml() -> None:
    broken = b"<alarmrequest><transmittercode> 4711\n</transmittercode><EVENTCODE>QA</x><reference>r1"
    assert salvage(broken, "transmittercode") == "4711"
    assert salvage(broken, "eventcode") == "QA"
    assert salvage(broken, "reference") == ""
