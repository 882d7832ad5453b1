"""What people write, what it becomes, and what they are told when it cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alarmd.store import registry_fields as f

GOOD: list[tuple[Callable[[str], Any], str, Any]] = [
    (f.text, "  Åsa Ek \n", "Åsa Ek"),
    (f.long_text, "1. Ring\r\n2. Vänta ", "1. Ring\n2. Vänta"),
    (f.phone, "+46 31-390 06 05", "+46 31-390 06 05"),
    (f.phones, "031-390 06 05; 070-174 06 05", ["031-390 06 05", "070-174 06 05"]),
    (f.phones, "", []),
    (f.born, "1938-04-27", "1938-04-27"),
    (f.born, "19380427", "1938-04-27"),
    (f.born, "1938", "1938"),
    (f.yes_no, "Ja", True),
    (f.yes_no, "", False),
    (f.whole(1, 9), "9", 9),
    (f.degrees, "57,7089", 57.7089),
    (f.degrees, "", None),
    (f.duration, "90", 90.0),
    (f.duration, "1,5 h", 5400.0),
    (f.choice("dc09", "scaip"), " SCAIP ", "scaip"),
    (f.moment, "2026-07-01T07:00", datetime(2026, 7, 1, 5, tzinfo=UTC)),
    (f.moment, "2026-01-01T07:00+00:00", datetime(2026, 1, 1, 7, tzinfo=UTC)),
    (f.pairs, "a=1; b = två=2;", {"a": "1", "b": "två=2"}),
    (f.addresses, "sms  json://localhost/x", ["sms", "json://localhost/x"]),
]
BAD: list[tuple[Callable[[str], Any], str]] = [
    (f.text, "a\x00b"),
    (f.long_text, "a\x07b"),
    (f.phone, "ring Eva"),
    (f.born, "27 april"),
    (f.yes_no, "kanske"),
    (f.whole(1, 9), "10"),
    (f.whole(1, 9), "tre"),
    (f.degrees, "norr"),
    (f.degrees, "400"),
    (f.duration, "ofta"),
    (f.choice("dc09", "scaip"), "sip"),
    (f.moment, "i morgon"),
    (f.pairs, "a"),
    (f.pairs, "=1"),
    (f.addresses, "   "),
    (f.addresses, "en,två"),
]


@pytest.mark.parametrize(("read", "written", "expected"), GOOD)
def test_good(read: Callable[[str], Any], written: str, expected: Any) -> None:
    assert read(written) == expected


@pytest.mark.parametrize(("read", "written"), BAD)
def test_bad(read: Callable[[str], Any], written: str) -> None:
    with pytest.raises(f.Wrong) as caught:
        read(written)
    assert caught.value.advice


@given(st.text())
def test_nothing_anybody_writes_crashes_a_reader(written: str) -> None:
    for read in {read for read, _, _ in GOOD}:
        try:
            read(written)
        except f.Wrong:
            continue
