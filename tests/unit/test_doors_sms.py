"""The settings of an SMS door."""

from __future__ import annotations

from alarmd.config.doors.sms import SmsSettings


def test_contradictions() -> None:
    assert not list(SmsSettings(url="/dev/ttyUSB0").contradictions())
    said = list(SmsSettings(url="x", country_code="+46", validity_s=1.0).contradictions())
    assert len(said) == 3
