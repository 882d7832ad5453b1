"""Killed in the middle of a call-out: the next person is told, nobody is forgotten, nobody is told again."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.fakes.loop import until
from tests.fakes.pace import asked, pause
from tests.smoke.called import calls, page
from tests.smoke.lab import Lab, ask, press
from tests.smoke.watching import Watcher

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]

FIRST, SECOND = "responder-1-1", "responder-1-2"
STEP_S = 8


@pytest.fixture
def called_out(lab: Lab) -> Lab:
    """A centre in which each person has a few seconds to accept."""
    lab.centre.more += f"[times]\nacceptance_s = {STEP_S}\n"
    lab.centre.write_settings()
    lab.centre.start()
    lab.log_in()
    return lab


async def dispatch(lab: Lab) -> None:
    assert ask(lab, press(1)) is not None
    async with Watcher(lab) as console:
        await until(console.rows)
        await console.do("claim")
        await console.do("dispatch")


def states(lab: Lab) -> list[tuple[int, str, int]]:
    """Every notice: its step, where it stands, how often it was tried."""
    with closing(lab.database()) as store:
        return list(store.execute("SELECT step, state, attempts FROM notices ORDER BY id"))


async def test_the_next_person_is_told_and_a_second_acceptor_hears_who_has_it(called_out: Lab) -> None:
    lab = called_out
    await dispatch(lab)
    assert await asked(lambda: states(lab) == [(0, "handed_over", 1)])
    lab.centre.kill()
    lab.centre.start()
    lab.log_in()
    assert await asked(lambda: len(calls(lab)) == 2, STEP_S + 5)
    assert [call.phone for call in calls(lab)] == [FIRST, SECOND], "nobody twice"
    first, second = calls(lab)
    page(lab, second.path, "accept")
    lab.centre.kill()
    lab.centre.start()
    lab.log_in()
    taken = page(lab, first.path, "accept")
    assert _name(lab, _who(lab)) in taken, taken
    assert {call.phone for call in calls(lab)} == {FIRST, SECOND}
    (incident,) = [each for each in lab.incidents() if each["lane"] == "life_safety"]
    assert incident["state"] == "accepted"


async def test_killed_at_any_instant_each_person_is_told_at_least_once_and_the_order_stays(called_out: Lab) -> None:
    lab = called_out
    await dispatch(lab)
    for _ in range(3):
        await pause(0.3)
        lab.centre.kill()
        lab.centre.start()
    assert await asked(lambda: SECOND in {call.phone for call in calls(lab)}, STEP_S + 8)
    phones = [call.phone for call in calls(lab)]
    assert phones.count(FIRST) <= 1 + 3, "at least once, and again only when a kill fell between phone and disk"
    assert phones[: phones.count(FIRST)] == [FIRST] * phones.count(FIRST)
    assert await asked(lambda: lab.incidents()[0]["state"] == "waiting", STEP_S + 8), (
        "nobody accepted: to the operators"
    )
    assert {state for _, state, _ in states(lab)} <= {"handed_over", "stale"}


def _who(lab: Lab) -> str:
    return str(lab.incidents()[0]["responder"])


def _name(lab: Lab, actor: str) -> str:
    with closing(lab.database()) as store:
        row: sqlite3.Row | None = store.execute(
            "SELECT name FROM responders WHERE id = ?", (actor.partition(":")[2],)
        ).fetchone()
        return str(row[0]) if row else "nobody of that name"
