"""Codings, headers and cut content."""

from __future__ import annotations

import pytest

from protocols.at_modem.content import Coding, Part, build_content, coding_of, read_content


@pytest.mark.parametrize(
    ("scheme", "coding", "message_class"),
    [
        (0x00, Coding.GSM7, None),
        (0x04, Coding.OCTETS, None),
        (0x08, Coding.UCS2, None),
        (0x0C, Coding.GSM7, None),
        (0x10, Coding.GSM7, 0),
        (0x1A, Coding.UCS2, 2),
        (0xC8, Coding.GSM7, None),
        (0xD0, Coding.GSM7, None),
        (0xE0, Coding.UCS2, None),
        (0xF1, Coding.GSM7, 1),
        (0xF6, Coding.OCTETS, 2),
    ],
)
def test_schemes(scheme: int, coding: Coding, message_class: int | None) -> None:
    assert coding_of(scheme) == (coding, message_class)


def test_elements_that_nobody_knows_are_passed_over() -> None:
    header = bytes.fromhex("0B" + "05040B8423F0" + "0003070201")
    read = read_content(Coding.OCTETS, len(header) + 1, header + b"x", has_header=True)
    assert (read.part, read.octets, read.cut) == (Part(7, 8, 2, 1), b"x", False)


@pytest.mark.parametrize("element", ["0003070200", "0003070203", "00020702", "000307"])
def test_a_part_that_cannot_be_is_none(element: str) -> None:
    header = bytes.fromhex(element)
    octets = bytes([len(header)]) + header + b"x"
    assert read_content(Coding.OCTETS, len(octets), octets, has_header=True).part is None


def test_octets_are_kept_as_they_are() -> None:
    built = build_content(Coding.OCTETS, "\x00ÿ", None)
    read = read_content(Coding.OCTETS, built[0], built[1:], has_header=False)
    assert (read.octets, read.text) == (b"\x00\xff", "\x00ÿ")
