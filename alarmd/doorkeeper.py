"""Keeps one door open: opens it again when it is lost, and raises a technical incident when it stays shut."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from alarmd.domain.ports import Clock, Intake
from alarmd.domain.signal import Kind, Lane, Signal
from alarmd.telemetry import Telemetry

log = logging.getLogger(__name__)

PATIENCE_S = 8.0
"""A door that has been shut for so long is told about: with the tries between, 10 s after it was lost at the latest."""
AGAIN_S = 2.0


class Openable(Protocol):
    """A door."""

    name: str
    addresses: dict[str, tuple[str, int]]

    async def open(self) -> None:
        """Begin to hear units, or raise what stands in the way within 10 s."""

    async def serve(self) -> None:
        """Hear them; returns or raises only when the door is lost by itself (broker away, cable pulled)."""

    async def close(self) -> None:
        """Stop."""


class Doorkeeper:
    """Looks after one door.

    Args:
        protocol: what its units speak, the door's kind in the settings.
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
        self._up = telemetry.door_up.labels(door.name)
        self._intake = intake
        self._raise_down = raise_down
        self._told = False
        self._stopping = False

    async def run(self) -> None:
        """Keep the door open until `close`."""
        shut_s = opened_s = self._clock.monotonic()
        while not self._stopping:
            try:
                await self.door.open()
                opened_s = self._opened()
                await self.door.serve()
                reason = "it was lost"
            except Exception as error:  # noqa: BLE001 - Twisted's own errors share no base with OSError
                reason = str(error) or type(error).__name__
            if self.is_open and self._clock.monotonic() - opened_s >= PATIENCE_S:
                shut_s = self._clock.monotonic()
            await self._shut(reason, shut_s)

    async def close(self) -> None:
        """Shut the door for good."""
        self._stopping = True
        self._mark(is_open=False)
        await self.door.close()

    def _opened(self) -> float:
        self._mark(is_open=True)
        for way, (host, port) in self.door.addresses.items():
            log.info("door %s: %s %s:%s", self.door.name, way, host, port)
        if self._told:
            self._told = False
            self._intake.submit([self._raise_down(self.door.name, True, "")])
        return self._clock.monotonic()

    def _mark(self, *, is_open: bool) -> None:
        self.is_open = is_open
        self._up.set(is_open)

    async def _shut(self, reason: str, since_s: float) -> None:
        if self._stopping:
            return
        self._mark(is_open=False)
        await self.door.close()
        log.error("door %s is shut: %s; trying again in %.0f s", self.door.name, reason, AGAIN_S)
        if self._clock.monotonic() - since_s >= PATIENCE_S and not self._told:
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
