"""A simulated device at a real broker, with our door behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from alarmd.domain.signal import Flag, Kind
from alarmd.domain.unit import AlarmUnit
from protocols.mqtt_devices import Family
from simulators.answer import Kind as Answered
from simulators.mqtt.device import MqttDevice, Slips
from simulators.mqtt.publications import Device, Does
from tests.devices.broker import Broker, broker_address, certificates
from tests.devices.mqtt_doors import door_at, opened
from tests.fakes.centre import NOON, TestCentre
from tests.fakes.loop import until

pytestmark = pytest.mark.slow

UNIT = AlarmUnit(id=7, tenant_id=3, protocol="mqtt", address="hem-12")
HOME = Device(family=Family.OWN, name="hem-12")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with certificates(tmp_path_factory.mktemp("certificates")) as folder:
        yield folder


@pytest.fixture
async def broker(keys: Path, tmp_path: Path) -> AsyncIterator[Broker]:
    broker = Broker(tmp_path, keys)
    await broker.start()
    yield broker
    broker.kill()
    await asyncio.get_running_loop().shutdown_default_executor()


async def test_a_press_is_taken_when_the_centre_says_stored(broker: Broker) -> None:
    centre = TestCentre(UNIT)
    async with opened(door_at(broker, centre)), MqttDevice(HOME, broker_address(broker, "hem-12")) as device:
        answer = await device.send(HOME.publication(Does.PRESS, 1, NOON))
    assert (answer.kind, answer.said) == (Answered.TAKEN, "stored")
    assert [s.kind for s in centre.intake.signals] == [Kind.PRESS]


async def test_without_a_centre_the_device_knows_that_nobody_has_it(broker: Broker) -> None:
    async with MqttDevice(HOME, broker_address(broker, "hem-12"), patience_s=0.2, tries=2) as device:
        answer = await device.send(HOME.publication(Does.PRESS, 1, NOON))
    assert (answer.kind, answer.tries) == (Answered.SILENT, 2)


async def test_slips(broker: Broker) -> None:
    centre = TestCentre(UNIT)
    async with opened(door_at(broker, centre)):
        async with MqttDevice(HOME, broker_address(broker, "hem-12"), slips=Slips(twice=True)) as device:
            assert (await device.send(HOME.publication(Does.PRESS, 1, NOON))).taken
        async with MqttDevice(HOME, broker_address(broker, "hem-12"), slips=Slips(cut_at=9), patience_s=0.2) as device:
            assert not (await device.send(HOME.publication(Does.PRESS, 2, NOON))).taken
        await until(lambda: len(centre.intake.signals) >= 2)
    assert [Flag.UNCLASSIFIED in s.flags for s in centre.intake.signals] == [False, True]


async def test_a_broker_that_is_away_is_told(broker: Broker) -> None:
    broker.kill()
    with pytest.raises(OSError, match="broker 127"):
        async with MqttDevice(HOME, broker_address(broker, "hem-12")):
            pass
