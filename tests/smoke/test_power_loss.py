"""Promise 1 without power: the disk as it may be at any instant, opened again, holds every answered signal."""

from __future__ import annotations

import asyncio
import base64
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from alarmd.store.engine import reader_engine
from alarmd.store.journal import verify
from tests.fakes.pace import pause
from tests.smoke.lab import Lab, dialler, hear, press
from tests.smoke.power import STORE, Recording, Sent, Write, recorded

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

LINES, PRESSES = 4, 30
INSTANTS = 120
LYING = 12
_ACK = re.compile(rb'"ACK"(\d{4})')
_PRESS = re.compile(rb'"ADM-CID"(\d{4})')


def press_on(lab: Lab, first: int) -> None:
    """Presses over one connection, one after the other."""
    with dialler(lab) as line:
        for seq in range(first, first + PRESSES):
            line.sendall(press(seq, account=f"{1000 + 2 * (seq % 20)}"))
            answer = hear(line)
            assert answer is not None
            assert answer.token == "ACK"


async def record(lab: Lab) -> Recording:
    with recorded(lab) as recorder:
        await asyncio.gather(*(asyncio.to_thread(press_on, lab, 1 + n * PRESSES) for n in range(LINES)))
        await pause(2.2)
        await asyncio.gather(*(asyncio.to_thread(press_on, lab, 1001 + n * PRESSES) for n in range(LINES)))
    return recorder.recording


def instants(recording: Recording, chance: Random) -> list[int]:
    """Just after answers, in the midst of moving the log into the database, and anywhere."""
    answers = [n + 1 for n, event in enumerate(recording.events) if isinstance(event, Sent)]
    moving = [n for n, event in enumerate(recording.events) if isinstance(event, Write) and event.file == STORE[0]]
    assert len(moving) > 10, "the log must have been moved while this was recorded"
    some = [chance.choice(answers) for _ in range(INSTANTS // 2)]
    some += [chance.choice(moving) for _ in range(INSTANTS // 4)]
    return some + [chance.randrange(len(recording.events)) for _ in range(INSTANTS // 4)]


def stored(folder: Path) -> dict[int, int | None]:
    """Sequence number to incident of every press that the store holds, after every check it must pass."""
    with closing(sqlite3.connect(folder / STORE[0])) as store:
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = store.execute(
            "SELECT p.payload, s.incident_id FROM signals s JOIN journal_payload p ON p.seq = s.journal_seq"
        ).fetchall()
        open_twice = "SELECT subject FROM incidents WHERE state <> 'closed' GROUP BY lane, subject HAVING count(*) > 1"
        assert store.execute(open_twice).fetchall() == []
        missing = "SELECT count(*) FROM signals WHERE incident_id NOT IN (SELECT id FROM incidents)"
        assert store.execute(missing).fetchone() == (0,)
    engine = reader_engine(f"sqlite:///{folder}/{STORE[0]}", size=1)
    try:
        assert verify(engine).fault is None
    finally:
        engine.dispose()
    found: dict[int, int | None] = {}
    for payload, incident_id in rows:
        match = _PRESS.search(base64.b64decode(json.loads(payload)["raw"]))
        assert match is not None
        assert int(match[1]) not in found, "stored twice"
        found[int(match[1])] = incident_id
    return found


def after_the_cut(recording: Recording, instant: int, chance: Random, folder: Path, *, lying: bool = False) -> set[int]:
    """Answered presses that are not in the store any more."""
    folder.mkdir()
    for name, octets in recording.disk_at(instant, chance, lying=lying).items():
        (folder / name).write_bytes(octets)
    answered = {int(seq) for seq in _ACK.findall(recording.sent_before(instant))}
    kept = stored(folder)
    assert all(incident is not None for incident in kept.values())
    return answered - kept.keys()


async def test_a_power_cut_at_any_instant_loses_nothing_that_was_answered(running: Lab, tmp_path: Path) -> None:
    recording = await record(running)
    await asyncio.get_running_loop().shutdown_default_executor()
    assert len(_ACK.findall(recording.sent_before(len(recording.events)))) == 2 * LINES * PRESSES
    chance = Random(20)
    for number, instant in enumerate(instants(recording, chance)):
        lost = after_the_cut(recording, instant, chance, tmp_path / f"cut-{number}")
        assert not lost, f"answered and lost by a cut before event {instant}: {sorted(lost)}"

    lies = 0
    for number in range(LYING):
        try:
            end = len(recording.events) - 1
            lies += bool(after_the_cut(recording, end, chance, tmp_path / f"lie-{number}", lying=True))
        except (AssertionError, sqlite3.DatabaseError):
            lies += 1
    assert lies == LYING, "a disk that flushes nothing must be seen to lose something, or this test proves nothing"
