"""`alarmd conformance` against our own daemon: no deviation on any way in, and both reports are written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alarmd.cli import main
from simulators.target import Protocol, demo_address
from tests.smoke.lab import Lab

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.mark.parametrize(("kind", "transport"), [("dc09", "tcp"), ("dc09", "udp"), ("scaip", "udp"), ("scaip", "tcp")])
def test_no_deviation(
    running: Lab, kind: str, transport: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    port = getattr(running.centre.ports, kind)
    unit = demo_address(Protocol(kind), 0 if kind == "dc09" else 1)
    words = ["conformance", kind, "--transport", transport, "--target", f"127.0.0.1:{port}", "--unit", unit]
    status = main([*words, "--json", str(tmp_path / "report.json"), "--markdown", str(tmp_path / "report.md")])
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert status == 0, [case for case in report["cases"] if case["result"] == "failed"]
    assert report["passed"] >= 8
    assert "no deviation seen" in (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "no deviation seen" in capsys.readouterr().out
