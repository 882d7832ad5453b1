"""A message at a door, for tests of translation."""

from __future__ import annotations

from itertools import count

from alarmd.domain.unit import AlarmUnit
from devices.arrival import Arrival
from tests.fakes.centre import NOON

_IDS = count(1)


def arrival(door: str, address: str, unit: AlarmUnit | None = None) -> Arrival:
    return Arrival(
        door=door,
        source="/dev/ttyS0",
        address=address,
        unit=unit,
        tenant_id=1,
        received_at=NOON,
        received_s=1.0,
        message_key="key",
        raw=b"raw",
        new_id=lambda at: next(_IDS),
    )
