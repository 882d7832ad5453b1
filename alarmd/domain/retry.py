"""Is the same message a retransmission or a new press (promise 4)?"""

from __future__ import annotations

from enum import StrEnum

UNANSWERED_LIMIT_S = 1800.0
"""A span that waits for the unit's answer ends after half an hour at the latest: the session is long over then, and
the same key is a new event (SCAIP sheet §4.1)."""


class Repeat(StrEnum):
    """Why an equal message key was folded, or why not."""

    INSIDE_SPAN = "inside_span"
    BEFORE_ANSWER = "before_answer"
    SOON_AFTER_ANSWER = "soon_after_answer"
    NEW_PRESS = "new_press"

    @property
    def folds(self) -> bool:
        """True when it is the same press once more."""
        return self is not Repeat.NEW_PRESS


def judge(span_s: float, from_answer: bool, first_s: float, answered_s: float | None, arrives_s: float) -> Repeat:
    """Decide on an equal message key; all times are seconds on one monotonic axis.

    Args:
        span_s: `RetrySpan.seconds`.
        from_answer: `RetrySpan.from_answer`.
        first_s: when the first one came.
        answered_s: when the unit had answered our verdict, if it has.
        arrives_s: when this one came.
    """
    if not from_answer:
        return Repeat.INSIDE_SPAN if arrives_s - first_s <= span_s else Repeat.NEW_PRESS
    if answered_s is None:
        return Repeat.BEFORE_ANSWER if arrives_s - first_s <= UNANSWERED_LIMIT_S else Repeat.NEW_PRESS
    return Repeat.SOON_AFTER_ANSWER if arrives_s - answered_s <= span_s else Repeat.NEW_PRESS
