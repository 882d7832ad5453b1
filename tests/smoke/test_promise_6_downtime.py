"""Promise 6: a unit is lost when its profile says (demo: 60 s, two missed, 30 s grace), never because we were away."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from protocols.dc09 import build
from tests.fakes.pace import asked
from tests.smoke.lab import Lab, ask
from tests.smoke.watching import Story

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]

SILENT, LIVING = "1000", "1002"
AN_HOUR = 3600


async def test_a_silent_unit_is_one_technical_incident_and_its_return_closes_it(running: Lab) -> None:
    lab, story = running, Story(running)
    assert await _ticked(story), "only now the watch knows that the doors listen"
    _beat(lab, SILENT, LIVING)
    await _pass(story, 120, beating=LIVING)
    assert await _ticked(story)
    assert _lost(lab) == []
    await _pass(story, 60, beating=LIVING)
    assert await asked(lambda: _lost(lab) == [SILENT])
    await _pass(story, 300, beating=LIVING)
    assert await _ticked(story)
    assert _lost(lab) == [SILENT]
    (incident,) = (each for each in lab.incidents() if each["kind"] == "lost")
    for _ in range(3):
        _beat(lab, SILENT)
        assert await _ticked(story)
    assert await asked(lambda: _lost(lab) == [])
    assert story.timeline(incident["id"])[-1] == "restored"


async def test_a_restart_blames_nobody_and_finds_the_dead_one_all_the_same(running: Lab) -> None:
    lab, story = running, Story(running)
    assert await _ticked(story), "only now the watch knows that the doors listen"
    _beat(lab, SILENT, LIVING)
    story.leap_s(6)
    assert await asked(lambda: _stored_contacts(lab) == 2)
    lab.centre.kill()
    _let_it_be_an_hour_ago(lab)
    lab.centre.start()
    story = Story(lab)
    assert await _ticked(story)
    assert _lost(lab) == []
    await _pass(story, 60, beating=LIVING)
    assert await _ticked(story)
    assert _lost(lab) == [], "blamed for beats that fell due while we were away"
    await _pass(story, 180, beating=LIVING)
    assert await asked(lambda: _lost(lab) == [SILENT])
    assert lab.centre.stop() == 0
    lab.centre.start()
    story = Story(lab)
    assert await _ticked(story)
    assert _lost(lab) == [SILENT]


def _beat(lab: Lab, *accounts: str) -> None:
    for account in accounts:
        answer = ask(lab, build("NULL", "0000", account))
        assert answer is not None
        assert answer.token == "ACK"


async def _pass(story: Story, seconds: int, *, beating: str) -> None:
    """Let time pass while one unit beats twice a minute."""
    for _ in range(seconds // 30):
        story.leap_s(30)
        _beat(story.lab, beating)


async def _ticked(story: Story) -> bool:
    """Two further looks of the watch: the first after a leap only sees that time stood still."""
    count = "alarmd_watch_tick_seconds_count"
    for _ in range(2):
        before = story.lab.metric(count)
        story.leap_s(1.1)
        if not await asked(lambda: story.lab.metric(count) > before):  # noqa: B023
            return False
    return True


def _lost(lab: Lab) -> list[str]:
    """Addresses of units with an open incident that says so, each as often as it has one."""
    addresses: dict[int, str] = {}
    with closing(lab.database()) as store:
        addresses.update(store.execute("SELECT id, address FROM units").fetchall())
    found: list[dict[str, Any]] = [each for each in lab.incidents() if each["kind"] == "lost"]
    return [addresses[incident["unit_id"]] for incident in found]


def _contacts(lab: Lab) -> sqlite3.Connection:
    return sqlite3.connect(lab.centre.folder / "alarmd.sqlite3.contacts")


def _stored_contacts(lab: Lab) -> int:
    with closing(_contacts(lab)) as contacts:
        return int(contacts.execute("SELECT count(*) FROM last_contacts").fetchone()[0])


def _let_it_be_an_hour_ago(lab: Lab) -> None:
    """As if we had been away for an hour: everything that was heard, and when we listened, moves back."""
    with closing(_contacts(lab)) as contacts:
        contacts.execute(f"UPDATE last_contacts SET at = at - {AN_HOUR * 1_000_000}")
        contacts.execute(
            f"UPDATE listening SET from_at = from_at - {AN_HOUR * 1_000_000}, to_at = to_at - {AN_HOUR * 1_000_000}"
        )
        contacts.commit()
