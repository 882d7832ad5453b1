"""What an answer says of itself."""

from __future__ import annotations

from protocols.at_modem import Answer, Command, Result


def test_an_answer_names_its_reason() -> None:
    command = Command("AT+CPIN?", "AT+CPIN?")
    assert Answer(command, (), Result.OK).reason == "ok"
    assert Answer(command, (), Result.CMS_ERROR, 322).reason == "cms_error_322"
    assert not Answer(command, (), Result.ERROR).is_ok
