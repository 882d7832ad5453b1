"""Sur-Gard lines: published forms, makers' differences, and what nobody knows."""

from __future__ import annotations

import pytest

from protocols.surgard import BadFieldError, LineKind, build_contact_id, build_pulse, build_sia, read_line

FORMS = [
    # The first is a published capture of a real receiver (sheet §1.2).
    ("5011 187037E13001004", LineKind.CONTACT_ID, "01", "1", "7037", "1130 01 004"),
    ("501001 187037R13001004", LineKind.CONTACT_ID, "01", "001", "7037", "3130 01 004"),
    ("5011 987037313001004", LineKind.CONTACT_ID, "01", "1", "7037", "3130 01 004"),
    ("a011 703718E13001004", LineKind.CONTACT_ID, "01", "1", "7037", "1130 01 004"),
    ("1011           @    ", LineKind.HEARTBEAT, "01", "1", None, ""),
    ("1001           @    ", LineKind.HEARTBEAT, "00", "1", None, ""),
    ("101001           @", LineKind.HEARTBEAT, "01", "001", None, ""),
    ("1011      2255 A 266", LineKind.PULSE, "01", "1", "2255", "A 266"),
    ("8011471115 5555 9", LineKind.OTHER, "01", "1", None, "8011471115 5555 9"),
    ("80114711 1555 5555 9", LineKind.HIGH_SPEED, "01", "1", "4711", "1555 5555 9"),
    ("3011    004711QA0007", LineKind.SIA, "01", "1", "004711", "#004711|NQA0007"),
    ("S00001[#1234|Nri1BA01]", LineKind.SIA, "00", "001", "1234", "#1234|Nri1BA01"),
    ("S011[Nri1BA01]", LineKind.SIA, "01", "1", None, "Nri1BA01"),
    ("1011      0000 P12 005", LineKind.VOICE, "01", "1", "0000", "P12 005"),
    ("6011 whatever", LineKind.OTHER, "01", "1", None, "6011 whatever"),
    ("§ nonsense", LineKind.OTHER, "", "", None, "§ nonsense"),
]


@pytest.mark.parametrize(("text", "kind", "receiver", "card", "account", "data"), FORMS)
def test_forms(text: str, kind: LineKind, receiver: str, card: str, account: str | None, data: str) -> None:
    line = read_line(text, b"")
    assert (line.kind, line.receiver, line.card, line.account, line.data) == (kind, receiver, card, account, data)


def test_nothing_of_a_person_is_printed() -> None:
    assert "Anna" not in repr(read_line("S011[#1|NQA1|AAnna]", b"Anna"))


def test_what_would_break_a_line_is_refused() -> None:
    with pytest.raises(BadFieldError):
        build_contact_id("12", "1101 00 007")
    with pytest.raises(BadFieldError):
        build_sia("#1]|NQA")
    with pytest.raises(BadFieldError):
        build_sia("#1|NQA\x14")
    with pytest.raises(BadFieldError):
        build_pulse("xyz", "1")
