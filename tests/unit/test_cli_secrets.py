"""The key file by the command line."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from alarmd.cli import main
from alarmd.sealing import Seal


def test_a_key_is_made_and_seals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key, config = tmp_path / "key", tmp_path / "alarmd.toml"
    config.write_text(f'[secrets]\nkey_file = "{key}"\n')
    assert main(["secrets", "new-key", str(key)]) == 0
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.StringIO("text:0123456789abcdef\n"))
    assert main(["secrets", "seal", "--stdin", "--config", str(config)]) == 0
    assert Seal(key).open(capsys.readouterr().out.strip()) == "text:0123456789abcdef"


def test_without_a_key_file_it_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "alarmd.toml"
    config.write_text("")
    assert main(["secrets", "seal", "--stdin", "--config", str(config)]) == 1
    assert "new-key" in capsys.readouterr().err
