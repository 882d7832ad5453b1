"""Where last contacts and listening intervals live: a store of its own, beside the alarms (DESIGN §3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from alarmd.domain.listening import Listening


class Heard(NamedTuple):
    """A unit's last contact, and the node whose door heard it."""

    unit_id: int
    at: datetime
    node: int = 0


class ContactStore(Protocol):
    """The port; `alarmd.store.contacts` implements it. Every call may raise LedgerUnavailable."""

    @property
    def node(self) -> int:
        """This node's number, under which it writes."""

    @property
    def shared(self) -> bool:
        """True when other nodes may write here too."""

    async def load(self) -> Sequence[Heard]:
        """The last contact of every unit that was ever heard."""

    async def save_contacts(self, batch: Sequence[tuple[int, datetime]]) -> None:
        """Write last contacts with this node, sorted by unit id; an older time never replaces a newer one."""

    async def save_listening(self, door: str, from_at: datetime, to_at: datetime) -> None:
        """The door has listened without a break since `from_at`; called each 5 s, moves that interval's end.

        What a node stores here never reaches beyond the contacts that it has stored.
        """

    async def listening_intervals(self) -> Sequence[Listening]:
        """All intervals of all nodes that matter still (the last 90 days), oldest first."""

    async def elsewhere(
        self, since: datetime, unit_ids: Sequence[int] | None = None
    ) -> tuple[Sequence[Listening], Sequence[Heard]]:
        """What other nodes have written: intervals that end after `since`, and last contacts read after these.

        Contacts of the named units, however old; of all units since `since`, when none is named.
        """
