"""`alarm-sim bench` without a terminal says what to use instead."""

from __future__ import annotations

import pytest

from simulators.cli import main


def test_it_wants_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench"]) == 2
    assert "alarm-sim press" in capsys.readouterr().err
