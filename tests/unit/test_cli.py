"""The command says what is wrong in sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from alarmd.cli import main


def test_check_explains_every_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text('[stor]\n[[doors]]\nkind = "scaip"\ntls = "0.0.0.0:5061"\n')
    assert main(["check", str(bad)]) == 1
    told = capsys.readouterr().err
    assert "did you mean store" in told


def test_check_approves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = tmp_path / "good.toml"
    good.write_text('[[doors]]\nkind = "dc09"\ntcp = "127.0.0.1:0"\n')
    assert main(["--config", str(good), "check"]) == 0
    assert "can be used (dc09" in capsys.readouterr().out


def test_a_store_without_schema_is_refused_in_plain_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "alarmd.toml"
    config.write_text(f'[store]\nurl = "sqlite:///{tmp_path}/empty.sqlite3"\n')
    assert main(["db", "check", "--config", str(config)]) == 1
    assert "alarmd db upgrade" in capsys.readouterr().err


def test_wrong_arguments_are_status_2() -> None:
    with pytest.raises(SystemExit) as caught:
        main(["dance"])
    assert caught.value.code == 2
