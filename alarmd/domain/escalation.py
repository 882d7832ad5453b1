"""Who is told next: one person at a time, that person's channels one after the other (DESIGN §6)."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from alarmd.domain.policy import Policy


class Person(Protocol):
    """Somebody on call; `channels` in the order to try."""

    @property
    def responder_id(self) -> int:
        """Who."""

    @property
    def channels(self) -> tuple[str, ...]:
        """Secrets: never logged."""


class Next(StrEnum):
    """Why somebody, or nobody, is told."""

    FIRST_PERSON = "first_person"
    NEXT_PERSON = "next_person"
    NOBODY_ON_CALL = "nobody_on_call"
    NOBODY_REACHABLE = "nobody_reachable"
    ALL_TOLD = "all_told"


@dataclass(frozen=True, slots=True)
class Tell:
    """Try this channel from `at` on."""

    channel: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """What to do now. Without `tells` nobody is left: it goes back to the operators."""

    reason: Next
    responder_id: int = 0
    tells: tuple[Tell, ...] = ()
    expires_at: datetime | None = None

    @property
    def exhausted(self) -> bool:
        """True when nobody is left to tell."""
        return not self.tells


def next_step(on_call: Sequence[Person], told: Set[int], now: datetime, policy: Policy) -> Step:
    """The next person on call who has not been told of this incident.

    All channels fall within the person's time (`acceptance_s`), `channel_s` apart or closer when they are many; a
    sender that says *rejected* may bring the next one forward. Persons without a channel are passed over.
    """
    if not on_call:
        return Step(Next.NOBODY_ON_CALL)
    reachable = [person for person in on_call if person.channels]
    if not reachable:
        return Step(Next.NOBODY_REACHABLE)
    person = next((person for person in reachable if person.responder_id not in told), None)
    if person is None:
        return Step(Next.ALL_TOLD)
    apart = min(policy.channel_s, policy.acceptance_s / len(person.channels))
    return Step(
        Next.NEXT_PERSON if told else Next.FIRST_PERSON,
        person.responder_id,
        tuple(Tell(channel, now + timedelta(seconds=n * apart)) for n, channel in enumerate(person.channels)),
        now + timedelta(seconds=policy.acceptance_s),
    )
