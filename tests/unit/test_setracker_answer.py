"""Which words are answered, beside those in the vectors."""

from __future__ import annotations

import pytest

from protocols.setracker import answer, parse_frame, seal


@pytest.mark.parametrize(
    ("content", "told"),
    [("TKQ", "TKQ"), ("TKQ2", "TKQ2"), ("JXTK,1,2", "JXTKR,1"), ("TK,x", ""), ("heart,60", ""), ("NEW,1", "")],
)
def test_answers(content: str, told: str) -> None:
    expected = seal("SG", "8800000017", told, seq="7") if told else b""
    assert answer(parse_frame(seal("SG", "8800000017", content, seq="7"))) == expected
