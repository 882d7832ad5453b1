"""Answers: the bytes a unit gets, and reading them back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from protocols.sos_access import AnswerError, Root, Status, answer, read_answer

AT = datetime(2026, 5, 1, 10, 0, 0, 123456, UTC)


def test_the_bytes() -> None:
    assert answer(Root.ALARM, Status.STORED, arrived_at=AT, reference="r1") == (
        b'<?xml version="1.0" encoding="iso-8859-1"?>\n<alarmresponse><reference>r1</reference><status>0</status>'
        b"<info>OK</info><arrivaltime>2026-05-01 10:00:00.123</arrivaltime></alarmresponse>"
    )


@pytest.mark.parametrize("root", Root)
@pytest.mark.parametrize("status", Status)
def test_every_answer_goes_round(root: Root, status: Status) -> None:
    octets = answer(root, status, arrived_at=AT, reference="<&Å€>", new_authentication="nytt-losenord-9")
    read = read_answer(octets)
    assert (read.root, read.status, read.reference) == (root.answer, status, "<&Å€>")
    assert read.new_authentication == "nytt-losenord-9"
    assert "nytt" not in repr(read)
    assert read.text


def test_a_reference_that_was_not_sent_is_not_answered() -> None:
    assert b"reference" not in answer(Root.PING, Status.STORED, arrived_at=AT)


@pytest.mark.parametrize("octets", [b"", b"<alarmresponse/>", b"<a><status>x</status></a>"])
def test_what_is_no_answer(octets: bytes) -> None:
    with pytest.raises(AnswerError):
        read_answer(octets)
