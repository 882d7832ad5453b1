"""The MQTT door of a whole daemon: killed at the worst moments, with a broker that dies, and as two on one broker."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy.demo.headless import HeadlessConsole
from protocols.mqtt_devices import Family
from simulators.clock import wall_now
from simulators.mqtt.device import MqttDevice
from simulators.mqtt.publications import Device, Does
from tests.devices.broker import Broker, broker_address, certificates
from tests.fakes.loop import until
from tests.fakes.pace import asked
from tests.smoke.disk import faulty_disk
from tests.smoke.lab import Lab

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]

EVENT = "larm/hem-12/event"
SOURCES = ["larm", "chirpstack", "zigbee2mqtt", "shelly"]
DEVICES = [
    ("hem-12", Device(family=Family.OWN, name="hem-12")),
    ("chirpstack", Device(family=Family.CHIRPSTACK, name="24e124535b000001")),
    ("hem-13", Device(family=Family.ZIGBEE, name="hem-13/Larmknapp sovrum")),
    ("shellybutton1-A4CF12F45D3C", Device(family=Family.SHELLY, name="shellybutton1-A4CF12F45D3C")),
]
"""Certificate and device."""
PRESS = b'{"kind":"personal","id":"a1","time":"2026-05-01T10:00:00Z"}'


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with certificates(tmp_path_factory.mktemp("certificates")) as folder:
        yield folder


@pytest.fixture
async def broker(keys: Path, tmp_path: Path) -> AsyncIterator[Broker]:
    folder = tmp_path / "broker"
    folder.mkdir()
    broker = Broker(folder, keys)
    await broker.start()
    yield broker
    broker.kill()


@pytest.fixture
def connected(lab: Lab, broker: Broker) -> Lab:
    """A centre that runs, with a session of its operator and one at the broker."""
    lab.centre.more += broker.toml(name="mqtt", sources=SOURCES)
    lab.centre.write_settings()
    lab.centre.start()
    lab.log_in()
    return lab


def of_mqtt(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["door"] == "mqtt"]


def door_downs(lab: Lab, *, open_only: bool) -> int:
    return sum(row["kind"] == "door_down" for row in lab.incidents(open_only=open_only))


async def test_simulated_devices_of_each_family_ring_within_a_second(connected: Lab, broker: Broker) -> None:
    lab = connected
    async with HeadlessConsole(lab.centre.feed, lab.token) as console:
        for name, device in DEVICES:
            began = time.monotonic()
            async with MqttDevice(device, broker_address(broker, name)) as unit:
                before = len(console.shown)
                answer = await unit.send(device.publication(Does.PRESS, 1, wall_now()))
                await until(lambda: len(console.shown) > before)  # noqa: B023
            assert answer.taken
            assert time.monotonic() - began < 1.0
    assert {row["kind"] for row in of_mqtt(lab.signals())} == {"press"}
    await asyncio.get_running_loop().shutdown_default_executor()


async def test_killed_between_delivery_and_commit_the_press_comes_again_and_is_stored_once(
    connected: Lab, broker: Broker
) -> None:
    lab = connected
    with faulty_disk(lab, "error=EIO"):
        await broker.publish("hem-12", EVENT, PRESS)
        assert await asked(lambda: lab.metric('alarmd_frames_total{door="mqtt",outcome="ok"}') == 1)
        lab.centre.kill()
    lab.centre.start()
    assert await asked(lambda: of_mqtt(lab.signals()))
    lab.centre.stop()
    lab.centre.start()
    (signal,) = of_mqtt(lab.signals())
    assert signal["kind"] == "press"
    with lab.database() as store:
        assert store.execute("SELECT count(*) FROM signals WHERE door = 'mqtt'").fetchone() == (1,)


async def test_killed_after_the_commit_the_same_message_is_folded(connected: Lab, broker: Broker) -> None:
    lab = connected
    await broker.publish("hem-12", EVENT, PRESS)
    assert await asked(lambda: of_mqtt(lab.signals()))
    lab.centre.kill()
    await broker.publish("hem-12", EVENT, PRESS)
    lab.centre.start()
    assert await asked(lambda: lab.metric('alarmd_folds_total{door="mqtt"}') == 1)
    assert len(of_mqtt(lab.signals())) == 1


async def test_without_a_commit_the_device_hears_nothing_and_afterwards_it_does(connected: Lab, broker: Broker) -> None:
    lab = connected
    ear = await broker.listen("hem-12", "larm/hem-12/ack")
    assert ear.stdout is not None
    with faulty_disk(lab, "error=EIO"):
        await broker.publish("hem-12", EVENT, PRESS)
        assert await asked(lambda: lab.metric("alarmd_volatile_rows") == 1)
        assert of_mqtt(lab.signals()) == []
    said, _ = await ear.communicate()
    assert b'{"id":"a1","result":"stored"}' in said
    assert len(of_mqtt(lab.signals())) == 1


async def test_a_dead_broker_is_a_technical_incident_until_it_is_back(connected: Lab, broker: Broker) -> None:
    lab = connected
    broker.kill()
    assert await asked(lambda: not lab.centre.is_ready())
    assert await asked(lambda: door_downs(lab, open_only=True) == 1, 20)
    await broker.start()
    assert await asked(lambda: door_downs(lab, open_only=True) == 0 and lab.centre.is_ready())
    await broker.publish("hem-12", EVENT, PRESS)
    assert await asked(lambda: of_mqtt(lab.signals()))
    assert "Traceback" not in lab.centre.log.read_text(encoding="utf-8")
