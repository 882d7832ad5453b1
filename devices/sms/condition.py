"""The modem's own condition while it serves: signal strength and how full its storage is, each with its restore."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from alarmd.domain.signal import Kind, Lane, Signal
from devices.listener import Centre

WEAK_SIGNAL = 5
"""Below this (of 31) messages begin to fail (sheet §1.1)."""

FULL_SHARE = 0.7
"""The network refuses messages when the storage is full; cards hold 10 to 50 (sheet §1.2)."""


class Matter(StrEnum):
    """What can be wrong with a modem that works."""

    SIGNAL = "signal"
    STORAGE = "storage"


_WORDS: Mapping[Matter, tuple[Kind, str, str]] = {
    Matter.SIGNAL: (Kind.LINK, "Modemet har svag mottagning", "the modem's signal is weak"),
    Matter.STORAGE: (Kind.DEVICE_FAULT, "Modemets minne är snart fullt", "the modem's storage is nearly full"),
}


class Condition:
    """Raises each matter once and restores it when it is over.

    The first good reading is told as a restore too: before a restart of ours it may have been bad.
    """

    def __init__(self, door: str, centre: Centre) -> None:
        self._door = door
        self._centre = centre
        self._bad: dict[Matter, bool] = {}
        self._strength = centre.telemetry.modem_signal.labels(door)
        self._stored = centre.telemetry.modem_storage.labels(door)

    def signal(self, strength: int | None) -> None:
        """The strength, 0 to 31; None when the modem does not know, which says nothing."""
        if strength is not None:
            self._strength.set(strength)
            self._note(Matter.SIGNAL, strength < WEAK_SIGNAL, {"strength": str(strength)})

    def storage(self, used: int, total: int) -> None:
        """How many places are taken; the network needs free ones."""
        share = used / total if total else 0.0
        self._stored.set(share)
        self._note(Matter.STORAGE, share >= FULL_SHARE, {"used": str(used), "places": str(total)})

    def _note(self, matter: Matter, bad: bool, detail: Mapping[str, str]) -> None:
        if self._bad.get(matter) is not bad:
            self._bad[matter] = bad
            self._centre.intake.submit([self._signal(matter, bad, detail)])

    def _signal(self, matter: Matter, bad: bool, detail: Mapping[str, str]) -> Signal:
        clock = self._centre.clock
        now = clock.now()
        kind, swedish, english = _WORDS[matter]
        return Signal(
            id=self._centre.new_id(now),
            door=self._door,
            source=self._door,
            address=f"modem {self._door}",
            tenant_id=self._centre.tenant_id,
            unit_id=None,
            subscriber_id=None,
            lane=Lane.TECHNICAL,
            kind=kind,
            restore=not bad,
            message_key=f"modem:{self._door}:{matter}:{bad}:{now.timestamp()}",
            label_sv=swedish if bad else f"Återställt: {swedish}",
            label_en=english if bad else f"restored: {english}",
            peripheral=matter.value,
            detail=detail,
            received_at=now,
            received_s=clock.monotonic(),
        )
