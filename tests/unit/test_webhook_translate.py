"""Words to lanes and kinds; what nobody knows is raised for a person to look at."""

from __future__ import annotations

import pytest

from alarmd.domain.signal import Flag, Kind, Lane
from alarmd.domain.unit import AlarmUnit
from devices.arrival import Arrival
from devices.webhook.translate import MEANINGS, translate
from protocols.webhook import Event, Position
from tests.fakes.centre import NOON

UNIT = AlarmUnit(id=7, tenant_id=3, protocol="webhook", address="A1")


def arrival(unit: AlarmUnit | None = UNIT) -> Arrival:
    return Arrival(
        door="webhook", source="10.0.0.1", address="A1", unit=unit, tenant_id=1, received_at=NOON, received_s=1.0,
        message_key="webhook:webhook:m1", raw=b"{}", new_id=lambda at: 1,
    )  # fmt: skip


@pytest.mark.parametrize("word", MEANINGS)
def test_each_word_has_its_lane_and_both_languages(word: str) -> None:
    signal = translate(Event("A1", word), arrival())
    assert (signal.lane, signal.kind) == (MEANINGS[word].lane, MEANINGS[word].kind)
    assert signal.label_sv
    assert signal.label_en
    assert not signal.flags


def test_a_restore_follows_what_is_over() -> None:
    signal = translate(Event("A1", "mains", restored=True), arrival())
    assert (signal.lane, signal.kind, signal.restore) == (Lane.TECHNICAL, Kind.MAINS, True)
    assert signal.label_sv == "Återställt: Strömavbrott"


def test_an_unknown_word_of_a_known_unit_is_life_safety() -> None:
    signal = translate(Event("A1", "wobble", text="hm"), arrival())
    assert (signal.lane, signal.kind) == (Lane.LIFE_SAFETY, Kind.UNKNOWN)
    assert Flag.UNCLASSIFIED in signal.flags
    assert (signal.code, signal.detail) == ("wobble", {"text": "hm"})


def test_a_press_of_an_unknown_sender_is_life_safety() -> None:
    signal = translate(Event("A1", "press"), arrival(None))
    assert signal.lane is Lane.LIFE_SAFETY
    assert Flag.UNKNOWN_SENDER in signal.flags


def test_the_position_is_shown_with_age_and_accuracy() -> None:
    event = Event("A1", "press", position=Position(59.3, 18.06, 12.0, NOON), battery_percent=40)
    assert translate(event, arrival()).detail == {
        "latitude": "59.300000",
        "longitude": "18.060000",
        "accuracy_m": "12",
        "position_at": NOON.isoformat(),
        "battery_percent": "40",
    }
