"""The settings of an SMS door: a GSM modem on a serial port."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from alarmd.config.doors.serial import SerialSettings


class SmsSettings(SerialSettings, frozen=True, kw_only=True):
    """[[doors]] A GSM modem: messages and calls of units come in, notices of the kind `sms://NUMBER` go out.

    `pin_file` holds the card's PIN, if it has one. `storage` is where the network puts messages: SM the card, ME the
    modem. `country_code` makes national numbers international (0… becomes +46…), empty leaves them. `texts` is the
    rule set for units that name none. `hang_up` ends a unit's call once its alarm is stored. `reports` asks for
    delivery reports; `validity_s` is how long the network tries to deliver, 300 to 43200 s. `url` and `baud` are of
    the modem; `silent_s`, `prefix` and `station` mean nothing here.
    """

    kind: Literal["sms"] = "sms"
    url: str = ""
    baud: int = 115_200
    pin_file: str = ""
    storage: Literal["SM", "ME", "MT"] = "SM"
    country_code: str = "46"
    texts: str = "generic"
    hang_up: bool = True
    reports: bool = True
    validity_s: float = 1_800.0

    def contradictions(self) -> Iterator[str]:
        """The line, and numbers that cannot be."""
        yield from super().contradictions()
        if self.country_code and not (self.country_code.isdecimal() and 1 <= len(self.country_code) <= 3):
            yield f" country_code = {self.country_code!r}: write one to three digits, or leave it empty"
        if not 300 <= self.validity_s <= 43_200:
            yield f" validity_s = {self.validity_s}: must be 300 to 43200"
