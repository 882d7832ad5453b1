"""What the MQTT door does with a message, without sockets: raise first, acknowledge after the commit."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from alarmd.config.doors.mqtt import MqttSettings
from alarmd.domain.ports import Verdict
from alarmd.domain.signal import Flag, Kind, Lane
from alarmd.domain.unit import AlarmUnit
from devices.mqtt.reception import Reception
from tests.fakes.centre import NOON, TestCentre
from tests.fakes.deliveries import FakeConnection
from tests.fakes.loop import settle, until

OWN = AlarmUnit(id=7, tenant_id=3, protocol="mqtt", address="hem-12")
BUTTON = AlarmUnit(id=8, tenant_id=3, protocol="mqtt", address="24e124535b000001")
BRIDGE = AlarmUnit(id=9, tenant_id=3, protocol="mqtt", address="hem-13/bridge")
SETTINGS = MqttSettings(
    broker="127.0.0.1:1", client_id="a", most_bytes=2_000, sources=("larm", "chirpstack", "zigbee2mqtt")
)  # fmt: skip
EVENT = "larm/hem-12/event"
UPLINK = "application/1/device/24e124535b000001/event/up"


class Door:
    """A reception, the broker it hears, and what devices heard."""

    def __init__(self, centre: TestCentre, settings: MqttSettings = SETTINGS) -> None:
        self.centre = centre
        self.line = FakeConnection()
        self.sent: list[tuple[str, bytes]] = []
        self.reception = Reception(
            "mqtt", centre.centre, settings, lambda topic, payload: self.sent.append((topic, payload))
        )
        self.reception.connected(session_kept=False)

    async def hears(self, topic: str, payload: bytes | dict[str, Any], **words: Any) -> None:
        self.reception.hear(self.line.delivery(topic, payload, **words))
        await settle()

    def counted(self, outcome: str) -> float | None:
        labels = {"door": "mqtt", "outcome": outcome}
        return self.centre.telemetry.registry.get_sample_value("alarmd_frames_total", labels)


@pytest.fixture
def centre() -> TestCentre:
    return TestCentre(OWN, BUTTON, BRIDGE, at=NOON)


@pytest.fixture
def door(centre: TestCentre) -> Door:
    return Door(centre)


async def test_broker_and_device_hear_only_after_the_commit(door: Door, centre: TestCentre) -> None:
    centre.intake.hold()
    await door.hears(EVENT, {"kind": "personal", "id": "a1"})
    assert (door.line.acknowledged, door.sent, door.reception.owed) == ([], [], 1)
    centre.intake.release()
    await settle()
    assert door.line.acknowledged == [1]
    assert door.sent == [("larm/hem-12/ack", b'{"id":"a1","result":"stored"}')]
    assert centre.contact.heard == [7]
    assert centre.intake.answered_ids == [centre.intake.signals[0].id]


@pytest.mark.parametrize("verdict", [Verdict.BUSY, Verdict.UNAVAILABLE])
async def test_without_room_the_acknowledgement_is_withheld_and_the_message_offered_again(
    door: Door, centre: TestCentre, verdict: Verdict
) -> None:
    centre.intake.verdict = verdict
    await door.hears(EVENT, {"kind": "personal"})
    assert door.line.acknowledged == []
    centre.intake.verdict = Verdict.STORED
    runs = asyncio.ensure_future(door.reception.waiting.run())
    await until(lambda: door.line.acknowledged)
    runs.cancel()
    await asyncio.gather(runs, return_exceptions=True)
    assert len(centre.intake.signals) == 1


async def test_a_sign_of_life_is_acknowledged_from_memory(door: Door, centre: TestCentre) -> None:
    await door.hears("larm/hem-12/alive", b"anything")
    await door.hears("zigbee2mqtt/hem-13/Lampa", {"state": "ON"})
    assert centre.contact.heard == [7, 9]
    assert centre.intake.submitted == []
    assert door.line.acknowledged == [1, 2]


async def test_a_retained_press_is_never_raised_and_is_no_contact(door: Door, centre: TestCentre) -> None:
    await door.hears(EVENT, {"kind": "personal"}, retained=True)
    await door.hears(EVENT, b"garbage", retained=True)
    assert (centre.intake.submitted, centre.contact.heard) == ([], [])
    assert door.line.acknowledged == [1, 2]
    assert door.counted("retained") == 1


async def test_a_redelivery_is_no_second_press_and_a_second_press_is_none(door: Door, centre: TestCentre) -> None:
    await door.hears("zigbee2mqtt/Knapp", {"action": "single"}, mid=5)
    await door.hears("zigbee2mqtt/Knapp", {"action": "single"}, mid=5, repeated=True)
    assert len(centre.intake.submitted) == 1
    assert door.line.acknowledged == [5, 5]
    assert door.counted("repeated") == 1


async def test_a_redelivery_of_what_is_not_durable_yet_is_acknowledged_on_the_new_connection(
    door: Door, centre: TestCentre
) -> None:
    centre.intake.hold()
    await door.hears(EVENT, {"kind": "personal"}, mid=5)
    old, door.line = door.line, FakeConnection()
    await door.hears(EVENT, {"kind": "personal"}, mid=5, repeated=True)
    centre.intake.release()
    await settle()
    assert (old.acknowledged, door.line.acknowledged) == ([], [5])
    assert len(centre.intake.submitted) == 1


async def test_a_known_units_nonsense_is_life_safety_and_a_strangers_is_technical(
    door: Door, centre: TestCentre
) -> None:
    await door.hears(EVENT, b"{")
    await door.hears("larm/nobody/event", b"{")
    await door.hears("elsewhere/x", b"{}")
    await door.hears(UPLINK, {"fPort": 85, "data": "AXUQ/y4="})
    assert [(s.lane, s.kind) for s in centre.intake.signals] == [
        (Lane.LIFE_SAFETY, Kind.UNKNOWN),
        (Lane.TECHNICAL, Kind.UNKNOWN),
        (Lane.TECHNICAL, Kind.UNKNOWN),
        (Lane.LIFE_SAFETY, Kind.UNKNOWN),
    ]
    assert door.line.acknowledged == [1, 2, 3, 4]
    assert len(door.reception.rejects.latest()) == 3


async def test_a_strangers_press_is_life_safety(door: Door, centre: TestCentre) -> None:
    await door.hears("larm/nobody/event", {"kind": "fall"})
    (signal,) = centre.intake.signals
    assert (signal.lane, signal.kind, signal.tenant_id) == (Lane.LIFE_SAFETY, Kind.FALL, 1)
    assert Flag.UNKNOWN_SENDER in signal.flags


async def test_a_strangers_sign_of_life_is_told_once_an_hour(door: Door, centre: TestCentre) -> None:
    for _ in range(3):
        await door.hears("larm/nobody/alive", b"")
    assert [s.kind for s in centre.intake.signals] == [Kind.LINK]


async def test_what_is_too_long_is_not_read_but_raised(door: Door, centre: TestCentre) -> None:
    await door.hears(EVENT, {"kind": "personal", "text": "x" * 5_000})
    await door.hears("zigbee2mqtt/24e124535b000001", b"x" * 5_000)
    assert [s.lane for s in centre.intake.signals] == [Lane.LIFE_SAFETY] * 2
    assert door.counted("oversize") == 2


async def test_talk_that_is_not_for_us_is_only_acknowledged(door: Door, centre: TestCentre) -> None:
    await door.hears("zigbee2mqtt/bridge/logging", b"x")
    assert (centre.intake.submitted, door.line.acknowledged) == ([], [1])


async def test_a_last_will_is_a_lost_link_and_its_end_a_restore(door: Door, centre: TestCentre) -> None:
    for word in (b"offline", b"offline", b"online"):
        await door.hears("larm/hem-12/availability", word)
    assert [(s.kind, s.restore) for s in centre.intake.signals] == [(Kind.LINK, False), (Kind.LINK, True)]


async def test_above_its_rate_a_stranger_waits_and_a_known_units_press_does_not(centre: TestCentre) -> None:
    door = Door(centre, MqttSettings(broker="127.0.0.1:1", client_id="a", rate_per_source=1.0))
    for number in range(30):
        await door.hears("larm/nobody/event", {"kind": "press", "id": number})
        await door.hears(EVENT, {"kind": "press", "id": number})
    addresses = [s.address for s in centre.intake.signals]
    assert (addresses.count("nobody"), addresses.count("hem-12")) == (20, 30)
    assert len(door.reception.waiting) == 10
    assert len(door.line.acknowledged) == 50


async def test_a_broken_translation_raises_the_message_all_the_same(
    door: Door, centre: TestCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("devices.mqtt.reception.translate", broken)
    await door.hears(EVENT, {"kind": "personal"})
    (signal,) = centre.intake.signals
    assert Flag.UNCLASSIFIED in signal.flags
    assert door.line.acknowledged == [1]


async def test_a_closing_door_takes_nothing_more(door: Door, centre: TestCentre) -> None:
    door.reception.stop_taking()
    await door.hears(EVENT, {"kind": "personal"})
    assert (centre.intake.submitted, door.line.acknowledged) == ([], [])


async def test_what_waited_at_the_broker_shows_it(door: Door, centre: TestCentre) -> None:
    door.reception.connected(session_kept=True)
    await door.hears(EVENT, {"kind": "personal"})
    (signal,) = centre.intake.signals
    assert (Flag.LATE in signal.flags, signal.detail["waited_s"]) == (True, "?")


async def test_a_session_that_the_broker_has_lost_is_told(door: Door, centre: TestCentre) -> None:
    door.reception.stop_taking()
    door.reception.connected(session_kept=False)
    assert [(s.lane, s.kind) for s in centre.intake.signals] == [(Lane.TECHNICAL, Kind.DEVICE_FAULT)]


async def test_the_trace_shows_both_ways(door: Door, centre: TestCentre) -> None:
    await door.hears(EVENT, {"kind": "personal", "id": "1"})
    assert [(unit, way) for unit, way, _ in centre.tracer.lines] == [("hem-12", "in"), ("hem-12", "out")]
