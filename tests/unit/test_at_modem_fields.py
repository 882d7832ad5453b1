"""The values behind a colon, quoted or not."""

from __future__ import annotations

import pytest

from protocols.at_modem.fields import fields_of, number_in


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("+CMGR: 0,,24", ["0", "", "24"]),
        ('+CMGL: 1,0,"An, na",24', ["1", "0", "An, na", "24"]),
        ('+CMTI: "SM", 7', ["SM", "7"]),
        ("+CDS: 25", ["25"]),
        ("+CLIP:", []),
        ("OK", []),
        ("+X: a,", ["a", ""]),
        ('+X: "open, 1', ['"open, 1']),
        ('+X: "a"b,1', ['"a"b,1']),
    ],
)
def test_fields(line: str, fields: list[str]) -> None:
    assert fields_of(line) == fields


def test_numbers() -> None:
    assert number_in(["a", "12"], 1) == number_in(["a", "12"], -1) == 12
    assert number_in(["a", "²"], 1) is None
    assert number_in(["-1"], 0) is None
    assert number_in([], 0) is None
    assert number_in(["1234567890"], 0) is None
