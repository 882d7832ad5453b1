"""Long messages: the first part that fits a rule raises, the rest joins without being a new press."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alarmd.domain.ports import Verdict
from alarmd.domain.signal import Flag, Kind
from devices.sms import mailbox, reception
from tests.fakes.centre import NOON
from tests.fakes.sms import STRANGER, UNIT, Bench, open_bench

FILL = "x" * 160
UNCLASSIFIED = ("life_safety", "unknown", False)
PRESS = ("life_safety", "press", False)


def flags_of(bench: Bench) -> list[set[Flag]]:
    return [set(s.flags) for s in bench.signals]


@pytest.mark.parametrize("order", [[0, 1, 2], [0, 2, 1]])
async def test_the_first_part_that_fits_raises_at_once(order: list[int]) -> None:
    async with open_bench() as bench:
        text = f"SOS {FILL} {FILL} the end"
        for place in order:
            bench.sim._part_ref = 0
            bench.sim.receive(UNIT.address, text, order=[place])
            await bench.until(lambda: len(bench.told) > order.index(place))  # noqa: B023
        await bench.empty()
        assert bench.told == [PRESS] * 3
        assert flags_of(bench) == [{Flag.INCOMPLETE}, {Flag.STILL_PRESENT, Flag.INCOMPLETE}, {Flag.STILL_PRESENT}]
        assert bench.signals[-1].detail["text"] == text


async def test_a_later_part_that_fits_raises_and_frees_all() -> None:
    async with open_bench() as bench:
        bench.sim.receive(UNIT.address, f"{FILL} SOS")
        await bench.empty()
        assert bench.told == [PRESS]


async def test_parts_that_fit_nothing_are_raised_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reception, "PATIENCE_S", 0.05)
    async with open_bench() as bench:
        bench.sim.receive(UNIT.address, f"{FILL} {FILL} qwerty", order=[2, 0])
        await bench.until(lambda: "AT+CMGL=4" in bench.sim.commands)
        assert len(bench.sim.places) == 2
        await bench.empty()
        assert bench.told == [("life_safety", "unknown", False)]
        assert flags_of(bench) == [{Flag.INCOMPLETE, Flag.UNCLASSIFIED}]


async def test_a_rule_found_at_last_is_a_new_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reception, "PATIENCE_S", 0.0)
    async with open_bench() as bench:
        bench.sim.receive(UNIT.address, f"{FILL} SOS", order=[0])
        await bench.until(lambda: bool(bench.told))
        bench.sim._part_ref = 0
        bench.sim.receive(UNIT.address, f"{FILL} SOS", order=[1])
        await bench.empty()
        assert bench.told == [("life_safety", "unknown", False), PRESS]
        assert flags_of(bench)[1] == set()


async def test_what_is_held_back_is_raised_when_the_door_closes() -> None:
    async with open_bench() as bench:
        bench.sim.receive(UNIT.address, f"{FILL} qwerty", order=[0])
        await bench.until(lambda: bench.door.reception.due_s is not None)
        await bench.door.close()
        assert bench.told == [("life_safety", "unknown", False)]


async def test_unknown_text_of_a_known_unit_is_a_cry_for_help() -> None:
    async with open_bench() as bench:
        bench.sim.receive(UNIT.address, "qwerty")
        await bench.empty()
        assert bench.told == [UNCLASSIFIED]
        assert Flag.UNCLASSIFIED in bench.signals[-1].flags


async def test_strangers() -> None:
    async with open_bench() as bench:
        bench.sim.receive(STRANGER, "Win a prize today")
        bench.sim.receive(STRANGER, "Win two prizes")
        bench.sim.receive("Larmcentral", "SOS")
        bench.sim.receive(STRANGER, "SOS")
        await bench.empty()
        assert bench.told == [("technical", "unknown", False), ("technical", "unknown", False), PRESS, PRESS]
        assert all(Flag.UNKNOWN_SENDER in s.flags for s in bench.signals if s.kind is Kind.PRESS)
        assert bench.centre.contact.heard == []


async def test_a_national_number_is_the_same_unit() -> None:
    async with open_bench() as bench:
        bench.sim.receive("0701740605", "SOS")
        await bench.empty()
        assert bench.signals[-1].unit_id == 7


async def test_a_flood_of_one_stranger_stays_small() -> None:
    async with open_bench() as bench:
        for number in range(30):
            bench.sim.receive(STRANGER, f"Win prize {number}")
            await bench.empty()
        assert len(bench.told) == reception.STRANGERS_AT_ONCE
        assert len(bench.door.rejects.latest()) == 30 - reception.STRANGERS_AT_ONCE
        bench.sim.receive(STRANGER, "SOS")
        await bench.empty()
        assert bench.told[-1] == PRESS


async def test_the_same_reference_again_is_a_new_press() -> None:
    async with open_bench() as bench:
        for seconds in (0, 30):
            bench.sim._part_ref = 0
            sent_at = NOON + timedelta(seconds=seconds)
            bench.sim.receive(UNIT.address, f"SOS {FILL}", order=[0], sent_at=sent_at)
            await bench.until(lambda: len(bench.told) == 1 + seconds // 30)  # noqa: B023
        assert flags_of(bench) == [{Flag.INCOMPLETE, Flag.LATE}] * 2


async def test_what_was_not_stored_is_told_as_for_the_first_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "AGAIN_S", 0.01)
    async with open_bench() as bench:
        bench.centre.intake.verdict = Verdict.UNAVAILABLE
        bench.sim.receive(UNIT.address, f"SOS {FILL}", order=[0])
        await bench.until(lambda: bench.sim.commands.count("AT+CMGL=4") > 1)
        bench.centre.intake.verdict = Verdict.STORED
        await bench.empty()
        assert flags_of(bench) == [{Flag.INCOMPLETE}]
