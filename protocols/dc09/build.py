"""Frames of every token, as units and other receivers write them; our own answers are in `answer`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from protocols.dc09.crypto import encrypt
from protocols.dc09.envelope import seal
from protocols.dc09.errors import BadFieldError
from protocols.dc09.extended import Extended
from protocols.dc09.keys import Key

_LINE_END = re.compile(r"[\r\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How one make writes its frames; the defaults are the standard's.

    Attributes:
        binary_crc: two bytes instead of four hex digits.
        crc_includes_cr: CR is counted into the checksum.
        lower_case_hex: ciphertext in lower case.
        encoding: of texts, `utf-8` or `cp1252`.
    """

    binary_crc: bool = False
    crc_includes_cr: bool = False
    lower_case_hex: bool = False
    encoding: str = "utf-8"


STANDARD = Habits()


def build(
    token: str,
    seq: str,
    account: str | None,
    data: str = "",
    *,
    receiver: str | None = None,
    prefix: str | None = "0",
    extended: Iterable[Extended] = (),
    timestamp: str | None = None,
    key: Key | None = None,
    pad: bytes | None = None,
    habits: Habits = STANDARD,
) -> bytes:
    """Return one whole frame, LF to CR; encrypted when a key is given (DC-09 5.5).

    Args:
        token: without star, `ADM-CID`.
        seq: `0001` to `9999`.
        account: text after #; None leaves # out.
        data: text between the brackets, `#1234|1101 01 007`.
        receiver: hex digits after R; None leaves R out.
        prefix: hex digits after L; None leaves L out.
        extended: extended data fields in their order.
        timestamp: as `format_timestamp` writes it; the standard wants one in every encrypted frame.
        key: encrypts everything behind the bracket.
        pad: only when encrypted; fills whole blocks, random letters unless given.
        habits: how the make writes it.

    Raises:
        BadFieldError: a line end in any field, a bracket or quote where it would end the field, or too long.
    """
    fields = tuple(extended)
    _check(token, seq, account, receiver, prefix, data, fields, timestamp)
    head = "".join(
        (
            f'"*{token}"{seq}' if key else f'"{token}"{seq}',
            f"R{receiver}" if receiver is not None else "",
            f"L{prefix}" if prefix is not None else "",
            f"#{account}" if account is not None else "",
            "[",
        )
    )
    content = data + "]" + "".join(f"[{field.text}]" for field in fields)
    if timestamp is not None:
        content += "_" + timestamp
    body = _encode(head, habits)
    if key is None:
        body += _encode(content, habits)
    else:
        sealed = encrypt(_encode("|" + content, habits), key, pad)
        body += sealed.lower() if habits.lower_case_hex else sealed
    return seal(body, binary_crc=habits.binary_crc, crc_includes_cr=habits.crc_includes_cr)


def next_seq(seq: str) -> str:
    """Return the sequence number after `seq`: 9999 is followed by 0001, since 0000 belongs to NAK."""
    return f"{int(seq) % 9999 + 1:04}"


def _encode(text: str, habits: Habits) -> bytes:
    try:
        return text.encode(habits.encoding)
    except UnicodeEncodeError as wrong:
        raise BadFieldError(f"a text cannot be written in {habits.encoding}") from wrong


def _check(
    token: str,
    seq: str,
    account: str | None,
    receiver: str | None,
    prefix: str | None,
    data: str,
    fields: tuple[Extended, ...],
    timestamp: str | None,
) -> None:
    head = (seq, account or "", receiver or "", prefix or "")
    if '"' in token or any("[" in part or "]" in part or '"' in part for part in head):
        raise BadFieldError("a header field holds a quote or a bracket")
    texts = tuple(field.text for field in fields if not field.text.startswith("J{"))
    if any("]" in part for part in (data, *texts)):
        raise BadFieldError("data or an extended field holds a closing bracket")
    if any(_LINE_END.search(part) for part in (token, *head, data, timestamp or "", *(f.text for f in fields))):
        raise BadFieldError("a field holds a line end")
