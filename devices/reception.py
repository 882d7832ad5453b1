"""What the receptions of doors share: rejects, signs of life, the trace, and answers only after the commit."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from alarmd.domain.ports import Landing, Receipt
from alarmd.domain.signal import Flag, RetrySpan, Signal
from alarmd.domain.unit import AlarmUnit
from devices.arrival import Arrival
from devices.listener import Centre, Rejects
from devices.technical_notes import Matter, TechnicalNotes

log = logging.getLogger(__name__)

Done = Callable[[Receipt | None], None]
"""Called once with the receipt; None when the message was not taken at all."""


class Reception:
    """One door's way with messages; a kind's own class says what each message means.

    Args:
        door: its name. protocol: what its units speak, as they are registered.
    """

    def __init__(self, door: str, protocol: str, centre: Centre) -> None:
        self.door = door
        self.protocol = protocol
        self.centre = centre
        self.clock = centre.clock
        self.notes = TechnicalNotes(centre.intake, protocol)
        self.rejects = Rejects()
        self._count_ok = centre.telemetry.frames.labels(door, "ok").inc

    # ---- what comes in ----

    def find(self, address: str) -> AlarmUnit | None:
        """The unit that calls itself `address`, or None."""
        return self.centre.units.find(self.protocol, address) if address else None

    def heard(self, address: str, raw: bytes, decoded: Callable[[], str]) -> None:
        """A readable message of `address`: counted, and shown to who traces (then only is `decoded` asked)."""
        self._count_ok()
        if self.centre.tracer.is_heard:
            self.centre.tracer.note(self.door, address, "in", raw, decoded())

    def rejected(self, reason: str, raw: bytes, source: str) -> None:
        """Bytes that are no message: counted, kept for technicians, shown to who traces."""
        self.centre.telemetry.count_frame(self.door, reason)
        self.rejects.keep(self.clock.now(), source, reason, raw)
        if self.centre.tracer.is_heard:
            self.centre.tracer.note(self.door, "", "in", raw, f"rejected: {reason} from {source}")

    def told(self, address: str, answer: bytes, decoded: str) -> bytes:
        """An answer that leaves: shown to who traces, and returned."""
        if answer and self.centre.tracer.is_heard:
            self.centre.tracer.note(self.door, address, "out", answer, decoded)
        return answer

    # ---- what is done about it ----

    def beat(self, unit: AlarmUnit | None) -> None:
        """A sign of life that nobody else could have given."""
        if unit is not None:
            self.centre.contact.beat(unit.id)

    def arrival(
        self,
        source: str,
        address: str,
        unit: AlarmUnit | None,
        *,
        key: str = "",
        raw: bytes = b"",
        retry: RetrySpan | None = None,
        device_at: datetime | None = None,
        flags: Iterable[Flag] = (),
    ) -> Arrival:
        """A message that came now. `key` is equal for its repeats within `retry` and is this protocol's own."""
        return Arrival(
            door=self.door,
            source=source,
            address=address,
            unit=unit,
            tenant_id=self.centre.tenant_id,
            received_at=self.clock.now(),
            received_s=self.clock.monotonic(),
            message_key=f"{self.protocol}:{key}",
            raw=raw,
            new_id=self.centre.new_id,
            retry=retry or RetrySpan(),
            device_at=device_at,
            flags=frozenset(flags),
        )

    def translated(self, arrival: Arrival, translate: Callable[[], Sequence[Signal]]) -> Sequence[Signal]:
        """The signals of a message, at least one; should our own code fail, it is raised *unclassified*."""
        try:
            signals = translate()
        except Exception:
            log.exception("a message at door %s could not be translated; it is raised unclassified", self.door)
            self.centre.telemetry.invariants.labels(f"{self.protocol}_translation").inc()
            signals = ()
        return signals or [arrival.unclassified({"problem": "translation"})]

    def submit(self, signals: Sequence[Signal], done: Done) -> None:
        """Hand the signals of one message over; `done` is told when they are durable, or that they are not."""
        first = signals[0]
        intake = self.centre.intake

        def landed(landing: Landing) -> None:
            try:
                receipt = landing.result()
            except (Exception, asyncio.CancelledError):
                log.exception("a message at door %s was not taken; its unit gets no positive answer", self.door)
                return done(None)
            done(receipt)
            if receipt.durable:
                self.centre.telemetry.observe_stage("answered", self.clock.monotonic() - first.received_s)
                intake.answered(receipt.first_id or first.id, self.clock.now())

        intake.submit(signals).add_done_callback(landed)

    def note_stranger(self, source: str, address: str) -> None:
        """A unit nobody knows gives signs of life."""
        self.centre.telemetry.count_frame(self.door, "unknown_sender")
        self.notes.tell(Matter.STRANGER, self.arrival(source, address, None), {})

    def note_refused(self, source: str, address: str, unit: AlarmUnit | None) -> None:
        """A sender did not prove who it is."""
        self.centre.telemetry.refused.labels(self.door, "authentication").inc()
        self.notes.tell(Matter.REFUSED, self.arrival(source, address, unit), {})

    def note_unreadable(self, source: str, reason: str, raw: bytes) -> None:
        """Somebody sends what nobody can read: one technical incident for each host."""
        host = source.rpartition(":")[0]
        arrival = self.arrival(host, host, None, raw=raw, flags=(Flag.UNCLASSIFIED,))
        self.notes.tell(Matter.UNREADABLE, arrival, {"problem": reason})
