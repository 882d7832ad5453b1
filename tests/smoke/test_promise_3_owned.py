"""Promise 3: no life-safety incident is ever unowned; whatever is forgotten comes back, on top and loudly."""

from __future__ import annotations

import asyncio
import json
import urllib.request

import pytest

from alarmd.store.engine import tool_engine
from alarmd.store.registry import add, changing, hash_password
from tests.fakes.loop import until
from tests.fakes.pace import asked
from tests.smoke.lab import Lab, ask, press
from tests.smoke.watching import Story, Watcher

LOOKS = "alarmd_watch_tick_seconds_count"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]

OTHER = "demo2"


async def test_nobody_answers_and_nobody_goes(running: Lab) -> None:
    """Answer time, lease, acceptance and arrival run out one after the other."""
    lab, story = running, Story(running)
    assert ask(lab, press(1)) is not None
    async with Watcher(lab) as console:
        incident = await story.until_state("waiting")
        for times in (1, 2):
            deadline = story.only_owned()["deadline_at"]
            await story.pass_s(31, console)
            assert await asked(lambda: story.timeline(incident["id"]).count("unanswered") == times)  # noqa: B023
            assert story.only_owned()["deadline_at"] > deadline

        await console.do("claim")
        await story.until_state("claimed")
        await story.pass_s(121, console)
        await story.until_state("waiting", returned=True)
        await until(lambda: console.rung == ["new", "returned"])

        await console.do("claim")
        await console.do("dispatch")
        await story.until_state("dispatched", step=0)
        await story.pass_s(61, console)
        await story.until_state("dispatched", step=1)
        await story.pass_s(61, console)
        await story.until_state("waiting", returned=True)
        await until(lambda: console.rung == ["new", "returned", "returned"])

        await console.do("claim")
        await console.do("accept", responder="responder:1")
        await story.until_state("accepted")
    story.leap_s(1801)
    await story.until_state("waiting", returned=True)
    async with Watcher(lab) as console:
        await until(lambda: console.rows() and console.rows()[0].returned)
        await console.do("claim")
        await console.do("arrive")
        await story.until_state("on_site")
        await console.do("close", outcome="helped_on_site")
    assert [each for each in lab.incidents() if each["lane"] == "life_safety"] == []
    lines = story.timeline(incident["id"])
    for what in ("lease_expired", "dispatched", "nobody_accepted", "accepted", "not_arrived", "on_site", "closed"):
        assert lines.count(what) == 1, lines
    assert lines.count("step") == 2, lines


async def test_a_console_that_is_gone_loses_its_claim_and_not_before_ten_seconds(running: Lab) -> None:
    lab, story = running, Story(running)
    assert ask(lab, press(1)) is not None
    async with Watcher(lab) as console:
        await until(console.rows)
        await console.do("claim")
    looks = lab.metric(LOOKS)
    story.leap_s(7)
    assert await asked(lambda: lab.metric(LOOKS) > looks)
    assert story.only_owned()["state"] == "claimed"
    story.leap_s(4)
    incident = await story.until_state("waiting", returned=True)
    async with Watcher(lab) as console:
        await until(console.rows)
        assert console.only().returned
    assert story.timeline(incident["id"])[-1] == "lease_expired"


async def test_of_two_who_claim_at_once_one_wins_and_the_other_is_told_who(lab: Lab) -> None:
    _second_operator(lab)
    lab.centre.start()
    lab.log_in()
    other = _log_in(lab, OTHER)
    assert ask(lab, press(1)) is not None
    async with Watcher(lab) as one, Watcher(lab, other) as two:
        await until(lambda: one.rows() and two.rows())
        incident = one.only().id
        replies = await asyncio.gather(*(each.client.command("claim", incident) for each in (one, two)))
        assert sorted(reply.ok for reply in replies) == [False, True]
        winner, loser = (one, two) if replies[0].ok else (two, one)
        refusal = next(reply for reply in replies if not reply.ok)
        assert refusal.code == "already_claimed"
        await until(lambda: loser.only().owner == winner.client.board.operator)
        assert loser.only().owner_name == winner.client.board.operator_name
        assert Story(lab).timeline(incident).count("claimed") == 1


async def test_a_restart_forgets_no_deadline_and_no_claim(running: Lab) -> None:
    lab = running
    assert ask(lab, press(1)) is not None
    lab.centre.kill()
    lab.centre.start()
    story = Story(lab)
    incident = story.only_owned()
    story.leap_s(31)
    assert await asked(lambda: "unanswered" in story.timeline(incident["id"]))
    lab.centre.kill()
    lab.centre.start()
    async with Watcher(lab) as console:
        await until(console.rows)
        await console.do("claim")
        lab.centre.kill()
        lab.centre.start()
        story = Story(lab)
        await until(lambda: console.client.link.connections == 2)
        assert story.only_owned()["state"] == "claimed"
        await story.pass_s(125, console)
        await story.until_state("waiting", returned=True)
        await until(lambda: console.rung[-1] == "returned")


def _second_operator(lab: Lab) -> None:
    engine = tool_engine(f"sqlite:///{lab.centre.folder}/alarmd.sqlite3")
    try:
        with changing(engine) as registry:
            add(
                registry,
                "operator",
                tenant_id=1,
                username=OTHER,
                name="Andra Operatör",
                password_hash=hash_password(OTHER),
            )
    finally:
        engine.dispose()


def _log_in(lab: Lab, name: str) -> str:
    request = urllib.request.Request(
        lab.centre.base + "/api/login",
        data=json.dumps({"username": name, "password": name}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return str(json.load(answer)["token"])
