"""`alarmd profile`: what a technician types, and what is told."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from alarmd import cli_profile


def alarmd(*words: str) -> int:
    parser = argparse.ArgumentParser(prog="alarmd")
    parser.set_defaults(config="/nowhere/alarmd.toml")
    cli_profile.add_parsers(parser.add_subparsers(required=True))
    options = parser.parse_args(words)
    return int(options.run(options))


def test_list_and_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert alarmd("profile", "list") == 0
    assert "phone-app" in capsys.readouterr().out
    assert alarmd("profile", "show", "phone-app") == 0
    assert json.loads(capsys.readouterr().out)["supervision"]["interval_s"] == 0
    assert alarmd("profile", "show", "nobody") == 1
    assert "profile list names all" in capsys.readouterr().err


def test_lint_tells_every_mistake_of_every_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert alarmd("profile", "lint") == 0
    assert "profiles can be used" in capsys.readouterr().out
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text("protocol = 1")
    assert alarmd("profile", "lint", str(tmp_path / "a.toml"), str(tmp_path / "b.toml")) == 1
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_unknown_codes_of_an_empty_store(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert alarmd("profile", "unknown", "--database", url) == 0
    assert "no code is unknown" in capsys.readouterr().out
