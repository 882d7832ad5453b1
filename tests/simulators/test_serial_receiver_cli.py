"""`alarm-sim espa444`, `surgard` and `ademco685` as people type them, against the real doors."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from simulators.cli import _parser
from tests.devices.serial_doors import make, unit
from tests.fakes.centre import TestCentre
from tests.fakes.loop import until


async def typed(*words: str) -> int:
    options = _parser().parse_args(words)
    return int(await options.run(options))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "words", "signals"),
    [
        ("espa444", ["call", "--address", "4711", "--text", "LARM", "--times", "2", "--every", "0"], 2),
        ("espa444", ["poll"], 0),
        ("espa444", ["reset"], 1),
        ("surgard", ["press", "--zone", "7"], 1),
        ("surgard", ["smoke", "--sia", "--restored"], 1),
        ("surgard", ["heartbeat"], 0),
        ("ademco685", ["press", "--zone", "7"], 1),
        ("ademco685", ["heartbeat"], 0),
    ],
)
async def test_words(
    kind: str, words: list[str], signals: int, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    centre = TestCentre(unit(kind, "4711"))
    link = tmp_path / "tty"
    speaking = asyncio.ensure_future(typed(kind, *words, "--line", f"pty:{link}", "--settle", "0.1", "--json"))
    await until(link.exists)
    door = make(kind, centre, str(link))
    await door.open()
    assert await speaking == 0
    await door.close()
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert told
    assert all(each["taken"] for each in told)
    assert len(centre.intake.signals) == signals


@pytest.mark.slow
async def test_a_polled_station_at_a_door_that_polls(tmp_path: Path) -> None:
    centre = TestCentre(unit("espa444", "1001"))
    link = tmp_path / "tty"
    words = ("espa444", "call", "--role", "polled", "--line", f"pty:{link}", "--settle", "0.1")
    speaking = asyncio.ensure_future(typed(*words))
    await until(link.exists)
    door = make("espa444", centre, str(link), role="control", poll_s=0.2)
    await door.open()
    assert await speaking == 0
    await door.close()
    assert len(centre.intake.signals) == 1
