"""Two daemons on one PostgreSQL, one of them killed: no deadline is missed and none acted on twice."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from alarmd.services.duty import LEASE_S, RENEW_S
from alarmd.store.engine import reader_engine
from alarmd.store.tables import timeline
from deploy.demo.headless import HeadlessConsole
from tests.fakes.loop import until
from tests.fakes.pace import asked
from tests.smoke.called import calls
from tests.smoke.lab import Lab, ask, press
from tests.smoke.pair import pair

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(110)]

ANSWER_S, STEP_S = 4, 6
TIMES = f"[times]\nanswer_s = {ANSWER_S}\nacceptance_s = {STEP_S}\n"
TAKEN_OVER_S = LEASE_S + RENEW_S
LATE_S = 1.5


def on_duty(*labs: Lab) -> list[bool]:
    return [lab.metric("alarmd_on_duty ") == 1 for lab in labs]


def told(lab: Lab, what: str) -> list[datetime]:
    """When a line of that kind was written into the timeline."""
    engine = reader_engine(lab.centre.url, size=1)
    try:
        with engine.connect() as connection:
            return list(
                connection.execute(select(timeline.c.at).where(timeline.c.what == what).order_by("at")).scalars()
            )
    finally:
        engine.dispose()


async def test_the_survivor_rings_on_and_calls_the_next_person(tmp_path: Path) -> None:
    with pair(tmp_path, TIMES) as (first, second):
        assert await asked(lambda: on_duty(first, second) == [True, False])
        assert ask(second, press(1, account="1000")) is not None
        assert await asked(lambda: len(told(second, "unanswered")) == 2, 3 * ANSWER_S)
        assert on_duty(first, second) == [True, False]
        async with HeadlessConsole(second.centre.feed, second.token) as console:
            assert ask(second, press(2, account="1003")) is not None
            await until(lambda: len(console.client.board.queue("life_safety")) == 2)
            row = max(console.client.board.queue("life_safety"), key=lambda each: each.id)
            assert (await console.client.command("claim", row.id)).ok
            assert (await console.client.command("dispatch", row.id)).ok
            assert await asked(lambda: len(calls(first, second)) == 1, 3)

            first.centre.kill()
            killed_at, killed_s = datetime.now(UTC), time.monotonic()
            assert await asked(lambda: on_duty(second) == [True], TAKEN_OVER_S + LATE_S)
            took_s = time.monotonic() - killed_s
            assert took_s < 10
            assert await asked(lambda: len(calls(first, second)) == 2, STEP_S + LATE_S)
            assert await asked(lambda: told(second, "nobody_accepted"), 2 * STEP_S)
        lines = told(second, "unanswered")
        gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(lines)]
        assert min(gaps) > ANSWER_S - 0.5, f"acted on twice: {gaps}"
        assert max(gaps) < ANSWER_S + TAKEN_OVER_S + LATE_S, f"a deadline was missed: {gaps}"
        assert [line for line in lines if line > killed_at]
        phones = [call.phone for call in calls(first, second)]
        assert len(phones) == len(set(phones)) == 2, phones
        first.centre.start()
        first.log_in()
        assert await asked(lambda: on_duty(first, second) == [False, True]), "who has it keeps it"
        assert second.centre.stop() == 0
        assert await asked(lambda: on_duty(first) == [True], 2 * RENEW_S + LATE_S), "let go in good order: at once"
