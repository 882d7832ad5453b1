"""What Ademco 685 lines mean."""

from __future__ import annotations

import pytest

from alarmd.domain.signal import Flag, Kind, Lane, Signal
from devices.ademco685.translate import account_of, translate
from protocols.ademco685 import read_line
from tests.fakes.arrivals import arrival


def signal(text: str, **codes: str) -> Signal:
    (only,) = translate(read_line(text, text.encode()), arrival("ademco685", "4711"), codes)
    return only


@pytest.mark.parametrize(
    ("text", "kind", "lane"),
    [
        ("01 4711 18 E101 00 C007", Kind.PRESS, Lane.LIFE_SAFETY),
        ("01 4711 18 E121 00 U007", Kind.THREAT, Lane.LIFE_SAFETY),
        ("01 4711 18 E301 00 C000", Kind.MAINS, Lane.TECHNICAL),
        ("01 4711 3 2", Kind.UNKNOWN, Lane.LIFE_SAFETY),
    ],
)
def test_lines(text: str, kind: Kind, lane: Lane) -> None:
    assert (signal(text).kind, signal(text).lane) == (kind, lane)


def test_the_point_is_named() -> None:
    assert signal("01 4711 18 E121 00 U007").detail["point"] == "user"
    assert "point" not in signal("01 4711 18 E121 00 007").detail


def test_codes_of_the_installation() -> None:
    named = translate(read_line("01 4711 3 2", b""), arrival("ademco685", "4711"), {"3 2": "press"})
    assert (named[0].kind, named[0].flags) == (Kind.PRESS, frozenset({Flag.UNKNOWN_SENDER}))


def test_what_cannot_be_read_is_unclassified() -> None:
    assert Flag.UNCLASSIFIED in signal("01 WHAT").flags


def test_the_receivers_own_account() -> None:
    assert account_of(read_line("01 0000 18 E351 00 C001", b"")) is None
    assert account_of(read_line("01 4711 E", b"")) == "4711"
