"""The loop that never forgets an incident: whatever is due is announced again, told on, or put back (promise 3)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from alarmd.domain.commands import (
    AnswerExpired,
    ArrivalExpired,
    Command,
    LeaseExpired,
    NobodyOnCall,
    StepExpired,
    StepsExhausted,
    VisitExpired,
)
from alarmd.domain.escalation import Step, next_step
from alarmd.domain.incident import Incident, State
from alarmd.domain.policy import PolicyOf
from alarmd.domain.ports import Clock, Notice
from alarmd.services.desk import Desk, Guard
from alarmd.services.desk_reply import DeskReply
from alarmd.services.duty import Duty
from alarmd.services.memory import Memory
from alarmd.services.register import OnCall

log = logging.getLogger(__name__)

RETRY_S = 5.0
"""An incident whose command was not carried out is looked at again after this."""

ROSTER_S = 3.0
"""The store is asked this long who is on call and who was told; then the operators hear that it cannot be read."""

ROSTER_UNAVAILABLE = "roster_unavailable"

T = TypeVar("T")
Told = Callable[[int], Awaitable[Collection[int]]]
"""Whom a call-out has told since it was last dispatched, as the store knows it (`Register.told`)."""

Roster = Callable[[int, datetime], Awaitable[Sequence[OnCall]]]
"""Who is on call for a tenant at a time, in the order to tell them (`Register.on_call`)."""


class Escalate:
    """Runs over the agenda of open incidents, on the node that is on duty.

    Every command it gives is void if the incident moved meanwhile, so that a node that was held up and comes back
    to a duty it has lost does nothing twice. Nothing is remembered here: who was told is asked of the store.
    """

    def __init__(
        self,
        *,
        memory: Memory,
        desk: Desk,
        duty: Duty,
        roster: Roster,
        told: Told,
        policy_of: PolicyOf,
        clock: Clock,
        new_id: Callable[[datetime], int],
        new_token: Callable[[], str],
    ) -> None:
        self._memory = memory
        self._desk = desk
        self._duty = duty
        self._roster = roster
        self._told = told
        self._policy_of = policy_of
        self._clock = clock
        self._new_id = new_id
        self._new_token = new_token
        self._urgent: set[int] = set()
        duty.when_gained(memory.agenda.bell.set)

    async def run(self) -> None:
        """Act when something is due; sleep until then or until something is due earlier."""
        agenda = self._memory.agenda
        while True:
            on_duty = self._duty.is_ours
            due = agenda.take_due(self._clock.monotonic()) if on_duty else []
            due, self._urgent = [*due, *self._urgent.difference(due)], set()
            try:
                await self.act(due)
            finally:
                self._put_back(due)
            next_s = agenda.next_s() if on_duty else None
            until = next_s if next_s is not None else self._clock.monotonic() + 3600.0
            await self._clock.wait_until(until, agenda.bell)
            agenda.bell.clear()

    def now(self, incident_id: int) -> None:
        """The incident is due now, whoever is on duty: this node alone knows why."""
        self._urgent.add(incident_id)
        self._memory.agenda.bell.set()

    async def act(self, due: Sequence[int]) -> None:
        """Give each due incident its command and wait until all are durable."""
        incidents = [found for incident_id in due if (found := self._memory.open.get(incident_id)) is not None]
        called_out = [incident for incident in incidents if incident.state is State.DISPATCHED]
        now = self._clock.now()
        rosters = await self._ask({i.tenant_id: partial(self._roster, i.tenant_id, now) for i in called_out})
        told = await self._ask({i.id: partial(self._told, i.id) for i in called_out if i.step >= 0})
        replies = [
            self._tell_next(incident, rosters[incident.tenant_id], told.get(incident.id, ()))
            if incident.state is State.DISPATCHED
            else self._desk.by_clock(_EXPIRES[incident.state](incident), _unmoved(incident))
            for incident in incidents
        ]
        if replies:
            await asyncio.wait(replies)

    def _put_back(self, due: Sequence[int]) -> None:
        """Nothing that is open may be without a place on the agenda."""
        for incident_id in due:
            if incident_id in self._memory.open and incident_id not in self._memory.agenda:
                self._memory.agenda.put(incident_id, self._clock.monotonic() + RETRY_S)

    async def _ask(self, questions: Mapping[int, Callable[[], Awaitable[T]]]) -> dict[int, T | None]:
        """What the store says to each question, all asked at once; None when it cannot say, or not in time."""
        answers = await asyncio.gather(*(self._in_time(question) for question in questions.values()))
        return dict(zip(questions, answers, strict=True))

    async def _in_time(self, question: Callable[[], Awaitable[T]]) -> T | None:
        answered = asyncio.Event()
        asked = asyncio.ensure_future(question())
        asked.add_done_callback(lambda _: answered.set())
        try:
            if await self._clock.wait_until(self._clock.monotonic() + ROSTER_S, answered) or asked.done():
                return asked.result()
            log.error("who is on call, and who was told, was not answered in %.0f s", ROSTER_S)
        except Exception:
            log.exception("who is on call, and who was told, cannot be read")
        finally:
            asked.cancel()
            await asyncio.gather(asked, return_exceptions=True)
        return None

    def _tell_next(
        self, incident: Incident, on_call: Sequence[OnCall] | None, told: Collection[int] | None
    ) -> asyncio.Future[DeskReply]:
        now = self._clock.now()
        if on_call is None or told is None:
            return self._desk.by_clock(_exhausted(incident, ROSTER_UNAVAILABLE), _unmoved(incident))
        step = next_step(on_call, frozenset(told), now, self._policy_of(incident.tenant_id))
        if step.exhausted:
            return self._desk.by_clock(_exhausted(incident, step.reason), _unmoved(incident))
        command = StepExpired(incident.id, "alarmd", f"responder:{step.responder_id}", step.reason)
        return self._desk.by_clock(command, _unmoved(incident), self._notices(incident, step, now))

    def _notices(self, incident: Incident, step: Step, now: datetime) -> list[Notice]:
        return [
            Notice(
                id=self._new_id(now),
                incident_id=incident.id,
                tenant_id=incident.tenant_id,
                step=incident.step + 1,
                responder_id=step.responder_id,
                target=tell.channel,
                link_token=self._new_token(),
                created_at=now,
                expires_at=step.expires_at or now,
                next_at=tell.at,
            )
            for tell in step.tells
        ]


_EXPIRES: dict[State, Callable[[Incident], Command]] = {
    State.WAITING: lambda incident: AnswerExpired(incident.id, "alarmd"),
    State.CLAIMED: lambda incident: LeaseExpired(incident.id, "alarmd"),
    State.ACCEPTED: lambda incident: ArrivalExpired(incident.id, "alarmd"),
    State.ON_SITE: lambda incident: VisitExpired(incident.id, "alarmd"),
}


def _unmoved(incident: Incident) -> Guard:
    """Holds while nobody has done anything that gave the incident another deadline or state."""
    state, deadline = incident.state, incident.deadline_at
    return lambda now: now.state is state and now.deadline_at == deadline


def _exhausted(incident: Incident, reason: str) -> Command:
    if incident.step < 0:
        return NobodyOnCall(incident.id, "alarmd", reason)
    return StepsExhausted(incident.id, "alarmd", reason)
