"""What technicians should know of a sender although no person pressed anything; at most once an hour each."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from enum import StrEnum

from alarmd.domain.ports import Intake
from alarmd.domain.signal import Kind, Lane
from devices.arrival import Arrival
from devices.listener import Hourly

log = logging.getLogger(__name__)


class Matter(StrEnum):
    """What there is to tell."""

    STRANGER = "stranger"
    PLAIN = "plain"
    SEALED = "sealed"
    CLOCK = "clock"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    SILENT = "silent"
    DISTURBED = "disturbed"


_WORDS: Mapping[Matter, tuple[Kind, str, str]] = {
    Matter.STRANGER: (Kind.LINK, "Okänd larmenhet hör av sig", "an unknown unit sends signs of life"),
    Matter.PLAIN: (Kind.SECURITY, "Larmenhet med nyckel sänder okrypterat", "a unit that has a key sends in plain"),
    Matter.SEALED: (Kind.SECURITY, "Krypterat meddelande kan inte läsas", "encrypted message cannot be read"),
    Matter.CLOCK: (Kind.WRONG_CLOCK, "Larmenhetens klocka går fel", "the unit's clock is wrong"),
    Matter.UNREADABLE: (Kind.UNKNOWN, "Oläsbart meddelande", "unreadable message"),
    Matter.SILENT: (Kind.LINK, "Basstation tyst", "base station silent"),
    Matter.DISTURBED: (Kind.DEVICE_FAULT, "Störningar på seriell linje", "serial line disturbed"),
    Matter.REFUSED: (
        Kind.SECURITY,
        "Avsändare avvisad, fel nyckel eller signatur",
        "sender refused: wrong key or signature",
    ),
}


class TechnicalNotes:
    """Submits technical signals of one door. Answers to units never wait for them.

    Args:
        protocol: what the door's units speak. hourly: how often the same matter of the same sender may be told.
    """

    def __init__(self, intake: Intake, protocol: str, hourly: Hourly | None = None) -> None:
        self._intake = intake
        self._protocol = protocol
        self._hourly = hourly or Hourly()

    def tell(self, matter: Matter, arrival: Arrival, detail: Mapping[str, str]) -> None:
        """Raise the matter for the arrival's sender, unless it was raised within the hour."""
        if self._hourly.due((matter, arrival.address), arrival.received_s):
            self._submit(matter, arrival, detail, restore=False)

    def over(self, matter: Matter, account: str) -> bool:
        """True when the matter had been raised for `account` and has now ended."""
        return self._hourly.over((matter, account))

    def restore(self, matter: Matter, arrival: Arrival) -> None:
        """Say that it is over, which closes its incident."""
        self._submit(matter, arrival, {}, restore=True)

    def _submit(self, matter: Matter, arrival: Arrival, detail: Mapping[str, str], *, restore: bool) -> None:
        kind, label_sv, label_en = _WORDS[matter]
        if restore:
            label_sv, label_en = f"Återställt: {label_sv}", f"restored: {label_en}"
        # A message of its own: the frame it came with may be a repeat that is folded away.
        word = "over" if restore else "note"
        arrival.message_key = f"{self._protocol}:{matter}:{word}:{arrival.address}"
        signal = arrival.signal(
            1, Lane.TECHNICAL, kind, labels=(label_sv, label_en), restore=restore, detail=detail
        )  # fmt: skip
        self._intake.submit([signal])
