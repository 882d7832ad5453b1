"""Calls: the number alone is the message. Nobody answers them, and they are ended once their alarm is stored."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from alarmd.domain.ports import Landing
from alarmd.domain.signal import Kind
from devices.listener import Centre
from devices.sms.sender import PROTOCOL, WITHHELD, Senders
from devices.sms.translate import kind_signal
from devices.sms.unit_settings import SettingsReader
from devices.technical_notes import Matter, TechnicalNotes

log = logging.getLogger(__name__)

SAME_CALL_S = 8.0
"""Rings of one call are five or six seconds apart; after this it is another call."""


class Calls:
    """One SMS door's way with calls.

    Args:
        hang_up: ends the call that rings.
    """

    def __init__(
        self, door: str, centre: Centre, senders: Senders, settings: SettingsReader, hang_up: Callable[[], None]
    ) -> None:
        self._door = door
        self._centre = centre
        self._senders = senders
        self._settings = settings
        self._hang_up = hang_up
        self._notes = TechnicalNotes(centre.intake, "sms-call")
        self._ringing: tuple[str, float] | None = None

    def rings(self, caller: str) -> None:
        """The modem names the caller; it does so again with each ring. Empty: the number is withheld."""
        number, unit = self._senders.find_number(caller or WITHHELD)
        now_s = self._centre.clock.monotonic()
        before, self._ringing = self._ringing, (number, now_s)
        if before is not None and before[0] == number and now_s - before[1] < SAME_CALL_S:
            return
        self._centre.telemetry.count_frame(self._door, "call")
        if self._centre.tracer.is_heard:
            self._centre.tracer.note(self._door, number, "in", b"", "call")
        arrival = self._senders.arrival(number, unit, f"call:{number}:{now_s}", b"", None)
        if unit is None:
            self._notes.tell(Matter.STRANGER, arrival, {"call": number})
            return
        self._centre.contact.beat(unit.id)
        settings = self._settings.of(unit)
        if settings.call is None:
            return
        if settings.call is Kind.HEARTBEAT:
            self._end(settings.hang_up)
            return
        signal = kind_signal(arrival, settings.call, {"call": number, "protocol": PROTOCOL})
        self._centre.intake.submit([signal]).add_done_callback(
            lambda landing: self._landed(landing, signal.id, settings.hang_up)
        )

    def ended(self) -> None:
        """The caller has given up, or we have: what rings next is a new call."""
        self._ringing = None

    def _landed(self, landing: Landing, signal_id: int, hang_up: bool) -> None:
        """Some units read an ended call as an acknowledgement, so it is ended only after the commit (promise 1)."""
        try:
            receipt = landing.result()
        except (Exception, asyncio.CancelledError):
            log.exception("a call was not taken; it goes on ringing")
            return
        if receipt.durable:
            self._centre.intake.answered(receipt.first_id or signal_id, self._centre.clock.now())
            self._end(hang_up)

    def _end(self, hang_up: bool) -> None:
        if hang_up:
            self._hang_up()
