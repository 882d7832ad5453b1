"""One line of an Ademco 685 receiver as typed fields (sheet §3): split on blanks, whatever their number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from protocols.ademco685.errors import BadFieldError

LF = 0x0A
CR = 0x0D
SAY_ACK = b"\x06"
SAY_NAK = b"\x15"

QUALIFIERS = {"E": "1", "R": "3", "P": "6"}
"""Letters that computer lines print for Contact ID's digits 1 new, 3 restore, 6 still present."""

_LETTERS = {digit: letter for letter, digit in QUALIFIERS.items()}

_EVENT = re.compile(r"([ERP136])([0-9A-F]{3})")
_AREA = re.compile(r"[0-9A-F]{2}")
_POINT = re.compile(r"([CU]?)([0-9A-F]{1,4})")
_ACCOUNT = re.compile(r"[0-9A-F]{3,10}")
_HEX = re.compile(r"[0-9A-F]+")
_WHO = re.compile(r"[0-9A-F]{2}")


class LineKind(StrEnum):
    """What a line carries."""

    HEARTBEAT = "heartbeat"
    CONTACT_ID = "contact_id"
    PULSE = "pulse"
    HIGH_SPEED = "high_speed"
    OTHER = "other"


class Point(StrEnum):
    """What the last number of a Contact ID line counts."""

    ZONE = "C"
    USER = "U"
    UNSAID = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One undamaged line.

    Attributes:
        receiver, group: one character each, `""` when they cannot be read.
        account: the unit's account as sent; None when the line names none.
        data: by kind. CONTACT_ID: `QXYZ GG CCC` with Q as a digit. PULSE: one or two digits, a blank between.
            HIGH_SPEED: the groups. OTHER: the whole text.
        point: zone or user, where the line says it.
        raw: all bytes, LF to CR.
    """

    kind: LineKind
    receiver: str
    group: str
    account: str | None
    data: str = field(repr=False)
    point: Point
    raw: bytes = field(repr=False)


def read_line(text: str, raw: bytes) -> Line:
    """Read one line without LF and CR; what has no known form comes out as OTHER, never as an error."""
    words = text.split()
    who = words[0] if words and _WHO.fullmatch(words[0]) else ""
    receiver, group = who[:1], who[1:]
    if "OKAY" in text.upper() and "@" in text:
        return Line(LineKind.HEARTBEAT, receiver, group, None, "", Point.UNSAID, raw)
    if who and len(words) > 2 and _ACCOUNT.fullmatch(words[1]):
        if read := _contact_id(words[2:]):
            return Line(LineKind.CONTACT_ID, receiver, group, words[1], *read, raw)
        if kind := _pulses(words[2:]):
            return Line(kind, receiver, group, words[1], " ".join(words[2:]), Point.UNSAID, raw)
    return Line(LineKind.OTHER, receiver, group, None, text.strip(), Point.UNSAID, raw)


def _contact_id(words: list[str]) -> tuple[str, Point] | None:
    if len(words) != 4 or words[0] not in ("18", "98"):
        return None
    event, point = _EVENT.fullmatch(words[1]), _POINT.fullmatch(words[3])
    if event is None or point is None or not _AREA.fullmatch(words[2]):
        return None
    qualifier = QUALIFIERS.get(event[1], event[1])
    return f"{qualifier}{event[2]} {words[2]} {point[2]:>03}", Point(point[1])


def _pulses(words: list[str]) -> LineKind | None:
    if not all(_HEX.fullmatch(word) for word in words):
        return None
    sizes = [len(word) for word in words]
    if sizes in ([1], [2], [1, 1]):
        return LineKind.PULSE
    return LineKind.HIGH_SPEED if sizes == [4, 4, 1] else None


def build_contact_id(account: str, data: str, *, who: str = "01", point: Point = Point.ZONE) -> bytes:
    """Write a Contact ID line; `data` is `QXYZ GG CCC` as Contact ID writes it.

    Raises:
        BadFieldError: a field has another form.
    """
    event, area, number = (*data.split(" "), "", "")[:3]
    text = f"{who} {account} 18 {_LETTERS.get(event[:1], event[:1])}{event[1:]} {area} {point}{number}"
    return _sealed(text, LineKind.CONTACT_ID)


def build_pulse(account: str, code: str, *, who: str = "01") -> bytes:
    """Write a 3+1, 4+1 or 4+2 line; `code` is one digit, or two with a blank between.

    Raises:
        BadFieldError: a field has another form.
    """
    return _sealed(f"{who} {account} {code}", LineKind.PULSE)


def build_heartbeat(who: str = "00") -> bytes:
    """Write a heartbeat line.

    Raises:
        BadFieldError: `who` holds a control character.
    """
    return _sealed(f"{who} OKAY @", LineKind.HEARTBEAT)


def _sealed(text: str, kind: LineKind) -> bytes:
    octets = text.encode("latin-1", "replace")
    if any(octet < 0x20 or octet == 0x7F for octet in octets) or read_line(text, b"").kind is not kind:
        raise BadFieldError(f"these fields do not make a {kind} line")
    return bytes([LF]) + octets + bytes([CR])
