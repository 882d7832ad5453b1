"""What IPA alarms become."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from alarmd.domain.signal import Flag, Kind, Lane, Signal
from devices.ipa.translate import translate, translate_text
from devices.reception import Reception
from protocols.ipa import Alarm, Location, Qualifier, TextMessage
from tests.fakes.centre import TestCentre

ARRIVAL = Reception("door", "ipa", TestCentre().centre).arrival("10.0.0.1:1", "209", None)


def signal(**fields: Any) -> Signal:
    return translate(replace(Alarm(source="209", type="ASSIST"), **fields), ARRIVAL)


@pytest.mark.parametrize(
    ("word", "lane", "kind"),
    [
        ("ASSIST", Lane.LIFE_SAFETY, Kind.PRESS),
        ("fall", Lane.LIFE_SAFETY, Kind.FALL),
        ("BATTERY", Lane.TECHNICAL, Kind.BATTERY),
        ("TEST", Lane.TEST, Kind.TEST),
        ("Dörr", Lane.LIFE_SAFETY, Kind.UNKNOWN),
    ],
)
def test_types(word: str, lane: Lane, kind: Kind) -> None:
    made = signal(type=word)
    assert (made.lane, made.kind, made.code, made.restore) == (lane, kind, word, False)
    assert (Flag.UNCLASSIFIED in made.flags) == (kind is Kind.UNKNOWN)


def test_qualifiers_and_what_is_missing() -> None:
    assert signal(qualifier=Qualifier.RESET).restore
    assert Flag.STILL_PRESENT in signal(qualifier=Qualifier.UPDATED).flags
    assert {Flag.UNCLASSIFIED, Flag.INCOMPLETE} <= signal(source="", type="").flags


def test_everything_it_says_is_there() -> None:
    location = Location(place=(59.3, 18.0), beacon="B1", cell=(240, 10, 1, 2))
    made = signal(source_parts={"Ward": "2", "Transmitter": "t"}, severity="High", location=location)
    assert made.peripheral == "t"
    assert made.detail == {
        "ward": "2", "transmitter": "t", "severity": "High", "latitude": "59.300000", "longitude": "18.000000",
        "beacon": "B1", "cell": "240 10 1 2",
    }  # fmt: skip


def test_a_text_is_an_alarm() -> None:
    made = translate_text(TextMessage(to="1001", text="Larm"), ARRIVAL)
    assert (made.lane, dict(made.detail)) == (Lane.LIFE_SAFETY, {"text": "Larm", "called": "1001"})
