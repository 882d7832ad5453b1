"""The code tables are whole, bilingual and spelled as the standard numbers them."""

from __future__ import annotations

import pytest

from protocols.scaip import code_text, components, device_types, is_vendor_code, locations, status_codes
from protocols.scaip.codes import Kind, Meaning, Text


def test_every_code_of_the_standard_is_there() -> None:
    assert sorted(device_types()) == list(range(52))
    assert sorted(components()) == list(range(30))
    assert sorted(status_codes()) == list(range(128))
    assert sorted(locations()) == list(range(53))


def test_every_code_has_a_text_in_both_languages() -> None:
    texts = [row.text for row in device_types().values()] + [row.text for row in status_codes().values()]
    texts += [*components().values(), *locations().values()]
    assert all(text.sv.strip() and text.en.strip() for text in texts)
    for table in (device_types(), status_codes()):
        assert len({row.text.en for row in table.values()}) == len(table)


@pytest.mark.parametrize(
    ("tag", "code", "en", "sv"),
    [
        ("dty", 3, "personal trigger", "bärbar larmknapp"),
        ("dty", 26, "carbon monoxide detector", "kolmonoxiddetektor"),
        ("dty", 51, "tracking device", "gps-larm"),
        ("dco", 6, "button 5", "knapp 5"),
        ("dco", 7, "switch 1", "omkopplare 1"),
        ("dco", 16, "output 5", "utgång 5"),
        ("dco", 21, "automatic circuit 5", "automatisk krets 5"),
        ("dco", 29, "module 5", "modul 5"),
        ("stc", 16, "battery low", "lågt batteri"),
        ("stc", 40, "error code 9", "felkod 9"),
        ("stc", 61, "level 9", "nivå 9"),
        ("stc", 102, "test transmission, primary channel", "provsändning, primär kanal"),
        ("stc", 125, "tamper alarm", "sabotagelarm"),
        ("lco", 21, "kitchen", "kök"),
        ("lco", 52, "wing", "flygel"),
        ("ico", 5, "unknown code 5", "okänd kod 5"),
        ("stc", 128, "unknown code 128", "okänd kod 128"),
        ("dty", 950, "vendor code 950", "leverantörskod 950"),
        ("lco", 99, "vendor code 99", "leverantörskod 99"),
        ("stc", None, "alarm", "larm"),
        ("lco", None, "", ""),
    ],
)
def test_texts(tag: str, code: int | None, en: str, sv: str) -> None:
    assert code_text(tag, code) == Text(sv, en)


def test_the_vendors_ranges() -> None:
    for tag, first, last in (("dty", 900, 999), ("stc", 900, 999), ("dco", 90, 99), ("lco", 90, 99), ("ico", 90, 99)):
        assert is_vendor_code(tag, first)
        assert is_vendor_code(tag, last)
        assert not is_vendor_code(tag, first - 1)
        assert not is_vendor_code(tag, last + 1)


def test_the_default_reading_of_the_sheet() -> None:
    def codes(*meanings: Meaning) -> set[int]:
        return {code for code, row in status_codes().items() if row.means in meanings}

    assert {0, 1, 6, 9, 10, 11, 81, 106, 107, 110, 125} <= codes(Meaning.ALARM)
    assert {119, 120} <= codes(Meaning.GUARD)
    assert {14, 16, 23, 24, 25, 26, 27, 42, 63, 67, 78, 85, 105, 122, 123, 65, 66, 95} <= codes(
        Meaning.FAULT, Meaning.LINK
    )
    quiet = codes(Meaning.RESTORE, Meaning.INFORMATION, Meaning.TEST)
    assert {15, 48, 70, 75, 86, 91, 94, 112, 113, 114, 115, 116, 124, 92, 93, 111, 102, 103, 4, 5, 62, 83} <= quiet
    assert {Kind(row.kind) for row in status_codes().values() if row.kind} <= set(Kind)
