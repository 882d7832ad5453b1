"""`alarm-sim mqtt` as people run it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from alarmd.domain.signal import Kind
from alarmd.domain.unit import AlarmUnit
from simulators.cli import main
from tests.devices.broker import Broker, certificates
from tests.devices.mqtt_doors import door_at, opened
from tests.fakes.centre import TestCentre
from tests.fakes.loop import until

UNIT = AlarmUnit(id=7, tenant_id=3, protocol="mqtt", address="hem-12")


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


async def simulate(broker: Broker, name: str, *words: str) -> tuple[int, list[dict[str, object]]]:
    own = broker.certificates / name
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "simulators", "mqtt", *words, "--json",
        "--broker", f"127.0.0.1:{broker.port}", "--authority", str(broker.certificates / "authority.pem"),
        "--certificate", f"{own}.pem", "--key", f"{own}.key", stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await process.communicate()
    return int(process.returncode or 0), [json.loads(line) for line in said.splitlines()]


@pytest.mark.slow
async def test_a_press_a_beat_and_a_death(broker: Broker) -> None:
    centre = TestCentre(UNIT)
    async with opened(door_at(broker, centre)):
        status, (answer,) = await simulate(broker, "hem-12", "press")
        assert (status, answer["kind"], answer["said"]) == (0, "taken", "stored")
        assert (await simulate(broker, "hem-12", "beat", "--die"))[0] == 0
        await until(lambda: len(centre.intake.signals) == 2)
    assert [s.kind for s in centre.intake.signals] == [Kind.PRESS, Kind.LINK]
    assert centre.contact.heard == [7, 7]


@pytest.mark.slow
async def test_a_button_behind_a_network_server(broker: Broker) -> None:
    centre = TestCentre()
    async with opened(door_at(broker, centre)):
        status, (answer,) = await simulate(broker, "chirpstack", "double", "--family", "chirpstack")
        await until(lambda: centre.intake.signals)
    assert (status, answer["said"]) == (0, "PUBACK of the broker")
    assert [s.code for s in centre.intake.signals] == ["button_double"]


def test_a_broker_that_is_no_address_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mqtt", "press", "--broker", "somewhere"]) == 2
    assert "write HOST:PORT" in capsys.readouterr().err
