"""What the commit loop tells the relay after each commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from alarmd.domain.incident import Incident
from alarmd.domain.ports import Notice
from alarmd.domain.signal import Signal


@dataclass(frozen=True, slots=True)
class Publication:
    """One commit as the world may see it.

    Attributes:
        previous, number: feed numbers before and after; equal when no incident changed.
        incidents: changed incidents, whole. signals: those that opened or joined one, with its id.
        notices: notices that became due. durable_at: when the flush was over.
    """

    previous: int
    number: int
    incidents: tuple[Incident, ...]
    signals: tuple[tuple[Signal, int], ...]
    notices: tuple[Notice, ...]
    durable_at: datetime


class Publisher(Protocol):
    """Stop 7, as the commit loop sees it. Must not block and must not raise."""

    def publish(self, publication: Publication) -> None:
        """A batch is durable."""

    def volatile(self, signals: tuple[Signal, ...]) -> None:
        """Life-safety signals that could not be stored within 2 s, all of them now; empty when the store is back."""
