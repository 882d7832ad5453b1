"""Errors of the rules; each says who was wrong.

DomainError
├── IllegalTransition      state and command do not meet in TRANSITIONS: from a loop of ours it is a bug
└── NotAllowed             a person asked for what cannot be: tell that person why
    ├── AlreadyClaimed     another operator was first
    ├── AlreadyAccepted    another responder has the mission
    ├── NotOwner           only the owner may do this; taking over needs a reason
    ├── ReasonMissing      taking over without saying why
    ├── OutcomeMissing     closing without an outcome
    ├── NewPress           a press came that the person closing has not seen
    └── SubjectTaken       that person has an open incident already
"""

from __future__ import annotations

from dataclasses import dataclass


class DomainError(Exception):
    """A rule says no."""


@dataclass(slots=True)
class IllegalTransition(DomainError):
    """The table has no way from `state` by `command`."""

    state: str
    command: str

    def __str__(self) -> str:
        """The pair that is missing."""
        return f"{self.command} is not possible from {self.state}"


class NotAllowed(DomainError):
    """A person asked for something that is refused, with a reason for people."""


@dataclass(slots=True)
class AlreadyClaimed(NotAllowed):
    """`owner` was first."""

    owner: str


@dataclass(slots=True)
class AlreadyAccepted(NotAllowed):
    """`responder` has the mission."""

    responder: str


@dataclass(slots=True)
class NotOwner(NotAllowed):
    """It belongs to `owner`."""

    owner: str


class ReasonMissing(NotAllowed):
    """Say why."""


class OutcomeMissing(NotAllowed):
    """Say how it ended."""


@dataclass(slots=True)
class NewPress(NotAllowed):
    """`presses` have come by now."""

    presses: int


@dataclass(slots=True)
class SubjectTaken(NotAllowed):
    """`incident_id` is open for that person."""

    incident_id: int
