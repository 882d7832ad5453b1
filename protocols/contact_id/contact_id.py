"""Contact ID (SIA DC-05): `#ACCT|QXYZ GG CCC` as in DC-09, and sixteen DTMF digits with a check digit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from protocols.contact_id.errors import BadEventError, UnreadableEventError

_EVENT = re.compile(
    r"\s*(?:#?([^|]*)\|)?\s*([0-9A-Fa-f])([0-9A-Fa-f]{3})\s*([0-9A-Fa-f]{2})\s*([0-9A-Fa-f]{3,})\s*\|?\s*"
)
_HEX = re.compile(r"[0-9A-Fa-f]+")
_DTMF = re.compile(r"([0-9A-F]{4})(18|98)([0-9A-F])([0-9A-F]{3})([0-9A-F]{2})([0-9A-F]{3})([0-9A-F])")

NEW = "1"
RESTORE = "3"
STILL_PRESENT = "6"


@dataclass(frozen=True, slots=True)
class ContactId:
    """One event; every field as the characters sent, since leading zeros matter.

    Attributes:
        account: None when the data name none; then the frame's header does.
        qualifier: 1 new or opening, 3 restore or closing, 6 still present; others as sent.
        code: three digits, hex for maker's own codes.
        area: two digits, `00` none.
        zone: zone or user by code, three digits, `000` none.
    """

    account: str | None
    qualifier: str
    code: str
    area: str
    zone: str


def parse_contact_id(text: str) -> ContactId:
    """Read the data of an ADM-CID frame (DC-05 3); blanks between the groups may be missing or doubled.

    Raises:
        UnreadableEventError: a group is missing or not hex.
    """
    found = _EVENT.fullmatch(text)
    if found is None:
        raise UnreadableEventError("the data are not QXYZ GG CCC")
    account, qualifier, code, area, zone = found.groups()
    return ContactId(account or None, qualifier, code.upper(), area, zone)


def build_contact_id(event: ContactId) -> str:
    """Write the data of an ADM-CID frame.

    Raises:
        BadEventError: a field has the wrong length or is not hex.
    """
    sizes = ((event.qualifier, 1), (event.code, 3), (event.area, 2), (event.zone, 3))
    if any(len(text) != size or not _HEX.fullmatch(text) for text, size in sizes):
        raise BadEventError("qualifier, code, area and zone have 1, 3, 2 and 3 hex digits")
    account = f"#{event.account}|" if event.account is not None else ""
    return f"{account}{event.qualifier}{event.code} {event.area} {event.zone}"


def dtmf_check_digit(digits: str) -> str:
    """Return the digit that makes the sum of all sixteen a multiple of 15, where 0 counts 10 (DC-05 3.2).

    Raises:
        BadEventError: a letter that is no hex digit.
    """
    if digits and not _HEX.fullmatch(digits):
        raise BadEventError("DTMF digits are 0 to 9 and B to F")
    missing = 15 - sum(int(digit, 16) or 10 for digit in digits) % 15
    return "0" if missing == 10 else f"{missing:X}"


def parse_dtmf(digits: str) -> ContactId:
    """Read sixteen digits `ACCT MT QXYZ GG CCC S` without blanks.

    Raises:
        UnreadableEventError: another length or message type than 18 and 98, or a wrong check digit.
    """
    found = _DTMF.fullmatch(digits.upper())
    if found is None:
        raise UnreadableEventError("not sixteen digits with message type 18 or 98")
    account, _, qualifier, code, area, zone, check = found.groups()
    if dtmf_check_digit(digits[:15]) != check:
        raise UnreadableEventError("the check digit is wrong")
    return ContactId(account, qualifier, code, area, zone)


def build_dtmf(event: ContactId) -> str:
    """Write sixteen digits with message type 18 and the check digit.

    Raises:
        BadEventError: a field does not fit, or the account has not four digits.
    """
    groups = build_contact_id(event).rpartition("|")[2].replace(" ", "")
    if event.account is None or len(event.account) != 4 or not _HEX.fullmatch(event.account):
        raise BadEventError("a DTMF account has four digits")
    digits = f"{event.account}18{groups}".upper()
    return digits + dtmf_check_digit(digits)
