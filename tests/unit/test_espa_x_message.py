"""Messages: what is read, what is answered; round trips are properties of the splitter's tests."""

from __future__ import annotations

import pytest

from protocols.espa_x import InvalidError, MalformedError, Message, build, parse
from tests.fakes.centre import NOON


def test_answers_repeat_what_was_asked() -> None:
    answer = Message("REQ.P-START", "4", "0a1b").respond(200, "OK", {"CP-PR-REF": "77"})
    assert (answer.name, answer.invoke_id, answer.session_id) == ("RSP.P-START", "4", "0a1b")
    assert dict(answer.fields) == {"RSP-CODE": "200", "RSP-REASON": "OK", "CP-PR-REF": "77"}
    assert not answer.is_request


def test_texts_are_not_printed() -> None:
    message = parse(build(Message("REQ.P-START", fields={"CP-CALLINGNAME": "Anna"}), NOON))
    assert message.is_request
    assert "Anna" not in repr(message)


def test_what_is_no_message() -> None:
    for xml, error in ((b"<a", MalformedError), (b"<a><b/></a>", InvalidError), (b"<ESPA-X/>", InvalidError)):
        with pytest.raises(error):
            parse(bytes(10) + xml)
