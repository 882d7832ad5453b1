"""Sessions of one door share its notes and its rejects; the rest is tested with the session."""

from __future__ import annotations

from devices.espa_x.reception import EspaXReception
from protocols.espa_x import Message
from tests.fakes.centre import TestCentre


async def test_a_call_without_login_is_told_once_an_hour() -> None:
    fakes = TestCentre()
    reception = EspaXReception("espa", fakes.centre)
    for _ in range(2):
        reception.note_call_without_login("10.0.0.1:1", Message("REQ.P-START", fields={"CP-TEXTMSG": "x"}))
    assert [signal.detail["text"] for signal in fakes.intake.signals] == ["x"]
    assert not reception.open_session("10.0.0.1:1").is_open
