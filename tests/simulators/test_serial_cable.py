"""The simulators' end of a line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from simulators.serial.cable import Line, open_cable


async def test_a_terminal_is_made_and_linked_and_gone_again(tmp_path: Path) -> None:
    link = tmp_path / "ttyS0"
    cable = open_cable(f"pty:{link}", Line())
    other = open_cable(str(link), Line(baud=1200, bits=7, parity="even", stop_bits=2))
    cable.write(b"hello")
    assert await other.read(5) == b"hello"
    other.write(b"x")
    assert await cable.read(5) == b"x"
    assert await cable.read(0.01) == b""
    other.write(b"unasked")
    assert await cable.read(5)
    cable.forget()
    other.close()
    cable.close()
    assert not link.exists()


async def test_a_line_whose_other_end_is_gone() -> None:
    master, slave = os.openpty()
    cable = open_cable(os.ttyname(slave), Line())
    os.close(slave)
    os.close(master)
    with pytest.raises(ConnectionError):
        await cable.read(5)
    cable.close()


async def test_what_cannot_be_opened() -> None:
    with pytest.raises(OSError, match="ttyNOTHERE"):
        open_cable("/dev/ttyNOTHERE", Line())
