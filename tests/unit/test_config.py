"""Every mistake in the settings is told at once, in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from alarmd.config import ConfigError, from_tree, load


def mistakes(tree: dict[str, object], environment: dict[str, str] | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        from_tree(tree, environment or {})
    return "\n".join(caught.value.mistakes)


def test_nothing_set_is_a_usable_centre() -> None:
    assert from_tree({}).web.internal == "127.0.0.1:8470"


def test_each_mistake_has_its_sentence() -> None:
    told = mistakes({"stor": {}, "log": {"level": "loud"}, "doors": [{"kind": "dc09", "tpc": "0.0.0.0:1"}]})
    assert "[stor]: there is no such section; did you mean store" in told
    assert "[log] level = 'loud'" in told
    assert "[[doors]] no. 1 tpc: there is no such setting; did you mean tcp" in told


def test_a_door_without_kind_or_address_is_told() -> None:
    assert "kind: this setting is missing" in mistakes({"doors": [{"tcp": "127.0.0.1:1"}]})
    assert "nothing can knock" in mistakes({"doors": [{"kind": "scaip"}]})


def test_beyond_loopback_the_internal_listener_needs_tls() -> None:
    assert "needs internal_certificate" in mistakes({"web": {"internal": "0.0.0.0:8470"}})


def test_a_movable_clock_is_refused_beyond_loopback() -> None:
    told = mistakes({"testing": {"clock_socket": "/tmp/x"}, "doors": [{"kind": "dc09", "tcp": "0.0.0.0:1"}]})  # noqa: S108
    assert "clock_socket is only allowed" in told


def test_a_key_says_how_it_is_written() -> None:
    door = {"kind": "dc09", "tcp": "127.0.0.1:1", "key": "00112233445566778899aabbccddeeff"}
    assert "hex: or text:" in mistakes({"doors": [door]})


def test_the_environment_overrides_and_is_checked() -> None:
    assert from_tree({}, {"ALARMD_TIMES__ANSWER_S": "45"}).times.answer_s == 45
    assert "ALARMD_TIMES__ANSWER_S" in mistakes({}, {"ALARMD_TIMES__ANSWER_S": "soon"})


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        load(tmp_path / "no.toml")
