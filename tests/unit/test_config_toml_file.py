"""Every mistake in the settings file is told at once, in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from alarmd.config import ConfigError, from_tree, load
from tests.unit.mistakes import door_mistakes, mistakes


def test_each_mistake_has_its_sentence() -> None:
    told = mistakes({"stor": {}, "log": {"level": "loud"}, "doors": [{"kind": "dc09", "tpc": "0.0.0.0:1"}]})
    assert "[stor]: there is no such section; did you mean store" in told
    assert "[log] level = 'loud'" in told
    assert "[[doors]] no. 1 tpc: there is no such setting; did you mean tcp" in told


def test_a_door_says_its_kind() -> None:
    assert "kind: this setting is missing; it is one of" in door_mistakes(tcp="127.0.0.1:1")
    assert "there is no such kind of door; did you mean dc09" in door_mistakes(kind="dc9")
    assert "its own [[doors]] block" in mistakes({"doors": {"kind": "dc09"}})
    assert "its own [[doors]] block" in mistakes({"doors": ["dc09"]})


def test_a_setting_of_another_kind_is_told() -> None:
    assert "no. 1 tls: there is no such setting" in door_mistakes(kind="dc09", tls="127.0.0.1:1")


def test_the_environment_overrides_and_is_checked() -> None:
    assert from_tree({}, {"ALARMD_TIMES__ANSWER_S": "45"}).times.answer_s == 45
    assert "ALARMD_TIMES__ANSWER_S" in mistakes({}, {"ALARMD_TIMES__ANSWER_S": "soon"})


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        load(tmp_path / "no.toml")
