"""What is known of a message: age, family, and how long it may be recognised."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from alarmd.domain.signal import Flag
from alarmd.domain.unit import AlarmUnit
from devices.mqtt.hearing import SURE, UNSURE, Hearing
from devices.mqtt.unit_settings import UnitSettings
from protocols.mqtt_devices import Family, Report, Sender
from tests.fakes.centre import NOON
from tests.fakes.deliveries import FakeConnection

SENDER = Sender(family=Family.OWN, device="hem-12", identities=("hem-12",), word="event", may_be_alarm=True)
REPORT = Report(sender=SENDER, key="k")
UNIT = AlarmUnit(id=7, tenant_id=3, protocol="mqtt", address="hem-12")


def hearing(settings: UnitSettings | None = None, waited: str = "") -> Hearing:
    delivery = FakeConnection().delivery("larm/hem-12/event", b"{}")
    return Hearing(
        delivery=delivery, broker="127.0.0.1:1", sender=SENDER, unit=UNIT, settings=settings or UnitSettings(),
        received_at=NOON, received_s=0.0, waited=waited,
    )  # fmt: skip


def test_age_is_shown_and_a_time_to_come_is_a_wrong_clock() -> None:
    def flags(seconds: float, *, sure: bool = True) -> frozenset[Flag]:
        report = replace(REPORT, sent_at=NOON + timedelta(seconds=seconds))
        return hearing().flags(report, clock_is_sure=sure)

    assert flags(-61) == {Flag.LATE}
    assert flags(-59) == flags(119) == frozenset()
    assert flags(121) == {Flag.CLOCK_WRONG}
    assert flags(-9999, sure=False) == frozenset()
    assert hearing(waited="?").flags(REPORT, clock_is_sure=True) == {Flag.LATE}


def test_another_family_speaks_for_the_unit() -> None:
    other = hearing(UnitSettings(family=Family.CHIRPSTACK))
    assert other.is_impostor
    assert Flag.IDENTITY_MISMATCH in other.flags(REPORT, clock_is_sure=True)
    assert not hearing(UnitSettings(family=Family.OWN)).is_impostor


def test_only_a_unique_key_is_recognised_for_long() -> None:
    def span(report: Report | None) -> object:
        arrival = hearing().arrival("mqtt", report, tenant_id=1, new_id=lambda at: 1, clock_is_sure=True)
        return arrival.retry

    assert span(replace(REPORT, key_is_unique=True)) is SURE
    assert span(REPORT) is span(None) is UNSURE


def test_the_raw_bytes_hold_the_topic_and_the_source_does_not() -> None:
    arrival = hearing().arrival("mqtt", REPORT, tenant_id=1, new_id=lambda at: 1, clock_is_sure=True)
    assert arrival.raw == b"larm/hem-12/event\n{}"
    assert arrival.source == "127.0.0.1:1"
