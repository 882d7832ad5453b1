"""Every example of a door can be used as it stands."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec
import pytest

from alarmd.config import DOOR_KINDS

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "deploy/examples").glob("*.toml"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_examples(example: Path) -> None:
    for door in tomllib.loads(example.read_text(encoding="utf-8")).get("doors", []):
        settings = msgspec.convert(door, DOOR_KINDS[door["kind"]])
        assert list(settings.contradictions()) == []
