"""What simulated devices publish is read as what they did."""

from __future__ import annotations

import pytest

from protocols.mqtt_devices import Event, Family, parse_source, read
from simulators.mqtt.publications import Device, Does
from tests.fakes.centre import NOON

SOURCES = [parse_source(family) for family in Family]
PRESSES = {
    Family.OWN: "personal",
    Family.CHIRPSTACK: "button_short",
    Family.THINGS_STACK: "button_short",
    Family.ZIGBEE: "sos",
    Family.SHELLY: "button_short",
}


@pytest.mark.parametrize("family", PRESSES)
def test_a_press_of_each_family_is_read_as_one(family: Family) -> None:
    publication = Device(family=family, name="a1").publication(Does.PRESS, 1, NOON)
    report = read(publication.topic, publication.payload, sources=SOURCES)
    assert report is not None
    assert report.sender.identities[0] == "a1"
    assert report.events == (Event(PRESSES[family]),)
    assert report.asks == (publication.asks or None)


@pytest.mark.parametrize("family", PRESSES)
def test_the_next_press_is_another_message(family: Family) -> None:
    device, keys = Device(family=family, name="a1"), set()
    for number in (1, 2):
        publication = device.publication(Does.PRESS, number, NOON)
        report = read(publication.topic, publication.payload, sources=SOURCES)
        assert report is not None
        keys.add(report.key)
    assert len(keys) == (1 if family is Family.ZIGBEE else 2)


def test_signs_of_life_and_links() -> None:
    device = Device(family=Family.OWN, name="a1")
    beat, gone = (device.publication(does, 1, NOON) for does in (Does.BEAT, Does.OFFLINE))
    assert beat.topic == "larm/a1/alive"
    report = read(gone.topic, gone.payload, sources=SOURCES)
    assert report is not None
    assert report.link is False


def test_a_test_says_so() -> None:
    publication = Device(family=Family.OWN, name="a1").publication(Does.TEST, 1, NOON)
    report = read(publication.topic, publication.payload, sources=SOURCES)
    assert report is not None
    assert report.events == (Event("personal", test=True),)


@pytest.mark.parametrize(
    ("family", "does"), [(Family.SHELLY, Does.FALL), (Family.CHIRPSTACK, Does.OFFLINE), (Family.SHELLY_RPC, Does.PRESS)]
)
def test_what_a_device_cannot_do(family: Family, does: Does) -> None:
    with pytest.raises(ValueError, match="cannot do"):
        Device(family=family, name="a1").publication(does, 1, NOON)
