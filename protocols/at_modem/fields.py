"""The values behind a colon: `+CMGL: 1,0,"An, na",24` (3GPP TS 27.007 §5.4)."""

from __future__ import annotations

import re

_FIELD = re.compile(r'\s*(?:"([^"]*)"|([^,"]*))\s*(?:,|$)')


def fields_of(line: str) -> list[str]:
    """The fields after the first colon, without quotes and blanks around; none when there is no colon."""
    _, colon, rest = line.partition(":")
    if not colon or not rest.strip():
        return []
    found: list[str] = []
    at = 0
    while at <= len(rest):
        match = _FIELD.match(rest, at)
        if match is None:
            found.append(rest[at:].strip())
            break
        found.append(match[1] if match[1] is not None else match[2].strip())
        if match.end() == len(rest) and not match[0].endswith(","):
            break
        at = match.end()
    return found


def number_in(fields: list[str], place: int) -> int | None:
    """The whole number in a field, None when there is none; places may count from the end."""
    try:
        text = fields[place]
    except IndexError:
        return None
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= 9 else None
