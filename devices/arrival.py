"""One message at a door: when and whence it came, and who it says it is; signals are made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from alarmd.domain.signal import Flag, Kind, Lane, RetrySpan, Signal
from alarmd.domain.unit import AlarmUnit, ServiceState

LANES: Mapping[str, Lane] = {
    "A": Lane.LIFE_SAFETY,
    "B": Lane.LIFE_SAFETY,
    "C": Lane.TECHNICAL,
    "D": Lane.TECHNICAL,
    "T": Lane.TEST,
    "I": Lane.INFORMATION,
}
"""The lane of each event class of the code tables."""


@dataclass(slots=True, kw_only=True)
class Arrival:
    """A message as it reached the door.

    Attributes:
        message_key: equal for its retransmissions. raw: its bytes.
        unit: the unit it names, None when nobody knows it.
    """

    door: str
    source: str
    address: str
    unit: AlarmUnit | None
    tenant_id: int
    received_at: datetime
    received_s: float
    message_key: str
    raw: bytes
    new_id: Callable[[datetime], int]
    retry: RetrySpan = field(default_factory=RetrySpan)
    device_at: datetime | None = None
    flags: frozenset[Flag] = frozenset()

    def signal(
        self,
        number: int,
        lane: Lane,
        kind: Kind,
        *,
        labels: tuple[str, str],
        code: str = "",
        restore: bool = False,
        peripheral: str = "",
        detail: Mapping[str, str] | None = None,
        device_at: datetime | None = None,
        flags: Iterable[Flag] = (),
    ) -> Signal:
        """The message's signal no. `number` (from 1); `labels` are Swedish and English.

        Where the unit's make and model has a meaning of its own for `code`, that one holds.
        """
        unit = self.unit
        if unit is not None and unit.codes and (own := unit.codes.get(code)) is not None:
            lane, kind, labels = own.lane, own.kind, (own.label_sv, own.label_en)
            restore = restore or own.restore
            flags = set(flags) - {Flag.UNCLASSIFIED}
        return Signal(
            id=self.new_id(self.received_at),
            door=self.door,
            source=self.source,
            address=self.address,
            tenant_id=unit.tenant_id if unit else self.tenant_id,
            unit_id=unit.id if unit else None,
            subscriber_id=unit.subscriber_id if unit else None,
            lane=lane,
            kind=kind,
            restore=restore,
            message_key=self.message_key if number == 1 else f"{self.message_key}/{number}",
            retry=self.retry,
            code=code,
            label_sv=labels[0],
            label_en=labels[1],
            peripheral=peripheral,
            detail=detail or {},
            flags=self.flags.union(flags, _standing_flags(unit)),
            device_at=device_at or self.device_at,
            received_at=self.received_at,
            received_s=self.received_s,
            raw=self.raw if number == 1 else b"",
        )

    def unclassified(self, detail: Mapping[str, str], *, code: str = "") -> Signal:
        """Nobody can say what it means, so a person must look: a known unit's goes to life-safety (DESIGN §6).

        `code` is what the sender calls it, so that a technician can give it a meaning in the unit's profile.
        """
        lane = Lane.LIFE_SAFETY if self.unit else Lane.TECHNICAL
        return self.signal(
            1,
            lane,
            Kind.UNKNOWN,
            labels=("Okänt meddelande", "unknown message"),
            code=code,
            detail=detail,
            flags=(Flag.UNCLASSIFIED,),
        )


def lane_of(event_class: str, *, restored_class: str = "") -> Lane:
    """The lane of an event class; a restore follows what is over, so that it finds its incident."""
    return LANES.get(restored_class or event_class, Lane.LIFE_SAFETY)


def kind_of(word: str) -> Kind:
    """The kind of a code table's word; a word nobody knows is `unknown`, never an error."""
    try:
        return Kind(word)
    except ValueError:
        return Kind.UNKNOWN


_NOT_YET = frozenset({Flag.PENDING_UNIT})
_RETIRED = frozenset({Flag.RETIRED_UNIT})
_UNKNOWN = frozenset({Flag.UNKNOWN_SENDER})
_NONE: frozenset[Flag] = frozenset()


def _standing_flags(unit: AlarmUnit | None) -> frozenset[Flag]:
    if unit is None:
        return _UNKNOWN
    if unit.state is ServiceState.IN_SERVICE:
        return _NONE
    return _RETIRED if unit.state is ServiceState.RETIRED else _NOT_YET
