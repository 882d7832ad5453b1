"""Tells systemd that the daemon is ready, alive or stopping (sd_notify(3)); silent when systemd is not there."""

from __future__ import annotations

import os
import socket


def watchdog_interval_s() -> float | None:
    """Half of `WatchdogSec`, as systemd advises, or None when no watchdog is set."""
    micros = os.environ.get("WATCHDOG_USEC", "")
    return int(micros) / 2_000_000 if micros.isdigit() and int(micros) > 0 else None


def notify(state: str) -> bool:
    """Send `state` (`READY=1`, `WATCHDOG=1`, `STOPPING=1`, `STATUS=…`); True when somebody listens."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return False
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        try:
            channel.sendto(state.encode(), address)
        except OSError:
            return False
    return True
