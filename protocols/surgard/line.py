"""One line of a Sur-Gard receiver as typed fields: what it says as text, nothing about what it means (sheet §1.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from protocols.surgard.errors import BadFieldError

DC4 = 0x14
SAY_ACK = b"\x06"
SAY_NAK = b"\x15"

LONGEST_ACCOUNT = 16
"""Characters of a SIA account (sheet §1.2)."""

QUALIFIERS = {"E": "1", "R": "3", "P": "6"}
"""Letters that computer lines print for Contact ID's digits 1 new, 3 restore, 6 still present."""

_LETTERS = {digit: letter for letter, digit in QUALIFIERS.items()}

_HEAD = r"([0-9A-F]{2})([0-9A-F]{3}|[0-9A-F])"
_HEARTBEAT = re.compile(r"1([0-9A-F]{2})([0-9A-F]*) *@ *")
_CONTACT_ID = re.compile(rf"5{_HEAD} (?:18|98)([0-9A-F]{{4}})([ERP136])([0-9A-F]{{3}})([0-9A-F]{{2}})([0-9A-F]{{3}})")
_RADIONICS = re.compile(
    rf"[a-z]{_HEAD} ([0-9A-F]{{4}})(?:18|98)([ERP136])([0-9A-F]{{3}})([0-9A-F]{{2}})([0-9A-F]{{3}})"
)
_SIA = re.compile(rf"S{_HEAD} ?\[(.*)\]")
_SIA_ACCOUNT = re.compile(r"#([^|]*)")
_SIA_LEVEL_1 = re.compile(rf"3{_HEAD} +([0-9A-F]{{3,16}}) *([A-Z]{{2}}) ?([0-9A-F]{{0,4}})")
_VOICE = re.compile(rf"1{_HEAD} +(0000) *P(\S*) +(\S+)")
_PULSE = re.compile(rf"1{_HEAD} +([0-9A-F]{{3,6}})(?: +(\S.*))?")
_HIGH_SPEED = re.compile(r"8([0-9A-F]{2})([0-9A-F])([0-9A-F]{4}) +(\S.*)")
_ANY = re.compile(r"([0-9A-Z])([0-9A-F]{2})([0-9A-F])(.*)")


class LineKind(StrEnum):
    """What a line carries."""

    HEARTBEAT = "heartbeat"
    CONTACT_ID = "contact_id"
    SIA = "sia"
    PULSE = "pulse"
    HIGH_SPEED = "high_speed"
    VOICE = "voice"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Line:
    """One undamaged line.

    Attributes:
        receiver: two characters, `""` when they cannot be read.
        card: the line card, one character (three on System III), `""` when it cannot be read.
        account: the unit's account as sent, leading zeros and all; None when the line names none.
        data: by kind. CONTACT_ID: `QXYZ GG CCC` with Q as a digit. SIA: what stands between the brackets. PULSE
            and HIGH_SPEED: the channels, one blank between. VOICE and OTHER: the rest of the line.
        raw: all bytes with their DC4, if there was one.
    """

    kind: LineKind
    receiver: str
    card: str
    account: str | None
    data: str = field(repr=False)
    raw: bytes = field(repr=False)


def read_line(text: str, raw: bytes) -> Line:
    """Read one line without its DC4; what has no known form comes out as OTHER, never as an error."""
    reader = _READERS.get("5" if text[:1].islower() else text[:1])
    line = reader(text, raw) if reader else None
    if line is not None:
        return line
    if found := _ANY.fullmatch(text):
        return Line(LineKind.OTHER, found[2], found[3], None, text, raw)
    return Line(LineKind.OTHER, "", "", None, text, raw)


def _read_one(text: str, raw: bytes) -> Line | None:
    if found := _HEARTBEAT.fullmatch(text):
        return Line(LineKind.HEARTBEAT, found[1], found[2], None, "", raw)
    if found := _VOICE.fullmatch(text):
        return Line(LineKind.VOICE, found[1], found[2], found[3], f"P{found[4]} {found[5]}", raw)
    return _plain(_PULSE, LineKind.PULSE, text, raw)


def _read_contact_id(text: str, raw: bytes) -> Line | None:
    found = _CONTACT_ID.fullmatch(text) or _RADIONICS.fullmatch(text)
    if found is None:
        return None
    receiver, card, account, letter, code, area, zone = found.groups()
    qualifier = QUALIFIERS.get(letter, letter)
    return Line(LineKind.CONTACT_ID, receiver, card, account, f"{qualifier}{code} {area} {zone}", raw)


def _read_sia(text: str, raw: bytes) -> Line | None:
    found = _SIA.fullmatch(text)
    if found is None:
        return None
    named = _SIA_ACCOUNT.match(found[3])
    account = named[1].strip() if named else None
    return Line(LineKind.SIA, found[1], found[2], account or None, found[3], raw)


def _read_sia_level_1(text: str, raw: bytes) -> Line | None:
    found = _SIA_LEVEL_1.fullmatch(text)
    if found is None:
        return None
    receiver, card, account, code, number = found.groups()
    return Line(LineKind.SIA, receiver, card, account, f"#{account}|N{code}{number}", raw)


def _read_high_speed(text: str, raw: bytes) -> Line | None:
    return _plain(_HIGH_SPEED, LineKind.HIGH_SPEED, text, raw)


def _plain(form: re.Pattern[str], kind: LineKind, text: str, raw: bytes) -> Line | None:
    found = form.fullmatch(text)
    if found is None:
        return None
    receiver, card, account, rest = found.groups()
    return Line(kind, receiver, card, account, " ".join((rest or "").split()), raw)


_READERS = {
    "1": _read_one,
    "3": _read_sia_level_1,
    "5": _read_contact_id,
    "8": _read_high_speed,
    "S": _read_sia,
}


def build_heartbeat(receiver: str = "01", card: str = "1") -> bytes:
    """Write a heartbeat line as an MLR2 does."""
    return _sealed(f"1{receiver}{card}           @    ")


def build_contact_id(account: str, data: str, *, receiver: str = "01", card: str = "1") -> bytes:
    """Write a type 5 line; `data` is `QXYZ GG CCC` as Contact ID writes it.

    Raises:
        BadFieldError: the account has not four characters, or the data are something else.
    """
    groups = data.replace(" ", "")
    text = f"5{receiver}{card} 18{account}{_LETTERS.get(groups[:1], groups[:1])}{groups[1:]}"
    if _CONTACT_ID.fullmatch(text) is None:
        raise BadFieldError("a type 5 line carries an account of four hex digits and QXYZ GG CCC")
    return _sealed(text)


def build_sia(data: str, *, receiver: str = "01", card: str = "1") -> bytes:
    """Write an S line; `data` is what stands between the brackets, `#account|block`.

    Raises:
        BadFieldError: the data would end the line or the brackets.
    """
    text = f"S{receiver}{card}[{data}]"
    if "[" in data or "]" in data:
        raise BadFieldError("the data of an S line hold no bracket")
    return _sealed(text)


def build_pulse(account: str, code: str, *, receiver: str = "01", card: str = "1") -> bytes:
    """Write a pulse line: account and code.

    Raises:
        BadFieldError: the account is no hex number of 3 to 6 digits, or the code no printable text.
    """
    text = f"1{receiver}{card}{account:>10} {code}"
    if read_line(text, b"").kind is not LineKind.PULSE:
        raise BadFieldError("a pulse line carries an account of 3 to 6 hex digits and a code")
    return _sealed(text)


def _sealed(text: str) -> bytes:
    octets = text.encode("latin-1", "replace")
    if any(octet < 0x20 or octet == 0x7F for octet in octets):
        raise BadFieldError("a line holds no control characters")
    return octets + bytes([DC4])
