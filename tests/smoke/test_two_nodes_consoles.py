"""Two daemons on one PostgreSQL: a console moves from one to the other, and each shows what the other has taken."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from alarmd.services.presence import ABSENT_S, NOTE_S, SURE_S
from tests.fakes.pace import asked, pause
from tests.smoke.lab import Lab, ask, press
from tests.smoke.pair import pair
from tests.smoke.watching import Watcher

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(110)]


def only(lab: Lab) -> dict[str, Any]:
    (incident,) = [each for each in lab.incidents() if each["lane"] == "life_safety"]
    return incident


def stamp(signal: dict[str, Any], name: str) -> datetime:
    return datetime.fromisoformat(signal[name])


async def test_a_console_moves_and_keeps_its_claim_until_it_is_gone_everywhere(tmp_path: Path) -> None:
    with pair(tmp_path) as (first, second):
        async with Watcher(first) as console:
            assert ask(second, press(1)) is not None
            assert await asked(console.rows)
            await console.do("claim")
        assert await asked(lambda: first.signals()[0]["painted_at"])
        (signal,) = first.signals()
        assert stamp(signal, "received_at") <= stamp(signal, "durable_at") <= stamp(signal, "painted_at")
        assert (stamp(signal, "painted_at") - stamp(signal, "received_at")).total_seconds() < 3
        assert first.metric('alarmd_stage_seconds_sum{stage="painted"}') < 3, "measured from when the other one took it"

        await pause(ABSENT_S / 2)
        async with Watcher(second, first.token) as console:
            assert await asked(console.rows)
            await pause(ABSENT_S + 2 * NOTE_S)
            assert only(first)["state"] == only(second)["state"] == "claimed"
            first.centre.kill()
            await pause(1)
            assert only(second)["state"] == "claimed"
        left_s = time.monotonic()
        assert await asked(lambda: only(second)["state"] == "waiting", ABSENT_S + 2 * NOTE_S + SURE_S + 8)
        assert time.monotonic() - left_s > ABSENT_S - 1
        assert only(second)["returned"]
