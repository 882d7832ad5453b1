"""Trace lines for people."""

from __future__ import annotations

from pathlib import Path

import pytest

from alarmd.cli import main
from alarmd.cli_trace import render

LINE = {
    "at_ms": 1_777_629_600_123,
    "door": "dc09",
    "unit": "0123",
    "direction": "in",
    "raw": "<LF>…",
    "decoded": "ADM-CID",
    "dropped": 0,
}


def test_a_line_says_when_who_and_what() -> None:
    assert render(LINE, raw=False) == "10:00:00.123 dc09     0123         → ADM-CID"
    assert render(LINE | {"dropped": 3}, raw=True).endswith("too fast to be shown)\n    <LF>…")


def test_a_daemon_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "alarmd.toml"
    config.write_text('[web]\ninternal = "127.0.0.1:9"\n')
    assert main(["trace", "0123", "--token", "x", "--config", str(config)]) == 1
    assert "cannot be reached" in capsys.readouterr().err
