"""What a make and model says lies under what stands on the unit itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alarmd.domain.code_meaning import CodeMeaning
from alarmd.domain.device_profile import DeviceProfile
from alarmd.domain.signal import Kind, Lane
from alarmd.domain.unit import AlarmUnit
from alarmd.fitting import Fitting

PRESS = CodeMeaning(lane=Lane.LIFE_SAFETY, kind=Kind.PRESS, label_sv="Larm", label_en="alarm")
MAKE = DeviceProfile(name="make", protocol="dc09", settings={"window": "off", "clock": "UTC"}, codes={"1147": PRESS})
UNIT = AlarmUnit(id=1, tenant_id=1, protocol="dc09", address="0123", profile="make")


def test_settings_and_codes_come_from_the_profile() -> None:
    (unit,) = Fitting({"make": MAKE}).fit([UNIT])
    assert unit.settings == {"window": "off", "clock": "UTC"}
    assert unit.codes == {"1147": PRESS}


def test_the_units_own_words_go_first() -> None:
    (unit,) = Fitting({"make": MAKE}).fit([replace(UNIT, settings={"window": "-60..60"})])
    assert unit.settings == {"window": "-60..60", "clock": "UTC"}


def test_generic_is_the_generic_one_of_its_protocol() -> None:
    (unit,) = Fitting({"generic-dc09": MAKE}).fit([replace(UNIT, profile="generic")])
    assert unit.codes == {"1147": PRESS}


def test_a_profile_of_another_protocol_changes_nothing() -> None:
    other = replace(UNIT, protocol="scaip")
    assert Fitting({"make": MAKE}).fit([other]) == [other]


def test_an_unknown_profile_changes_nothing_and_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    fitting = Fitting({})
    assert fitting.fit([UNIT, replace(UNIT, id=2)]) == [UNIT, replace(UNIT, id=2)]
    fitting.fit([UNIT])
    assert caplog.text.count("there is no profile 'make'") == 1
