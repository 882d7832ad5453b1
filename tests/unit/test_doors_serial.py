"""Settings of serial doors that cannot be."""

from __future__ import annotations

import pytest

from alarmd.config.doors.serial import SerialSettings


def sentences(**settings: object) -> str:
    return "\n".join(SerialSettings(kind="espa444", **settings).contradictions())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "url", ["/dev/ttyUSB0", "/dev/serial/by-id/usb-x", "socket://10.0.0.7:4001", "rfc2217://box:7000?poll_modem"]
)
def test_lines_that_can_be_opened(url: str) -> None:
    assert sentences(url=url) == ""


def test_what_cannot_be_is_said() -> None:
    assert "write a device" in sentences(url="COM1")
    assert "write a device" in sentences(url="socket://10.0.0.7")
    assert "baud = 3" in sentences(url="/dev/ttyS0", baud=3)
    assert "silent_s" in sentences(url="/dev/ttyS0", silent_s=-1.0)
    assert "plugged" in sentences(url="socket://10.0.0.7:4001", plugged="dsr")
