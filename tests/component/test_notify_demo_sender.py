"""The demo's phone writes lines that a person can read."""

from __future__ import annotations

from pathlib import Path

from alarmd.domain.ports import SendOutcome
from alarmd.notify.demo_sender import DemoSender
from tests.fakes.clock import ManualClock


async def test_lines_are_appended(tmp_path: Path) -> None:
    file = tmp_path / "phones.txt"
    sender = DemoSender(ManualClock(), file)
    for title in ("Larm: Solbacka", "Brandlarm: Solbacka"):
        assert (await sender.send("alarmd-demo://patrull-1", title, "https://x/r/1")).outcome is SendOutcome.SENT
    assert file.read_text(encoding="utf-8").splitlines() == [
        "08:00:00 patrull-1: Larm: Solbacka | https://x/r/1",
        "08:00:00 patrull-1: Brandlarm: Solbacka | https://x/r/1",
    ]


async def test_odd_targets_are_rejected_and_a_full_disk_is_tried_again(tmp_path: Path) -> None:
    sender = DemoSender(ManualClock(), tmp_path / "no" / "folder")
    assert (await sender.send("alarmd-demo://", "t", "b")).outcome is SendOutcome.REJECTED
    assert (await sender.send("json://x", "t", "b")).outcome is SendOutcome.REJECTED
    assert (await sender.send("alarmd-demo://patrull-1", "t", "b")).outcome is SendOutcome.RETRY
