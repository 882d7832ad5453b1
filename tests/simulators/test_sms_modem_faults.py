"""A modem without faults has none."""

from __future__ import annotations

from dataclasses import asdict

from simulators.sms_modem.faults import Faults


def test_nothing_is_wrong_at_first() -> None:
    assert not any(asdict(Faults()).values())
