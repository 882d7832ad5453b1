"""What the web room needs from services, as protocols: bootstrap hands the real parts over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from alarmd.domain.commands import Command
from alarmd.domain.incident import Incident
from alarmd.domain.ports import Units
from alarmd.domain.supervision import Supervised as Supervised
from alarmd.domain.unit import AlarmUnit


class DeskReply(Protocol):
    """What became of a command: `code` says why not; `incident` is the incident after it."""

    @property
    def ok(self) -> bool:
        """True when it was carried out (now, or when the same id was asked before)."""

    @property
    def code(self) -> str:
        """Empty, or a word such as `not_owner`, `illegal`, `unavailable`."""

    @property
    def incident(self) -> Incident | None:
        """The incident as it stands now, if it is known."""

    @property
    def who(self) -> str:
        """The actor who has it, when that is why not."""


class Desk(Protocol):
    """Operators' and responders' commands, each carried out once per id."""

    async def execute(self, command_id: str, command: Command) -> DeskReply:
        """Decide, commit and answer."""

    async def open_by_hand(
        self,
        command_id: str,
        actor: str,
        tenant_id: int,
        *,
        subscriber_id: int | None = None,
        unit_id: int | None = None,
        text: str = "",
    ) -> DeskReply:
        """Open an incident that no unit has raised (somebody called in)."""


class Supervision(Protocol):
    """Supervision as people look at it; from memory, on the loop."""

    def of(self, unit_id: int) -> Supervised | None:
        """How the unit stands, None for an unknown one."""

    def silent(self) -> Sequence[int]:
        """Units that are lost, then those that are late, each longest silent first."""


class AllUnits(Units, Protocol):
    """The unit index with a way to walk through it, in a stable order."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[AlarmUnit]: ...
