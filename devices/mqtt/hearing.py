"""One message at the door with all that is known of it: who sent it, how old it is, what may be believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from alarmd.domain.signal import Flag, RetrySpan
from alarmd.domain.unit import AlarmUnit
from devices.arrival import Arrival
from devices.mqtt.subscriber import Delivery
from devices.mqtt.unit_settings import UnitSettings
from protocols.mqtt_devices import Report, Sender, message_key

LATE_AFTER = timedelta(seconds=60)
AHEAD = timedelta(seconds=120)

SURE = RetrySpan(seconds=86_400.0)
"""No later press can have the same key, so a copy is known for a day: from another network server, or by another daemon
whose session was away for hours."""

UNSURE = RetrySpan(seconds=2.0)
"""The next press may look exactly the same: only what comes at once is a copy (sheet §1)."""


@dataclass(slots=True, kw_only=True)
class Hearing:
    """A message under way through the door.

    Attributes:
        unit: the unit that the sender is registered as, None when nobody knows it.
        broker: HOST:PORT it came from; topics may name a home, so they stay out of what is shown as the source.
        waited: up to how many seconds it may have lain at the broker, `""` for none, `?` for nobody knows.
    """

    delivery: Delivery
    broker: str
    sender: Sender | None
    unit: AlarmUnit | None
    settings: UnitSettings
    received_at: datetime
    received_s: float
    waited: str = ""

    @property
    def address(self) -> str:
        """What the sender is called here: the unit's address, else its own name, else its topic."""
        if self.unit is not None:
            return self.unit.address
        return self.sender.identities[0] if self.sender and self.sender.identities else self.delivery.topic

    @property
    def raw(self) -> bytes:
        """Topic and payload, one after the other."""
        return self.delivery.topic.encode("utf-8", "surrogatepass") + b"\n" + self.delivery.payload

    @property
    def is_impostor(self) -> bool:
        """The unit is heard through another family than it is registered with."""
        family = self.settings.family
        return family is not None and self.sender is not None and self.sender.family is not family

    def flags(self, report: Report | None, *, clock_is_sure: bool) -> frozenset[Flag]:
        """What a person should know about how it came."""
        flags = set()
        if self.is_impostor:
            flags.add(Flag.IDENTITY_MISMATCH)
        if self.waited:
            flags.add(Flag.LATE)
        if report is not None and report.sent_at is not None and clock_is_sure:
            if self.received_at - report.sent_at > LATE_AFTER:
                flags.add(Flag.LATE)
            elif report.sent_at - self.received_at > AHEAD:
                flags.add(Flag.CLOCK_WRONG)
        return frozenset(flags)

    def arrival(
        self,
        door: str,
        report: Report | None,
        *,
        tenant_id: int,
        new_id: Callable[[datetime], int],
        clock_is_sure: bool,
    ) -> Arrival:
        """The message to make signals from; `tenant_id` is for senders nobody knows."""
        key = (
            report.key if report is not None and report.key else message_key(self.delivery.topic, self.delivery.payload)
        )
        return Arrival(
            door=door,
            source=self.broker,
            address=self.address,
            unit=self.unit,
            tenant_id=tenant_id,
            received_at=self.received_at,
            received_s=self.received_s,
            message_key=f"mqtt:{key}",
            raw=self.raw,
            new_id=new_id,
            retry=SURE if report is not None and report.key_is_unique else UNSURE,
            device_at=report.sent_at if report is not None else None,
            flags=self.flags(report, clock_is_sure=clock_is_sure),
        )
