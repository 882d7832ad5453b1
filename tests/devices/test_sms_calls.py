"""Calls: the number is the message, one call is one press, and it is ended only after the commit."""

from __future__ import annotations

from dataclasses import replace

from tests.fakes.sms import STRANGER, UNIT, open_bench

PRESS = ("life_safety", "press", False)


async def test_a_call_is_a_press_and_is_ended_after_the_commit() -> None:
    async with open_bench() as bench:
        bench.centre.intake.hold()
        bench.sim.call(UNIT.address)
        await bench.until(lambda: bool(bench.told))
        bench.sim.ring()
        assert bench.told == [PRESS]
        assert bench.sim.calling
        bench.centre.intake.release()
        await bench.until(lambda: not bench.sim.calling)
        bench.sim.call(UNIT.address)
        await bench.until(lambda: not bench.sim.calling)
        assert bench.told == [PRESS, PRESS]
        assert "ATS0=0" in bench.sim.commands


async def test_a_call_that_is_a_sign_of_life() -> None:
    async with open_bench(replace(UNIT, settings={"call": "heartbeat"})) as bench:
        bench.sim.call(UNIT.address)
        await bench.until(lambda: not bench.sim.calling)
        assert (bench.told, bench.centre.contact.heard) == ([], [7])


async def test_a_call_that_means_nothing_and_one_that_rings_on() -> None:
    silent = replace(UNIT, settings={"call": "ignore"})
    patient = replace(UNIT, id=8, address="+46701740606", settings={"hang_up": "no"})
    async with open_bench(silent, patient) as bench:
        bench.sim.call(silent.address)
        bench.sim.call(patient.address)
        await bench.until(lambda: bool(bench.told))
        assert bench.told == [PRESS]
        assert bench.sim.calling == patient.address


async def test_strangers_are_told_of_and_ring_on() -> None:
    async with open_bench() as bench:
        for number in (STRANGER, ""):
            bench.sim.call(number)
        await bench.until(lambda: len(bench.told) == 2)
        assert bench.told == [("technical", "link", False)] * 2
        assert bench.sim.calling
