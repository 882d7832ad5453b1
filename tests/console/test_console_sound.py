from __future__ import annotations

import sys
from pathlib import Path

import pytest

from console.board import LIFE_SAFETY, TECHNICAL
from console.sound import LINK, PATTERNS, Player, Ringer


def test_life_safety_repeats_until_nothing_waits() -> None:
    ringer = Ringer()
    assert ringer.now(LIFE_SAFETY, 100.0)
    assert ringer.due({LIFE_SAFETY}, 103.9) == []
    assert ringer.due({LIFE_SAFETY}, 104.0) == [LIFE_SAFETY]
    assert ringer.due({LIFE_SAFETY}, 108.1) == [LIFE_SAFETY]
    assert ringer.due(set(), 120.0) == []
    assert ringer.due({LIFE_SAFETY}, 120.1) == [LIFE_SAFETY]


def test_a_new_alarm_sounds_at_once_but_a_round_is_not_begun_twice() -> None:
    ringer = Ringer()
    assert ringer.now(LIFE_SAFETY, 100.0)
    assert not ringer.now(LIFE_SAFETY, 100.2)
    assert ringer.now(LIFE_SAFETY, 101.0)


def test_a_technical_fault_is_heard_once() -> None:
    ringer = Ringer()
    assert ringer.now(TECHNICAL, 100.0)
    assert ringer.due({TECHNICAL}, 500.0) == []


def test_a_lost_link_is_heard_at_once_and_again() -> None:
    ringer = Ringer()
    assert ringer.due({LINK}, 5.0) == [LINK]
    assert ringer.due({LINK}, 6.0) == []
    assert ringer.due({LINK}, 13.0) == [LINK]


def test_silence_lasts_a_minute_at_most_and_can_be_ended() -> None:
    ringer = Ringer()
    ringer.mute(100.0)
    assert not ringer.now(LIFE_SAFETY, 110.0)
    assert ringer.due({LIFE_SAFETY}, 110.0) == []
    assert ringer.muted_left_s(130.0) == 30.0
    assert ringer.due({LIFE_SAFETY}, 160.0) == [LIFE_SAFETY]
    ringer.mute(200.0)
    ringer.mute(201.0)
    assert not ringer.muted(201.0)


async def test_the_bell_rings_in_the_lanes_pattern() -> None:
    bells: list[int] = []
    player = Player((), lambda: bells.append(1))
    player.play(TECHNICAL)
    player.play(TECHNICAL)
    await player._playing[TECHNICAL]
    assert len(bells) == len(PATTERNS[TECHNICAL].beats) == 1
    player.play(LIFE_SAFETY)
    await player.close()


@pytest.mark.slow
async def test_the_sound_command_gets_the_lanes_name_and_the_bell_stands_in_for_it(tmp_path: Path) -> None:
    heard, bells = tmp_path / "heard", []
    script = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(sys.argv[2])"
    player = Player((sys.executable, "-c", script, str(heard)), lambda: bells.append(1))
    player.play(LIFE_SAFETY)
    await player._playing[LIFE_SAFETY]
    assert heard.read_text() == LIFE_SAFETY
    assert not bells
    missing = Player(("/no/such/player",), lambda: bells.append(1))
    missing.play(TECHNICAL)
    await missing._playing[TECHNICAL]
    assert bells == [1]
