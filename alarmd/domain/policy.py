"""A tenant's times: how long anything may wait before something louder happens (DESIGN §6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from alarmd.domain.incident import State
from alarmd.domain.signal import Lane


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Seconds, all > 0.

    Attributes:
        answer_s: waiting for an operator; then all consoles ring again, each time it passes.
        lease_s: an owner may be idle this long.
        acceptance_s: one person of the on-call team has this long to accept; then the next one is told.
        arrival_s: from acceptance to the hall; then back to the queue, on top.
        visit_s: on site without a word from anyone; then back to the queue, on top.
        reminder_s: a technical incident reminds this often.
        new_press_pause_s: a press after this much quiet is marked *nytt tryck*.
        channel_s: one channel to a person is tried alone this long before the next one is tried too.
    """

    answer_s: float = 30.0
    lease_s: float = 120.0
    acceptance_s: float = 60.0
    arrival_s: float = 1800.0
    visit_s: float = 3600.0
    reminder_s: float = 86_400.0
    new_press_pause_s: float = 600.0
    channel_s: float = 20.0

    def seconds_in(self, state: State, lane: Lane) -> float | None:
        """How long an incident may stay in `state`; None when closed."""
        match state:
            case State.WAITING:
                return self.answer_s if lane is Lane.LIFE_SAFETY else self.reminder_s
            case State.CLAIMED:
                return self.lease_s if lane is Lane.LIFE_SAFETY else self.reminder_s
            case State.DISPATCHED:
                return self.acceptance_s
            case State.ACCEPTED:
                return self.arrival_s
            case State.ON_SITE:
                return self.visit_s
            case State.CLOSED:
                return None


DEFAULT = Policy()

BOUNDS: Mapping[str, tuple[float, float]] = {
    "answer_s": (5.0, 600.0),
    "lease_s": (30.0, 3_600.0),
    "acceptance_s": (15.0, 1_800.0),
    "arrival_s": (300.0, 14_400.0),
    "visit_s": (600.0, 43_200.0),
    "reminder_s": (600.0, 604_800.0),
    "new_press_pause_s": (60.0, 7_200.0),
    "channel_s": (5.0, 600.0),
}
"""What a tenant may choose, in seconds: shorter would never leave anybody time to act, longer would forget people."""


def with_own(standard: Policy, own: Mapping[str, object]) -> Policy:
    """The standard times, with a tenant's own in their place; what is no time within `BOUNDS` is left out."""
    times: dict[str, float] = {}
    for name, value in own.items():
        low, high = BOUNDS.get(name, (1.0, 0.0))
        if isinstance(value, int | float) and low <= value <= high:
            times[name] = float(value)
    return replace(standard, **times)


PolicyOf = Callable[[int], Policy]
"""The policy of a tenant, by its id."""


def same_for_all(policy: Policy = DEFAULT) -> PolicyOf:
    """One policy for every tenant."""
    return lambda tenant_id: policy
