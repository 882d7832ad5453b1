"""The modem's terminal: its name, its link, and what stays after it is pulled out."""

from __future__ import annotations

from pathlib import Path

from simulators.sms_modem.terminal import ModemTerminal


async def test_the_link_follows_the_terminal(tmp_path: Path) -> None:
    link = tmp_path / "modem"
    with ModemTerminal(link=str(link)) as terminal:
        assert terminal.path == str(link)
        assert link.resolve().exists()
        terminal.pull_out()
        assert not link.is_symlink()
        terminal.modem.call("")
        terminal.plug_in()
        assert link.is_symlink()
    assert not link.is_symlink()
