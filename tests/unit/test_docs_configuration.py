"""The settings page says what the settings are."""

from __future__ import annotations

from pathlib import Path

from alarmd.config import load
from docs import states
from docs.configuration import PAGE, render


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), "run python -m docs.configuration"


def test_the_example_can_be_used() -> None:
    example = Path(__file__).resolve().parents[2] / "deploy/examples/alarmd.toml"
    assert [door.kind for door in load(example, {}).doors] == ["dc09", "scaip"]


def test_the_pictures_of_the_states_are_the_tables() -> None:
    assert states.PAGE.read_text(encoding="utf-8") == states.render(), "run python -m docs.states"
