"""Keeps one door open: tries again when it cannot be opened, and raises a technical incident when it stays shut."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from alarmd.domain.ports import Clock, Intake
from alarmd.domain.signal import Kind, Lane, Signal
from alarmd.telemetry import Telemetry

log = logging.getLogger(__name__)

PATIENCE_S = 10.0
AGAIN_S = 2.0


class Openable(Protocol):
    """A door."""

    name: str
    addresses: dict[str, tuple[str, int]]

    async def open(self) -> None:
        """Begin to listen."""

    async def close(self) -> None:
        """Stop."""


class Doorkeeper:
    """Looks after one door.

    Args:
        protocol: what its units speak, `dc09` or `scaip`.
        raise_down: makes the technical signal of a door that is shut (or its restore).
    """

    def __init__(
        self,
        door: Openable,
        protocol: str,
        clock: Clock,
        telemetry: Telemetry,
        intake: Intake,
        raise_down: Callable[[str, bool, str], Signal],
    ) -> None:
        self.door = door
        self.protocol = protocol
        self.is_open = False
        self._clock = clock
        self._telemetry = telemetry
        self._intake = intake
        self._raise_down = raise_down
        self._told = False

    async def run(self) -> None:
        """Open the door, and keep trying for as long as that takes; returns once it is open."""
        began_s = self._clock.monotonic()
        while True:
            try:
                await self.door.open()
            except Exception as error:  # noqa: BLE001 - Twisted's own errors share no base with OSError
                await self.door.close()
                await self._shut(str(error), self._clock.monotonic() - began_s)
            else:
                break
        self.is_open = True
        for way, (host, port) in self.door.addresses.items():
            log.info("door %s listens on %s %s:%s", self.door.name, way, host, port)
        if self._told:
            self._told = False
            self._intake.submit([self._raise_down(self.door.name, True, "")])

    async def close(self) -> None:
        """Shut the door."""
        self.is_open = False
        await self.door.close()

    async def _shut(self, reason: str, for_s: float) -> None:
        log.error("door %s cannot be opened: %s; trying again in %.0f s", self.door.name, reason, AGAIN_S)
        if for_s >= PATIENCE_S and not self._told:
            self._told = True
            self._intake.submit([self._raise_down(self.door.name, False, reason)])
        await self._clock.wait_until(self._clock.monotonic() + AGAIN_S, asyncio.Event())


def down_signal(
    name: str, up: bool, reason: str, *, clock: Clock, tenant_id: int, new_id: Callable[..., int]
) -> Signal:
    """The technical signal of a door that is shut, or its restore."""
    now = clock.now()
    return Signal(
        id=new_id(now),
        door="alarmd",
        source="alarmd",
        address=f"door {name}",
        tenant_id=tenant_id,
        unit_id=None,
        subscriber_id=None,
        lane=Lane.TECHNICAL,
        kind=Kind.DOOR_DOWN,
        restore=up,
        message_key=f"door:{name}:{up}:{now.timestamp()}",
        label_sv="Larmmottagning öppen igen" if up else "Larmmottagning stängd",
        label_en="door open again" if up else "door shut",
        detail={"door": name, "reason": reason} if reason else {"door": name},
        received_at=now,
        received_s=clock.monotonic(),
    )
