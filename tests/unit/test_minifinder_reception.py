"""A pendant at the door; no sockets."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from alarmd.domain.ports import Verdict
from alarmd.domain.signal import Flag, Kind, Lane
from alarmd.domain.unit import AlarmUnit
from devices.minifinder.reception import MinifinderReception
from protocols.minifinder import Alarm, Field, Frame, Splitter, parse_frame, seal
from protocols.minifinder import Kind as FrameKind
from protocols.minifinder.build import alarm, bits_of, gps, heartbeat, imei, status, time_wanted
from tests.fakes.centre import NOON, TestCentre
from tests.fakes.loop import settle, until

UNIT = AlarmUnit(id=7, tenant_id=3, protocol="minifinder", address="350000000000017")
IMEI = imei("350000000000017")
AT_S = int(NOON.timestamp())
SOS = alarm(bits_of(Alarm.SOS), AT_S)


class Bench:
    """A reception, and the answers it gave."""

    def __init__(self) -> None:
        self.fakes = TestCentre(UNIT, at=NOON)
        self.reception = MinifinderReception("pendants", self.fakes.centre)
        self.answers: list[bytes] = []
        self.index = 0
        self.known_as = ""

    async def hear(self, *fields: Field, kind: int = FrameKind.REPORT) -> bytes:
        self.index += 1
        (frame,) = Splitter().feed(seal(kind, self.index, fields, answer_wanted=True))
        assert isinstance(frame, Frame)
        return await self.take(frame)

    async def take(self, frame: Frame) -> bytes:
        before = len(self.answers)
        self.known_as = self.reception.receive(frame, "10.0.0.1:5000", self.known_as, self.answers.append)
        await until(lambda: len(self.answers) > before)
        return self.answers[-1]

    @property
    def kinds(self) -> list[tuple[Lane, Kind, int | None]]:
        return [(signal.lane, signal.kind, signal.unit_id) for signal in self.fakes.intake.signals]


PRESS = (Lane.LIFE_SAFETY, Kind.PRESS, 7)


async def test_a_press_is_stored_and_then_answered() -> None:
    bench = Bench()
    bench.fakes.intake.hold()
    task = asyncio.ensure_future(bench.hear(IMEI, SOS))
    await settle()
    assert (bench.answers, bench.kinds) == ([], [PRESS])
    bench.fakes.intake.release()
    assert parse_frame(await task).index == 1
    assert bench.fakes.contact.heard == [7]


@pytest.mark.parametrize("verdict", [Verdict.BUSY, Verdict.UNAVAILABLE])
async def test_what_is_not_stored_is_not_answered(verdict: Verdict) -> None:
    bench = Bench()
    bench.fakes.intake.verdict = verdict
    assert await bench.hear(IMEI, SOS) == b""


async def test_a_repeat_is_folded_and_another_press_is_not() -> None:
    bench = Bench()
    assert await bench.hear(IMEI, SOS)
    assert await bench.hear(IMEI, SOS)
    assert await bench.hear(IMEI, alarm(bits_of(Alarm.SOS), AT_S + 1))
    assert bench.kinds == [PRESS, PRESS]


async def test_a_late_press_is_raised_at_once_with_both_times() -> None:
    bench = Bench()
    await bench.hear(IMEI, status(AT_S - 7200, battery=50, stored=True), alarm(bits_of(Alarm.SOS), AT_S - 7200))
    (signal,) = bench.fakes.intake.signals
    assert (signal.device_at, signal.received_at) == (NOON - timedelta(hours=2), NOON)
    assert Flag.LATE in signal.flags


async def test_signs_of_life_and_the_time() -> None:
    bench = Bench()
    await bench.hear(IMEI, heartbeat(90), kind=FrameKind.SERVICES)
    told = parse_frame(await bench.hear(time_wanted(), kind=FrameKind.SERVICES))
    assert told.fields[0].octets == AT_S.to_bytes(4, "little")
    assert (bench.kinds, bench.fakes.contact.heard) == ([], [7, 7])


async def test_a_press_without_a_fix_shows_the_last_place() -> None:
    bench = Bench()
    await bench.hear(IMEI, status(AT_S - 600, battery=50), gps(59.3, 18.0))
    await bench.hear(SOS)
    (signal,) = bench.fakes.intake.signals
    assert (signal.unit_id, signal.detail["latitude"], signal.detail["position_age"]) == (7, "59.300000", "10 min")


async def test_a_low_battery_and_its_end() -> None:
    bench = Bench()
    await bench.hear(IMEI, alarm(bits_of(Alarm.LOW_BATTERY), AT_S))
    await bench.hear(IMEI, status(AT_S, battery=10))
    await bench.hear(IMEI, status(AT_S + 1, battery=90))
    assert [(signal.kind, signal.restore) for signal in bench.fakes.intake.signals] == [
        (Kind.BATTERY, False), (Kind.BATTERY, True),
    ]  # fmt: skip


async def test_strangers_are_heard() -> None:
    bench = Bench()
    stranger = imei("350000000009999")
    assert await bench.hear(stranger, heartbeat(90), kind=FrameKind.SERVICES)
    assert await bench.hear(stranger, SOS)
    bench.known_as = ""
    assert await bench.hear(SOS)
    assert bench.kinds == [
        (Lane.TECHNICAL, Kind.LINK, None), (Lane.LIFE_SAFETY, Kind.PRESS, None), (Lane.LIFE_SAFETY, Kind.PRESS, None),
    ]  # fmt: skip
    assert bench.fakes.intake.signals[-1].address == "10.0.0.1"


async def test_a_report_that_is_cut_inside_may_hide_an_alarm() -> None:
    bench = Bench()
    cut = Frame(1, 0x10, 1, (IMEI,), incomplete=True, raw=b"raw")
    assert await bench.take(cut)
    assert bench.kinds == [(Lane.LIFE_SAFETY, Kind.UNKNOWN, 7)]
    bench.known_as = ""
    await bench.take(Frame(1, 0x10, 1, (), incomplete=True))
    assert bench.kinds[1:] == [(Lane.TECHNICAL, Kind.LINK, None), (Lane.TECHNICAL, Kind.UNKNOWN, None)]


async def test_alarms_of_known_pendants_are_spared_and_rejects_are_kept() -> None:
    bench = Bench()
    spares = bench.reception.spares
    assert spares(Frame(1, 0, 1, (IMEI, SOS)), "")
    assert spares(Frame(1, 0, 1, (SOS,)), UNIT.address)
    assert not spares(Frame(1, 0, 1, (SOS,)), "")
    assert not spares(Frame(1, 0, 1, (IMEI,)), "")
    assert not spares(Frame(3, 0, 1, (IMEI, SOS)), "")
    (rejected,) = Splitter().feed(b"noise\xab")[:1]
    assert not isinstance(rejected, Frame)
    bench.reception.reject(rejected, "10.0.0.1:1")
    assert bench.reception.rejects.latest()[0].raw == b"noise"
