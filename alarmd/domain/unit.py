"""Units and the people behind them, as far as rules need to know them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from alarmd.domain.code_meaning import CodeMeaning


class ServiceState(StrEnum):
    """Whether a unit is in use. A press from any of them still rings."""

    PENDING = "pending"
    IN_SERVICE = "in_service"
    OUT_OF_SERVICE = "out_of_service"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class SupervisionProfile:
    """When silence becomes a fault, in seconds.

    Attributes:
        interval_s: expected time between signs of life; 0 means the unit is not supervised.
        missed_limit: how many intervals may pass before the unit is lost, >= 1.
        grace_s: added once, for slow networks.
    """

    interval_s: float = 90.0
    missed_limit: int = 2
    grace_s: float = 30.0

    @property
    def late_after_s(self) -> float:
        """Seconds of silence after which the unit is `late`."""
        return self.interval_s + self.grace_s

    @property
    def lost_after_s(self) -> float:
        """Seconds of silence after which the unit is `lost` (SLO-4)."""
        return self.interval_s * self.missed_limit + self.grace_s


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmUnit:
    """The box in the home, as the hot path keeps it in memory.

    Attributes:
        protocol: the kind of door it knocks at (`dc09`, `scaip`…); with `address` it identifies the unit at the doors.
        address: account or controller id, as text with its leading zeros.
        subscriber_ids: persons behind it, in order; grouping uses the first.
        where: locality for the board, without a person or a street; the municipality is its tenant's name.
        in_service_at: since when it is in service; None when it is not.
        settings: the door's own per-unit settings (dialect switches, key reference, trusted source…).
        codes: what its make and model means by codes of its own.
    """

    id: int
    tenant_id: int
    protocol: str
    address: str
    profile: str = "generic"
    state: ServiceState = ServiceState.IN_SERVICE
    subscriber_ids: tuple[int, ...] = ()
    where: str = ""
    supervision: SupervisionProfile = field(default_factory=SupervisionProfile)
    in_service_at: datetime | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, CodeMeaning] = field(default_factory=dict)

    @property
    def subscriber_id(self) -> int | None:
        """The person that signals of this unit are grouped by, if any."""
        return self.subscriber_ids[0] if self.subscriber_ids else None
