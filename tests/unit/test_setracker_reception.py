"""A watch at the door; no sockets."""

from __future__ import annotations

import asyncio

import pytest

from alarmd.domain.ports import Verdict
from alarmd.domain.signal import Flag, Kind, Lane
from alarmd.domain.unit import AlarmUnit
from devices.setracker.reception import SetrackerReception
from protocols.setracker import Fault, Frame, Rejected, parse_frame, seal
from tests.fakes.centre import NOON, TestCentre
from tests.fakes.loop import settle, until

UNIT = AlarmUnit(id=7, tenant_id=3, protocol="setracker", address="8800000017")
PLACE = "010526,100000,A,59.3,N,18.0,E,0.00,0.0,30.0,9,90,{battery},0,0,{status:08x}"


def content(word: str = "AL", status: int = 1 << 16, battery: int = 60) -> str:
    return f"{word}," + PLACE.format(status=status, battery=battery)


class Bench:
    """A reception, and the answers it gave."""

    def __init__(self) -> None:
        self.fakes = TestCentre(UNIT, at=NOON)
        self.reception = SetrackerReception("watches", self.fakes.centre)
        self.answers: list[bytes] = []

    async def hear(self, content: str, watch_id: str = "8800000017") -> str:
        before = len(self.answers)
        self.reception.receive(frame(content, watch_id), "10.0.0.1:5000", self.answers.append)
        await until(lambda: len(self.answers) > before)
        return parse_frame(self.answers[-1]).content.decode() if self.answers[-1] else ""

    @property
    def kinds(self) -> list[tuple[Lane, Kind, bool]]:
        return [(signal.lane, signal.kind, signal.restore) for signal in self.fakes.intake.signals]


def frame(content: str, watch_id: str = "8800000017") -> Frame:
    return parse_frame(seal("3G", watch_id, content))


PRESS = (Lane.LIFE_SAFETY, Kind.PRESS, False)


async def test_a_press_is_stored_and_then_answered() -> None:
    bench = Bench()
    bench.fakes.intake.hold()
    task = asyncio.ensure_future(bench.hear(content()))
    await settle()
    assert (bench.answers, bench.kinds) == ([], [PRESS])
    bench.fakes.intake.release()
    assert await task == "AL"
    assert bench.fakes.contact.heard == [7]
    assert await bench.hear(content()) == "AL"
    assert bench.kinds == [PRESS]


@pytest.mark.parametrize("verdict", [Verdict.BUSY, Verdict.UNAVAILABLE])
async def test_what_is_not_stored_is_not_answered(verdict: Verdict) -> None:
    bench = Bench()
    bench.fakes.intake.verdict = verdict
    assert await bench.hear(content()) == ""


async def test_signs_of_life_are_answered_from_memory() -> None:
    bench = Bench()
    told = [await bench.hear(text) for text in ("LK", "LK,10,0,80", "INIT,1", "TKQ", "heart,60", content("UD", 0))]
    assert told == ["LK", "LK", "INIT,1", "TKQ", "", ""]
    assert (bench.kinds, len(bench.fakes.contact.heard)) == ([], 6)


async def test_an_alarm_bit_in_a_stored_position_counts() -> None:
    bench = Bench()
    await bench.hear(content("UD2"))
    assert bench.kinds == [PRESS]


async def test_a_press_without_a_fix_shows_the_last_place() -> None:
    bench = Bench()
    await bench.hear(content("UD", 0))
    await bench.hear("AL_LTE,010526,100100,V,0,N,0,E,0,0,0,0,0,60,0,0,00010000")
    (signal,) = bench.fakes.intake.signals
    assert (signal.detail["latitude"], signal.detail["position_problem"]) == (
        "59.300000",
        "senast kända plats",
    )


async def test_the_battery_is_told_once_low_and_once_charged() -> None:
    bench = Bench()
    for text in (content("UD", 1, 9), content("UD", 1, 8), "LK,1,0,20", "LK,1,0,95", "LK,1,0,x", content("UD", 0)):
        await bench.hear(text)
    assert bench.kinds == [(Lane.TECHNICAL, Kind.BATTERY, False), (Lane.TECHNICAL, Kind.BATTERY, True)]
    await bench.hear(content("AL", 1 << 17))
    await bench.hear(content("UD", 1, 9))
    assert bench.kinds[2:] == [(Lane.TECHNICAL, Kind.BATTERY, False)]


async def test_a_word_nobody_knows_is_raised_each_time_and_its_repeat_folded() -> None:
    bench = Bench()
    await bench.hear("NEWALARM,1")
    await bench.hear("NEWALARM,1")
    assert bench.kinds == [(Lane.LIFE_SAFETY, Kind.UNKNOWN, False)]
    await bench.hear("NEWALARM,2")
    assert bench.kinds == [(Lane.LIFE_SAFETY, Kind.UNKNOWN, False)] * 2
    assert Flag.UNCLASSIFIED in bench.fakes.intake.signals[0].flags


async def test_strangers_are_heard() -> None:
    bench = Bench()
    assert await bench.hear("LK", "9900000000") == "LK"
    assert await bench.hear("ODD", "9900000000") == ""
    assert await bench.hear(content(), "9900000000") == "AL"
    assert bench.kinds == [(Lane.TECHNICAL, Kind.LINK, False), PRESS]
    assert bench.fakes.intake.signals[1].unit_id is None


async def test_alarms_of_known_watches_are_spared_and_rejects_are_kept() -> None:
    bench = Bench()
    assert bench.reception.spares(frame(content()))
    assert not bench.reception.spares(frame("LK"))
    assert not bench.reception.spares(frame(content(), "9900000000"))
    bench.reception.reject(Rejected(Fault.NOISE, b"x"), "10.0.0.1:1")
    bench.reception.reject(Rejected(Fault.UNREADABLE, b"[]"), "10.0.0.1:1")
    assert [reject.raw for reject in bench.reception.rejects.latest()] == [b"[]", b"x"]
    assert bench.kinds == [(Lane.TECHNICAL, Kind.UNKNOWN, False)]
