"""What a report says of now."""

from __future__ import annotations

from protocols.mqtt_devices import Event, Family, Reading, Report, Sender

SENDER = Sender(family=Family.OWN, device="d", identities=("d",), word="event")


def test_what_is_retained_is_neither_alarm_nor_sign_of_life() -> None:
    report = Report(sender=SENDER, reading=Reading(events=(Event("sos"),)), retained=True)
    assert report.events == ()
    assert not report.is_alive


def test_an_offline_device_is_not_alive() -> None:
    assert not Report(sender=SENDER, link=False).is_alive
    assert Report(sender=SENDER, link=True).is_alive
    assert Report(sender=SENDER).is_alive
