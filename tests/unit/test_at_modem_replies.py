"""Answers of modems of several makes."""

from __future__ import annotations

import pytest

from protocols.at_modem import MalformedAnswerError, commands, replies
from protocols.at_modem.errors import UnsendableError
from protocols.at_modem.replies import Registration, StorageUse, StoredMessage


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("+CREG: 0,1", Registration.HOME),
        ('+CREG: 2,5,"00C3","1A2B"', Registration.ROAMING),
        ("+CREG: 3", Registration.DENIED),
        ("+CEREG: 0,6", Registration.HOME),
        ("+CREG: 0,11", Registration.UNKNOWN),
    ],
)
def test_registration(line: str, state: Registration) -> None:
    assert replies.read_registration(["noise", line]) is state
    assert state.is_good == (state in (Registration.HOME, Registration.ROAMING))


def test_signal() -> None:
    assert replies.read_signal(["+CSQ: 17,0"]) == 17
    assert replies.read_signal(["+CSQ: 99,99"]) is None
    assert replies.read_signal(["+CSQ:  0,0"]) == 0


def test_card() -> None:
    assert replies.read_card(["+CPIN: READY"]) == replies.CARD_READY
    assert replies.read_card(["+CPIN:SIM PIN"]) == replies.CARD_WANTS_PIN


@pytest.mark.parametrize(
    ("line", "use"),
    [
        ('+CPMS: "SM",1,20,"SM",1,20,"SM",14,20', StorageUse("SM", 14, 20)),
        ("+CPMS: 3,25,3,25,3,25", StorageUse("", 3, 25)),
    ],
)
def test_storage(line: str, use: StorageUse) -> None:
    assert replies.read_storage([line]) == use


def test_how_full() -> None:
    assert StorageUse("SM", 14, 20).share == 0.7
    assert StorageUse("SM", 0, 0).share == 0.0


def test_others() -> None:
    assert replies.read_service_centre_number(['+CSCA: "+46705008999",145']) == "+46705008999"
    assert replies.read_reference(["+CMGS: 17"]) == 17
    assert replies.read_message([], 3) is None
    assert replies.read_message(['+CMGR: 1,"a",24', "00AA"], 3) == StoredMessage(3, "00AA", 24)
    assert replies.read_message(["+CMGR: 1"], 3) == StoredMessage(3, "", 1)


def test_a_list_with_holes() -> None:
    lines = ["+CMGL: 0,1,,24", "00AA", "+CMGL: 7,1,,25", "+CMGL: 9,0,,26", "00BB", "+CMGL: x", "00CC"]
    assert replies.read_list(lines) == [
        StoredMessage(0, "00AA", 24),
        StoredMessage(7, "", 25),
        StoredMessage(9, "00BB", 26),
    ]


@pytest.mark.parametrize(
    "read",
    [
        replies.read_registration,
        replies.read_signal,
        replies.read_card,
        replies.read_storage,
        replies.read_service_centre_number,
        replies.read_reference,
    ],
)
def test_what_is_missing_is_told(read: object) -> None:
    assert callable(read)
    for lines in ([], ["+CREG: x"], ["+CSQ: x", "+CPMS: ,", "+CMGS: x"]):
        with pytest.raises(MalformedAnswerError):
            read(lines)


def test_commands_hold_nothing_that_breaks_them() -> None:
    assert commands.choose_storage("SM").text == 'AT+CPMS="SM","SM","SM"'
    assert (commands.read_stored(7).text, commands.delete_stored(7).text) == ("AT+CMGR=7", "AT+CMGD=7")
    for wrong in ('SM"', "", "S1"):
        with pytest.raises(UnsendableError):
            commands.choose_storage(wrong)
    for wrong in ("12", "12a4", "123456789"):
        with pytest.raises(UnsendableError):
            commands.enter_pin(wrong)
