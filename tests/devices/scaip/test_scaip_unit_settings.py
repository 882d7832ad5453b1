"""A unit's words become dialect and policy; mistakes fall back to the door's and are told."""

from __future__ import annotations

import logging

import pytest

from alarmd.config import ScaipSettings
from alarmd.domain.unit import AlarmUnit
from devices.scaip.unit_settings import SettingsReader
from protocols.scaip import STANDARD, Address


def unit(number: int = 1, **words: str) -> AlarmUnit:
    return AlarmUnit(id=number, tenant_id=1, protocol="scaip", address="1", settings=words)


def test_words_become_dialect_and_policy() -> None:
    reader = SettingsReader(ScaipSettings(heartbeat_minutes=60))
    settings = reader.of(
        unit(
            dialect="schema-strict", several_tnu="yes", padded_mre="no", heartbeat_stc="70", voice_media="listen",
            voice_number="sip:op@a, gsm:", voice_minutes="9", heartbeat_minutes="0", content_type="text/xml",
        )
    )  # fmt: skip
    dialect, policy = settings.dialect, settings.policy
    assert (dialect.name, dialect.several_tnu, dialect.padded_mre) == ("schema-strict", True, False)
    assert (dialect.heartbeat_stc, dialect.content_type) == (70, "text/xml")
    assert (policy.mre, policy.callback_minutes, policy.heartbeat_minutes) == (2, 9, None)
    assert policy.tnu == (Address("sip", "op@a"), Address("gsm"))


def test_the_door_speaks_for_the_rest() -> None:
    reader = SettingsReader(ScaipSettings(voice="none"))
    assert reader.of(None) is reader.of_door
    assert reader.of(unit()) is reader.of_door
    assert (reader.of_door.dialect, reader.of_door.policy.mre) == (STANDARD, 0)


def test_settings_are_read_once_and_again_when_they_change() -> None:
    reader = SettingsReader(ScaipSettings())
    first = unit(voice_media="none")
    assert reader.of(first) is reader.of(first)
    assert reader.of(unit(voice_media="speak")).policy.mre == 3


@pytest.mark.parametrize("words", [{"dialect": "klingon"}, {"voice_minutes": "99"}, {"voice_media": "loud"}])
def test_mistakes_fall_back_and_are_told(words: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    reader = SettingsReader(ScaipSettings())
    with caplog.at_level(logging.ERROR):
        assert reader.of(unit(**words)) == reader.of_door
    assert "unit 1" in caplog.text
