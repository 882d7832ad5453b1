"""Which incident comes first (DESIGN §6): by what happened and how often it was pressed; then the longest waiting."""

from __future__ import annotations

from collections.abc import Mapping

from alarmd.domain.signal import Kind, Lane

URGENCY: Mapping[Kind, int] = {
    Kind.FIRE: 90,
    Kind.GAS: 90,
    Kind.PRESS: 80,
    Kind.FALL: 80,
    Kind.THREAT: 80,
    Kind.UNKNOWN: 75,
    Kind.INACTIVITY: 70,
}
"""Life-safety kinds; one that is not ranked here counts as unknown."""

TECHNICAL = 30
EACH_FURTHER_PRESS = 5
AT_MOST_FOR_PRESSES = 15


def urgency(kind: Kind) -> int:
    """How urgent a life-safety kind is, 70–90."""
    return URGENCY.get(kind, URGENCY[Kind.UNKNOWN])


def priority(lane: Lane, kind: Kind, presses: int) -> int:
    """0–100 for an incident whose most urgent kind is `kind`, pressed `presses` times."""
    if lane is not Lane.LIFE_SAFETY:
        return TECHNICAL
    return urgency(kind) + min(AT_MOST_FOR_PRESSES, EACH_FURTHER_PRESS * max(0, presses - 1))
