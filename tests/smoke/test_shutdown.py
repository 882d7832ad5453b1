"""The end in good order, and starts that cannot be: everything said in plain words, nothing answered is lost."""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from deploy.demo.centre import PYTHON, DemoCentre
from tests.fakes.loop import turn, until
from tests.fakes.pace import asked
from tests.load.evidence import Told, examine
from tests.smoke.doors import WAYS, Way
from tests.smoke.lab import Lab
from tests.smoke.watching import Watcher

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]


@pytest.mark.parametrize("signals", [1, 2])
async def test_sigterm_under_load_loses_nothing_and_says_goodbye(running: Lab, signals: int) -> None:
    lab, told = running, Told()
    process = lab.centre.process
    assert process is not None
    names = (f"K{number:07}" for number in itertools.count(1))
    async with Watcher(lab) as console:
        units = [asyncio.create_task(_press_on(lab.centre, way, n, names, told)) for n, way in enumerate(WAYS)]
        await until(lambda: len(told.taken) > 40)
        began = time.monotonic()
        for _ in range(signals):
            process.terminate()
        assert await asked(lambda: process.poll() is not None, 12.0)
        assert time.monotonic() - began < 10.0
        assert process.returncode == 0, lab.centre.last_words()
        await until(lambda: "stopping" in console.reasons)
        for unit in units:
            unit.cancel()
        await asyncio.gather(*units, return_exceptions=True)
    assert examine(f"sqlite:///{lab.centre.folder}/alarmd.sqlite3", told) == {}


async def _press_on(centre: DemoCentre, way: Way, number: int, names: Iterator[str], told: Told) -> None:
    async with way.unit(centre, number, tries=1, patience_s=2.0) as unit:
        for name in names:
            told.sent.add(name)
            if (await unit.press(name)).taken:
                told.taken.add(name)
            await turn()


def test_a_second_daemon_says_what_is_wrong_and_the_first_is_unharmed(running: Lab) -> None:
    lab = running
    second = _run(lab)
    assert second.returncode == 1
    assert f"port {lab.centre.ports.web} on 127.0.0.1 cannot be opened" in second.stderr
    assert "Traceback" not in second.stderr
    assert lab.centre.is_ready()
    assert lab.centre.stop() == 0


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("DELETE FROM alembic_version", "holds tables that are not alarmd's"),
        ("UPDATE alembic_version SET version_num = '9999'", "a newer alarmd has upgraded it"),
    ],
)
def test_another_schema_is_refused_in_plain_words(lab: Lab, spoil: str, words: str) -> None:
    with closing(sqlite3.connect(lab.centre.folder / "alarmd.sqlite3")) as store:
        store.execute(spoil)
        store.commit()
    refused = _run(lab)
    assert refused.returncode == 1
    assert words in refused.stderr
    assert "Traceback" not in refused.stderr


def _run(lab: Lab) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PYTHON, "-m", "alarmd", "run", "--config", str(lab.centre.config)],
        capture_output=True,
        text=True,
        timeout=15,
        check=False,
    )
