"""Ademco 685 lines: makers' blanks, and what nobody knows."""

from __future__ import annotations

import pytest

from protocols.ademco685 import BadFieldError, LineKind, Point, build_contact_id, build_pulse, read_line

FORMS = [
    ("01 1234 18 E131 01 C015", LineKind.CONTACT_ID, "1234", "1131 01 015", Point.ZONE),
    ("01  1234  18 R131  01  U015", LineKind.CONTACT_ID, "1234", "3131 01 015", Point.USER),
    ("01 1234 18 P131 01 15", LineKind.CONTACT_ID, "1234", "6131 01 015", Point.UNSAID),
    ("01 1234 E", LineKind.PULSE, "1234", "E", Point.UNSAID),
    ("01 1234 3 2", LineKind.PULSE, "1234", "3 2", Point.UNSAID),
    ("01 1234 1555 5555 9", LineKind.HIGH_SPEED, "1234", "1555 5555 9", Point.UNSAID),
    ("00 OKAY @", LineKind.HEARTBEAT, None, "", Point.UNSAID),
    ("0 1 OKAY    @ ", LineKind.HEARTBEAT, None, "", Point.UNSAID),
    ("01 1234 18 E131 01", LineKind.OTHER, None, "01 1234 18 E131 01", Point.UNSAID),
    ("01 1234 18 X131 01 C015", LineKind.OTHER, None, "01 1234 18 X131 01 C015", Point.UNSAID),
    ("01 1234 18 E131 0 C015", LineKind.OTHER, None, "01 1234 18 E131 0 C015", Point.UNSAID),
    ("PRINTER FAULT", LineKind.OTHER, None, "PRINTER FAULT", Point.UNSAID),
]


@pytest.mark.parametrize(("text", "kind", "account", "data", "point"), FORMS)
def test_forms(text: str, kind: LineKind, account: str | None, data: str, point: Point) -> None:
    line = read_line(text, b"")
    assert (line.kind, line.account, line.data, line.point) == (kind, account, data, point)


def test_nothing_of_a_person_is_printed() -> None:
    assert "Anna" not in repr(read_line("Anna", b"Anna"))


def test_what_would_break_a_line_is_refused() -> None:
    with pytest.raises(BadFieldError):
        build_contact_id("12", "1101 00 007")
    with pytest.raises(BadFieldError):
        build_pulse("1234", "too long")
    with pytest.raises(BadFieldError):
        build_pulse("1234\r", "1")
