"""Which content types carry SCAIP, and the named dialects."""

from __future__ import annotations

import pytest

from protocols.scaip import DIALECTS, STANDARD, WRAPPED, is_scaip


@pytest.mark.parametrize(
    ("content_type", "strict", "lenient"),
    [
        ("application/scaip+xml", True, True),
        ("Application/SCAIP+XML; charset=utf-8", True, True),
        ("application/xml", False, True),
        ("text/plain;charset=UTF-8", False, True),
        ("application/json", False, False),
        ("", False, False),
    ],
)
def test_content_types(content_type: str, strict: bool, lenient: bool) -> None:
    assert is_scaip(content_type, lenient=False) is strict
    assert is_scaip(content_type) is lenient


def test_a_dialect_brings_its_own_type() -> None:
    assert is_scaip("application/xml", WRAPPED, lenient=False)
    assert DIALECTS["standard"] is STANDARD
    assert all(name == dialect.name for name, dialect in DIALECTS.items())
