"""Promise 1: a positive answer only after the flush; killed at any instant, what was answered is there, once."""

from __future__ import annotations

import asyncio
from bisect import bisect_right

import pytest

from deploy.demo.headless import HeadlessConsole
from simulators.answer import Answer
from simulators.target import Transport
from tests.fakes.loop import until
from tests.load.smoke_kill import Plan, run_kills
from tests.smoke.disk import faulty_disk
from tests.smoke.doors import WAYS, press
from tests.smoke.lab import Lab

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]

DELAY_S = 0.3


async def _press_everywhere(lab: Lab, patience_s: float) -> list[Answer]:
    return list(await asyncio.gather(*(press(lab.centre, way, n, patience_s=patience_s) for n, way in enumerate(WAYS))))


async def test_no_door_answers_before_the_flush_has_returned(running: Lab) -> None:
    lab = running
    answers = []
    with faulty_disk(lab, f"delay_exit={int(DELAY_S * 1e6)}") as disk:
        for number, way in enumerate(WAYS):
            answers.append(await press(lab.centre, way, number))
    for way, answer in zip(WAYS, answers, strict=True):
        assert answer.taken, f"{way}: {answer.line()}"
        assert answer.ms is not None
        assert answer.ms >= DELAY_S * 1000, f"{way}: {answer.line()}"
    trace = disk.trace()
    readable = [way for way in WAYS if way.transport is not Transport.TLS]
    assert len(trace.answers) >= len(readable)
    for at in trace.answers:
        begun = bisect_right(trace.flushes, at)
        assert begun, "an answer left before any flush"
        assert any(at - flush >= DELAY_S for flush in trace.flushes[:begun]), f"answer {at}, flushes {trace.flushes}"


async def test_a_failing_flush_gives_no_positive_answer_and_consoles_see_it_all_the_same(running: Lab) -> None:
    lab = running
    async with HeadlessConsole(lab.centre.feed, lab.token) as console:
        queue = console.client.board.queue
        with faulty_disk(lab, "error=EIO") as disk:
            asked = asyncio.ensure_future(_press_everywhere(lab, 6.5))
            await until(lambda: sum(row.volatile for row in queue("life_safety")) == len(WAYS), 3.5)
            for way, answer in zip(WAYS, await asked, strict=True):
                assert not answer.taken, f"{way}: {answer.line()}"
        assert disk.trace().answers == []
        await until(lambda: [row.volatile for row in queue("life_safety")] == [False] * len(WAYS))
        for way, answer in zip(WAYS, await _press_everywhere(lab, 5.0), strict=True):
            assert answer.taken, f"{way}: {answer.line()}"
    _each_once(lab)


async def test_killed_while_the_disk_fails_the_repetition_is_taken_once(running: Lab) -> None:
    lab = running
    with faulty_disk(lab, "error=EIO"):
        answers = await _press_everywhere(lab, 1.0)
        lab.centre.kill()
    assert not any(answer.taken for answer in answers)
    lab.centre.start()
    for way, answer in zip(WAYS, await _press_everywhere(lab, 5.0), strict=True):
        assert answer.taken, f"{way}: {answer.line()}"
    _each_once(lab)


def _each_once(lab: Lab) -> None:
    addresses = sorted(way.address(number) for number, way in enumerate(WAYS))
    assert sorted(signal["address"] for signal in lab.signals()) == addresses
    incidents = lab.incidents(open_only=False)
    assert [incident["presses"] for incident in incidents] == [1] * len(WAYS)


@pytest.mark.timeout(120)
async def test_kill_9_under_load_loses_and_doubles_nothing(lab: Lab) -> None:
    report = await run_kills(lab.centre, Plan(kills=8, seed=20, longest_s=0.6, units_a_way=2))
    assert report.findings == {}
    assert report.taken > 100
