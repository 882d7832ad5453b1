"""Promise 6 on two daemons: a unit that is heard at either is alive at both, also when the deciding one is killed."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from alarmd.services.duty import LEASE_S, RENEW_S
from alarmd.store.engine import reader_engine
from alarmd.store.tables_registry import units
from protocols.dc09 import build
from tests.fakes.pace import asked, pause
from tests.smoke.lab import CLOCK, Lab, ask
from tests.smoke.pair import pair

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(150)]

LIVING, SILENT, MOVING = "1000", "1002", "1004"
STEP_S = 4.0
"""A leap beyond 5 s would look as if the loop had stood still."""


def beat(lab: Lab, *accounts: str) -> None:
    for account in accounts:
        answer = ask(lab, build("NULL", "0000", account))
        assert answer is not None
        assert answer.token == "ACK"


def lost(lab: Lab) -> list[str]:
    """Addresses of units with an open incident that says so, each as often as it has one."""
    engine = reader_engine(lab.centre.url, size=1)
    with engine.connect() as connection:
        addresses = {row.id: row.address for row in connection.execute(select(units.c.id, units.c.address))}
    engine.dispose()
    return sorted(addresses[each["unit_id"]] for each in lab.incidents() if each["kind"] == "lost")


async def live(seconds: float, labs: tuple[Lab, ...], *beating: tuple[Lab, str]) -> None:
    """Time passes on all nodes alike while these units beat about twice a minute."""
    for step in range(int(seconds / STEP_S)):
        for lab in labs:
            lab.move_clock(STEP_S)
        if step % 7 == 0:
            for lab, account in beating:
                beat(lab, account)
        await pause(0.1)


async def test_heard_at_one_is_alive_at_both_and_a_kill_blames_nobody(tmp_path: Path) -> None:
    with pair(tmp_path, CLOCK.replace("{path}", "{folder}/clock")) as (first, second):
        assert await asked(lambda: first.metric("alarmd_on_duty ") == 1)
        both = (first, second)
        await live(8, both)
        beat(first, SILENT, MOVING)
        await live(120, both, (second, LIVING), (first, MOVING))
        assert lost(second) == []
        await live(100, both, (second, LIVING), (first, MOVING))
        assert await asked(lambda: lost(second) == [SILENT])
        first.centre.kill()
        beat(second, MOVING)
        assert await asked(lambda: second.metric("alarmd_on_duty ") == 1, LEASE_S + RENEW_S + 1.5)
        await live(240, (second,), (second, LIVING), (second, MOVING))
        assert lost(second) == [SILENT]
        await live(200, (second,), (second, LIVING))
        assert await asked(lambda: lost(second) == [SILENT, MOVING])
        for _ in range(4):
            beat(second, SILENT)
            await live(8, (second,), (second, LIVING))
        assert await asked(lambda: lost(second) == [MOVING]), "its return is heard by the node that has not seen it go"
