"""The commands that the centre gives (sheet §1.1 to §1.3)."""

from __future__ import annotations

from protocols.at_modem.errors import UnsendableError
from protocols.at_modem.events import Command

SEND_S = 60.0
LIST_S = 20.0
"""A full card takes its time."""


def plain(text: str, within_s: float = 5.0) -> Command:
    """A command that may be shown as it is."""
    return Command(text, text, within_s=within_s)


ATTENTION = plain("AT")
ECHO_OFF = plain("ATE0")
NUMERIC_ERRORS = plain("AT+CMEE=1")
NEVER_ANSWER = plain("ATS0=0")
CARD_STATE = plain("AT+CPIN?", 10.0)
MODEM_NUMBER = plain("AT+CGSN")
REGISTRATION = plain("AT+CREG?")
PACKET_REGISTRATION = plain("AT+CEREG?")
SIGNAL_QUALITY = plain("AT+CSQ")
PDU_MODE = plain("AT+CMGF=0")
SHOW_CALLER = plain("AT+CLIP=1")
SERVICE_CENTRE = plain("AT+CSCA?")
STORAGE = plain("AT+CPMS?")
INDICATIONS = tuple([plain(f"AT+CNMI={figures}") for figures in ("2,1,0,2,0", "2,1,0,1,0", "2,1,0,0,0")])
"""From the best to what every modem takes; the fourth figure is about delivery reports."""

LIST_ALL = plain("AT+CMGL=4", LIST_S)
HANG_UP = (plain("AT+CHUP"), plain("ATH"))


def enter_pin(pin: str) -> Command:
    """Unlock the card; say it once only, for three wrong ones lock it.

    Raises:
        UnsendableError: a PIN is four to eight digits.
    """
    if not (pin.isdecimal() and pin.isascii() and 4 <= len(pin) <= 8):
        raise UnsendableError("a PIN is four to eight digits")
    return Command(f'AT+CPIN="{pin}"', "AT+CPIN=…", within_s=20.0)


def choose_storage(name: str) -> Command:
    """Read, write and receive in one storage: `SM` the card, `ME` the modem, `MT` both.

    Raises:
        UnsendableError: a storage's name is two letters.
    """
    if not (name.isalpha() and name.isascii() and len(name) == 2):
        raise UnsendableError("a storage is named by two letters")
    return plain(f'AT+CPMS="{name}","{name}","{name}"')


def read_stored(index: int) -> Command:
    """Read the message in a place."""
    return plain(f"AT+CMGR={index}")


def delete_stored(index: int) -> Command:
    """Empty a place."""
    return plain(f"AT+CMGD={index}")


def send_message(tpdu: str) -> Command:
    """Send a TPDU (hex), with the card's own service centre in front."""
    length = len(tpdu) // 2
    return Command(f"AT+CMGS={length}", f"AT+CMGS={length}", "00" + tpdu, SEND_S)
