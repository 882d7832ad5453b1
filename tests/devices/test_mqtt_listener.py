"""The MQTT door at a real broker, with a centre that a test can hold back; mosquitto_pub is the foreign peer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from alarmd.domain.ports import SendOutcome, Verdict
from alarmd.domain.signal import Flag, Kind, Lane
from alarmd.domain.unit import AlarmUnit
from devices.mqtt.subscriber import BrokerUnusableError
from tests.devices.broker import Broker, certificates
from tests.devices.mqtt_doors import door_at, opened
from tests.fakes.centre import TestCentre
from tests.fakes.loop import until
from tests.fakes.pace import asked
from tests.golden.mqtt_vectors import named, payload

pytestmark = pytest.mark.slow

UNITS = [
    AlarmUnit(id=7, tenant_id=3, protocol="mqtt", address="hem-12"),
    AlarmUnit(id=8, tenant_id=3, protocol="mqtt", address="24e124535b000001"),
    AlarmUnit(id=9, tenant_id=3, protocol="mqtt", address="hem-13/Larmknapp sovrum"),
]
EVENT = "larm/hem-12/event"


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


async def test_a_foreign_client_presses_and_hears_that_it_is_stored(broker: Broker) -> None:
    centre = TestCentre(*UNITS)
    async with opened(door_at(broker, centre)):
        ear = await broker.listen("hem-12", "larm/hem-12/ack")
        await broker.publish("hem-12", EVENT, b'{"kind":"personal","id":"a1"}')
        said, _ = await ear.communicate()
    assert b'{"id":"a1","result":"stored"}' in said
    assert [(s.kind, s.unit_id) for s in centre.intake.signals] == [(Kind.PRESS, 7)]


async def test_no_client_speaks_for_another_unit(broker: Broker) -> None:
    centre = TestCentre(*UNITS)
    async with opened(door_at(broker, centre)):
        await broker.publish("hem-13", EVENT, b'{"kind":"personal"}')
        await broker.publish("hem-12", EVENT, b'{"kind":"fall"}')
        await until(lambda: centre.intake.signals)
    assert [s.kind for s in centre.intake.signals] == [Kind.FALL]


async def test_network_servers_bridges_and_buttons(broker: Broker) -> None:
    centre = TestCentre(*UNITS)
    uplink, shelly = named("cs-short"), named("shelly1-short")
    async with opened(door_at(broker, centre)):
        await broker.publish("chirpstack", uplink["topic"], payload(uplink))
        await broker.publish("chirpstack", uplink["topic"], payload(uplink))
        await broker.publish("hem-13", "zigbee2mqtt/hem-13/Larmknapp sovrum", b'{"action":"emergency"}')
        await broker.publish("shellybutton1-A4CF12F45D3C", shelly["topic"], payload(shelly))
        await until(lambda: len(centre.intake.signals) == 3)
    assert [(s.code, s.unit_id) for s in centre.intake.signals] == [
        ("button_short", 8),
        ("sos", 9),
        ("button_short", None),
    ]
    assert centre.contact.heard == [8, 8, 9]


async def test_a_retained_press_never_rings_however_often_we_come_back(broker: Broker) -> None:
    await broker.publish("hem-12", EVENT, b'{"kind":"personal"}', "-r")
    centre = TestCentre(*UNITS)
    door = door_at(broker, centre)
    for _ in range(2):
        async with opened(door):
            await broker.publish("hem-12", "larm/hem-12/alive", b"1")
            await until(lambda: centre.contact.heard)
            centre.contact.heard.clear()
    assert centre.intake.submitted == []


async def test_what_came_while_we_were_away_rings_once_and_shows_it(broker: Broker) -> None:
    centre = TestCentre(*UNITS)
    async with opened(door_at(broker, centre)):
        pass
    await broker.publish("hem-12", EVENT, b'{"kind":"personal"}')
    for _ in range(2):
        async with opened(door_at(broker, centre)):
            await until(lambda: centre.intake.answered_ids)
    (signal,) = centre.intake.signals
    assert Flag.LATE in signal.flags


async def test_without_room_nothing_is_acknowledged_and_a_press_passes_waiting_tests(broker: Broker) -> None:
    centre = TestCentre(*UNITS)
    centre.intake.verdict = Verdict.BUSY
    async with opened(door_at(broker, centre)):
        lines = [json.dumps({"kind": "press", "state": "test", "id": str(n)}).encode() for n in range(40)]
        await broker.publish_lines("hem-12", EVENT, lines)
        labels = {"door": "mqtt"}
        await until(lambda: centre.telemetry.registry.get_sample_value("alarmd_withheld", labels) == 40)
        centre.intake.verdict = Verdict.STORED
        await broker.publish("hem-12", EVENT, b'{"kind":"personal"}')
        await until(lambda: len(centre.intake.signals) == 41)
        first = next(s for s in centre.intake.signals if s.lane is Lane.LIFE_SAFETY)
    assert first.kind is Kind.PRESS
    assert sum(s.lane is Lane.TEST for s in centre.intake.signals) == 40


async def test_a_dead_broker_is_a_lost_door_and_it_keeps_what_it_has_acknowledged(broker: Broker) -> None:
    centre = TestCentre(*UNITS)
    door = door_at(broker, centre)
    async with opened(door):
        pass
    await broker.publish("hem-12", EVENT, b'{"kind":"personal"}')
    assert await asked(lambda: broker.has_saved(b'{"kind":"personal"}'))
    broker.kill()
    with pytest.raises(BrokerUnusableError):
        await door.open()
    await door.close()
    await broker.start()
    async with opened(door) as serves:
        await until(lambda: centre.intake.signals)
        broker.kill()
        with pytest.raises(BrokerUnusableError, match="broker 127"):
            await asyncio.wait_for(asyncio.shield(serves), 8)
    assert len(centre.intake.signals) == 1


async def test_two_daemons_hear_everything_under_their_own_names(broker: Broker) -> None:
    one, other = TestCentre(*UNITS), TestCentre(*UNITS)
    async with opened(door_at(broker, one)), opened(door_at(broker, other, "alarmd-2")):
        await broker.publish("hem-12", EVENT, b'{"kind":"personal","id":"1","time":"2026-05-01T10:00:00Z"}')
        await until(lambda: one.intake.signals and other.intake.signals)
    assert one.intake.signals[0].message_key == other.intake.signals[0].message_key


async def test_a_notice_goes_out_to_the_home_care_teams_topic(broker: Broker) -> None:
    door = door_at(broker, TestCentre())
    assert (await door.sender.send("mqtt://norr", "Trygghetslarm", "x")).outcome is SendOutcome.RETRY
    async with opened(door):
        ear = await broker.listen("hemtjanst", "alarmd/incidents/norr")
        assert (await door.sender.send("mqtt://norr", "Trygghetslarm", "https://larm/r/x")).outcome is SendOutcome.SENT
        said, _ = await ear.communicate()
    assert b'{"title": "Trygghetslarm", "text": "https://larm/r/x"}' in said


async def test_what_there_was_no_room_for_is_asked_for_again(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.mqtt.waiting.MOST", 5)
    centre = TestCentre(*UNITS)
    centre.intake.verdict = Verdict.BUSY
    let_go = {"door": "mqtt", "reason": "let_go"}
    async with opened(door_at(broker, centre)):
        lines = [json.dumps({"kind": "press", "state": "test", "id": str(n)}).encode() for n in range(20)]
        await broker.publish_lines("hem-12", EVENT, lines)
        await until(lambda: centre.telemetry.registry.get_sample_value("alarmd_refused_total", let_go) == 15)
        centre.intake.verdict = Verdict.STORED
        await until(lambda: len(centre.intake.signals) == 20, 8)
    async with opened(door_at(broker, centre)):
        await broker.publish("hem-12", "larm/hem-12/alive", b"1")
        await until(lambda: centre.contact.heard[20:])
    assert len(centre.intake.signals) == 20
