"""What people and doors look up: the port the store implements for reading, and the rows it keeps for login."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from alarmd.domain.incident import Incident
from alarmd.domain.outage import Standing
from alarmd.domain.ports import Notice
from alarmd.domain.unit import AlarmUnit
from protocols.console_feed.messages import Calls, Card, Found, Person


@dataclass(frozen=True, slots=True)
class OperatorRecord:
    """An operator as login needs it; `password_hash` is argon2id."""

    id: int
    tenant_id: int
    username: str
    name: str
    password_hash: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class Session:
    """A logged-in operator. Only the token's SHA-256 is stored."""

    operator_id: int
    tenant_id: int
    username: str
    name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OnCall:
    """A responder on shift, with channels in the order to try. Channels are secrets: never logged."""

    responder_id: int
    name: str
    tenant_id: int
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """What a one-time link points at."""

    notice: Notice
    responder_name: str


class Register(Protocol):
    """Reads on the readers' engine, off the loop; never on the hot path."""

    async def units(self) -> Sequence[AlarmUnit]:
        """All units, for the index in memory."""

    async def version(self) -> int:
        """A number that grows when units, people or operators were changed (by the command line)."""

    async def names(self) -> Mapping[str, str]:
        """`tenant:1`, `operator:7`, `responder:3` to the names shown on the board."""

    async def times(self) -> Mapping[int, Mapping[str, object]]:
        """By tenant id, the times that a tenant has chosen for itself (`domain.policy.BOUNDS`)."""

    async def card(self, incident: Incident) -> Card:
        """The card of an incident: people, place, timeline and the last five incidents (`row` may be bare)."""

    async def outage(self, incident_id: int) -> Standing:
        """Which units the outage of this incident holds."""

    async def calls(self, incident: Incident) -> Calls:
        """The call-round of an outage: who lost contact, in the order to call, with what came of each call."""

    async def person(self, subscriber_id: int) -> Person | None:
        """A person."""

    async def tenant_of(self, subscriber_id: int) -> int | None:
        """The municipality of a person; None when there is no such person."""

    async def search(self, text: str, limit: int = 30) -> Sequence[Found]:
        """People and units by name, number, phone or address."""

    async def incident(self, incident_id: int) -> Incident | None:
        """One incident, open or closed."""

    async def incidents(self, *, open_only: bool, limit: int, before: int | None = None) -> Sequence[Incident]:
        """Incidents, newest first, below id `before`."""

    async def signals(self, *, unit: str | None, limit: int, after: int | None = None) -> Sequence[Mapping[str, Any]]:
        """Stored signals with their stamps as plain mappings, newest first (above id `after`)."""

    async def painted_among(self, signal_ids: Sequence[int]) -> Sequence[int]:
        """Those of these signals that some console has painted (T4 is stored)."""

    async def operator(self, username: str) -> OperatorRecord | None:
        """The operator with that user name."""

    async def session(self, token_hash: bytes) -> Session | None:
        """The session of a token, if it exists; the caller checks `expires_at`."""

    async def open_session(self, operator_id: int, token_hash: bytes, expires_at: datetime) -> None:
        """Keep a session."""

    async def revoke_session(self, token_hash: bytes) -> None:
        """Forget a session."""

    async def on_call(self, tenant_id: int, at: datetime) -> Sequence[OnCall]:
        """Who is on shift at `at`, in the order to tell them."""

    async def told(self, incident_id: int) -> Sequence[int]:
        """Responders whom the call-out has told since it was last dispatched, in order (ids)."""

    async def link(self, token_hash: bytes) -> LinkRecord | None:
        """What a one-time link points at."""

    async def open_notices(self) -> Sequence[Notice]:
        """Notices that are pending or sending: taken up again at start."""

    async def journal_opening(self, incident_id: int, actor: str, what: str, at: datetime) -> None:
        """Note in the journal that a person's card was opened."""
