"""Every word of our own format means something, in two languages."""

from __future__ import annotations

from alarmd.domain.signal import Kind, Lane
from devices.mqtt.meanings import MEANINGS, UNKNOWN, meaning_of


def test_a_unit_may_turn_a_press_into_something_else() -> None:
    assert meaning_of("button_double", {"button_double": "assistance"}).kind is Kind.ASSISTANCE
    assert meaning_of("button_double", {}).kind is Kind.PRESS


def test_a_word_nobody_knows_is_life_safety() -> None:
    assert meaning_of("spontaneous combustion", {}) is UNKNOWN
    assert UNKNOWN.lane is Lane.LIFE_SAFETY


def test_case_does_not_matter() -> None:
    assert meaning_of("FALL", {}).kind is Kind.FALL


def test_every_label_is_there_twice() -> None:
    assert all(sv and en and sv != en for sv, en in (m.labels for m in MEANINGS.values() if m.kind not in _ALIKE))


_ALIKE = {Kind.FALL, Kind.GAS, Kind.INFORMATION}
