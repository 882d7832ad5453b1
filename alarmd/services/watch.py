"""Supervision: which units are silent, told from last contact, profile and the times our doors listened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from alarmd.domain.listening import Listening


class ContactStore(Protocol):
    """Where last contacts and listening intervals live: a store of its own, beside the alarms (DESIGN §3)."""

    async def load(self) -> Sequence[tuple[int, datetime]]:
        """(unit id, last contact) of every unit that was ever heard.

        Raises:
            LedgerUnavailable: the store is away.
        """

    async def save_contacts(self, batch: Sequence[tuple[int, datetime]]) -> None:
        """Write last contacts, sorted by unit id; an older time never replaces a newer one.

        Raises:
            LedgerUnavailable: the store is away; the batch is offered again.
        """

    async def save_listening(self, door: str, from_at: datetime, to_at: datetime) -> None:
        """The door has listened without a break since `from_at`; called each 5 s, moves that interval's end.

        Raises:
            LedgerUnavailable: the store is away; the next call covers this one.
        """

    async def listening_intervals(self) -> Sequence[Listening]:
        """All intervals that matter still (the last 90 days), oldest first.

        Raises:
            LedgerUnavailable: the store is away.
        """
