"""Kinds that an installation gives to its own codes."""

from __future__ import annotations

from alarmd.config.doors.kinds import KINDS
from alarmd.domain.signal import Flag, Kind, Lane
from devices.plain_codes import labels_of, lane_of_kind, plain_code_signal
from tests.fakes.arrivals import arrival


def test_every_word_of_the_settings_is_a_kind() -> None:
    assert set(KINDS) <= {str(kind) for kind in Kind}


def test_only_what_is_known_to_be_less_is_less_than_life_safety() -> None:
    life_safety = {kind for kind in Kind if lane_of_kind(kind) is Lane.LIFE_SAFETY}
    assert life_safety >= {Kind.PRESS, Kind.FALL, Kind.FIRE, Kind.GAS, Kind.WATER, Kind.THREAT, Kind.INACTIVITY}
    assert life_safety >= {Kind.UNKNOWN, Kind.ASSISTANCE}
    assert lane_of_kind(Kind.TEST) is Lane.TEST


def test_a_code_nobody_has_named_rings() -> None:
    signal = plain_code_signal(arrival("surgard", "1"), "3 2", {}, {})
    assert (signal.lane, signal.kind) == (Lane.LIFE_SAFETY, Kind.UNKNOWN)
    assert signal.flags >= {Flag.UNCLASSIFIED}
    assert signal.label_sv == "Okänd kod 3 2"


def test_a_named_code_with_or_without_blanks() -> None:
    for codes in ({"3 2": "battery"}, {"32": "battery"}):
        assert plain_code_signal(arrival("surgard", "1"), "3 2", codes, {}).kind is Kind.BATTERY


def test_every_kind_has_a_label() -> None:
    for kind in Kind:
        assert all(labels_of(kind, "7"))
