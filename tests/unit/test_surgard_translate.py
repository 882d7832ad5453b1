"""What Sur-Gard lines mean."""

from __future__ import annotations

import pytest

from alarmd.domain.signal import Flag, Kind, Lane, Signal
from devices.surgard.translate import account_of, translate
from protocols.surgard import read_line
from tests.fakes.arrivals import arrival


def signals(text: str, **codes: str) -> list[Signal]:
    return translate(read_line(text, text.encode()), arrival("surgard", "4711"), codes)


@pytest.mark.parametrize(
    ("text", "kind", "lane"),
    [
        ("5011 184711E10100007", Kind.PRESS, Lane.LIFE_SAFETY),
        ("5011 184711E30200000", Kind.BATTERY, Lane.TECHNICAL),
        ("5011 184711E60200000", Kind.TEST, Lane.TEST),
        ("S011[#4711|Nri1QA007]", Kind.PRESS, Lane.LIFE_SAFETY),
        ("3011    4711QA0007", Kind.PRESS, Lane.LIFE_SAFETY),
        ("1011      0000 P12 005", Kind.INFORMATION, Lane.INFORMATION),
        ("80114711 1555 5555 9", Kind.UNKNOWN, Lane.LIFE_SAFETY),
    ],
)
def test_lines(text: str, kind: Kind, lane: Lane) -> None:
    (signal,) = signals(text)
    assert (signal.kind, signal.lane) == (kind, lane)
    assert signal.detail["receiver"] == "01"


def test_several_events_of_one_line() -> None:
    assert [signal.kind for signal in signals("S011[#4711|NQA007/YT]")] == [Kind.PRESS, Kind.BATTERY]


def test_what_cannot_be_read_is_unclassified() -> None:
    for text in ("S011[#4711|]", "6011 4711 what"):
        (signal,) = signals(text)
        assert Flag.UNCLASSIFIED in signal.flags


def test_the_receivers_own_accounts() -> None:
    assert account_of(read_line("5011 180000E35100001", b"")) is None
    assert account_of(read_line("5011 180010E35100001", b"")) == "0010"
    assert account_of(read_line("6011", b"")) is None
