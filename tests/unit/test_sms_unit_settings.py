"""The words on a unit, and what is done with wrong ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alarmd.domain.signal import Kind
from devices.sms.unit_settings import SettingsReader
from tests.fakes.sms import UNIT

READER = SettingsReader("generic", hang_up=True)


def test_a_unit_without_words_is_as_the_door() -> None:
    assert READER.of(UNIT) == READER.of(None) == READER.of_door
    assert READER.of(UNIT).call is Kind.PRESS


def test_words() -> None:
    settings = READER.of(replace(UNIT, settings={"texts": "tk203", "call": "fall", "hang_up": "no"}))
    assert (settings.rules.name, settings.call, settings.hang_up) == ("tk203", Kind.FALL, False)
    assert READER.of(replace(UNIT, settings={"call": "ignore"})).call is None


def test_wrong_words_make_nothing_silent(caplog: pytest.LogCaptureFixture) -> None:
    settings = READER.of(replace(UNIT, settings={"texts": "tk999", "call": "nonsense", "hang_up": "maybe"}))
    assert settings == READER.of_door
    assert len(caplog.records) == 2
    with pytest.raises(ValueError, match="there are"):
        SettingsReader("tk999", hang_up=True)
