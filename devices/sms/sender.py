"""Who wrote or called: numbers as they stand on units, and an arrival from them."""

from __future__ import annotations

from datetime import datetime, timedelta

from alarmd.domain.signal import Flag, RetrySpan
from alarmd.domain.unit import AlarmUnit
from devices.arrival import Arrival
from devices.listener import Centre
from protocols.at_modem import REPEATS_WITHIN_S, Address

PROTOCOL = "sms"
WITHHELD = "withheld"

LATE_AFTER = timedelta(minutes=5)
"""A message that the network kept so long is shown as late, and is no sign of life."""


class Senders:
    """Finds units by number, and makes arrivals of what they send.

    Args:
        door: its name. country_code: digits that replace the leading 0 of a national number, empty for none.
    """

    def __init__(self, door: str, centre: Centre, country_code: str) -> None:
        self._door = door
        self._centre = centre
        self._country_code = country_code

    def number(self, text: str) -> str:
        """A number as it stands on a unit: international where that can be told (00… and 0…)."""
        if text.startswith("00") and len(text) > 4:
            return f"+{text[2:]}"
        if text.startswith("0") and len(text) > 4 and self._country_code:
            return f"+{self._country_code}{text[1:]}"
        return text

    def find(self, address: Address) -> tuple[str, AlarmUnit | None]:
        """Number and unit of a sender; a name in letters is nobody's."""
        if not address.is_number:
            return address.text, None
        return self.find_number(address.text)

    def find_number(self, text: str) -> tuple[str, AlarmUnit | None]:
        """Number and unit of a caller; the unit may be registered with the number in either form."""
        number = self.number(text)
        units = self._centre.units
        return number, units.find(PROTOCOL, number) or units.find(PROTOCOL, text)

    def arrival(self, address: str, unit: AlarmUnit | None, key: str, raw: bytes, sent_at: datetime | None) -> Arrival:
        """A message or call that comes now; `sent_at` is the network's time, None when it gives none."""
        now = self._centre.clock.now()
        late = self.is_late(sent_at)
        return Arrival(
            door=self._door,
            source=self._door,
            address=unit.address if unit else address,
            unit=unit,
            tenant_id=self._centre.tenant_id,
            received_at=now,
            received_s=self._centre.clock.monotonic(),
            message_key=f"{PROTOCOL}:{key}",
            raw=raw,
            new_id=self._centre.new_id,
            retry=RetrySpan(REPEATS_WITHIN_S),
            device_at=sent_at,
            flags=frozenset({Flag.LATE}) if late else frozenset(),
        )

    def is_late(self, sent_at: datetime | None) -> bool:
        """True when the network kept it for more than five minutes, by its clock and ours."""
        return sent_at is not None and self._centre.clock.now() - sent_at > LATE_AFTER
