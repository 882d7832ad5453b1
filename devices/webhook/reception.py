"""What the webhook door does with one request: believe, read, translate, store, and only then answer.

No HTTP here: headers and bytes come in, a status and a sentence go out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from alarmd.config import WebhookSettings
from alarmd.domain.ports import Receipt, Verdict
from alarmd.domain.signal import Flag, RetrySpan, Signal
from alarmd.domain.unit import AlarmUnit
from devices.arrival import Arrival
from devices.listener import Centre, RateGate, Rejects
from devices.technical_notes import Matter, TechnicalNotes
from devices.webhook.translate import detail_of, translate
from protocols.webhook import Envelope, Event, NotSignedError, Secret, UnreadableEventError, parse_event, read_envelope

PATIENCE_S = 5.0
"""Without a commit for so long, the service is told to come again (DESIGN §6 Back-pressure)."""
HEARTBEAT = "heartbeat"


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP status and what the body says; `retry_after_s` above 0 asks the service to come again."""

    status: int
    result: str
    sentence: str = ""
    retry_after_s: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came: header names in lower case, `host` without its port."""

    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    host: str
    received_at: datetime
    received_s: float


STORED = Answer(200, "stored")
REPEATED = Answer(200, "repeated", "this id was stored before")
CONTACT = Answer(200, "contact")
TOO_FAST = Answer(429, "too_fast", "too many messages from this source; send it again", 1)
BUSY = Answer(503, "unavailable", "it could not be stored now; send it again", 2)


class Reception:
    """One webhook door's way with requests.

    Args:
        door: its name. secrets: of its service, at least one.
    """

    def __init__(self, door: str, settings: WebhookSettings, centre: Centre, secrets: Sequence[Secret]) -> None:
        self._door = door
        self._settings = settings
        self._centre = centre
        self._secrets = secrets
        self._gate = RateGate(settings.rate_per_source, burst=max(50.0, settings.rate_per_source * 2))
        self._notes = TechnicalNotes(centre.intake, "webhook")
        self.rejects = Rejects()

    async def receive(self, request: Request) -> Answer:
        """Take one request; the positive answer comes after the commit."""
        try:
            envelope = read_envelope(request.headers, request.body, self._secrets)
        except NotSignedError as error:
            return self._refused(request, error)
        try:
            event = parse_event(request.body)
        except UnreadableEventError as error:
            return self._unreadable(request, envelope, error)
        unit = self._centre.units.find("webhook", event.unit)
        if not self._gate.admits(request.host, request.received_s) and (unit is None or event.event == HEARTBEAT):
            self._centre.telemetry.refused.labels(self._door, "rate").inc()
            return TOO_FAST
        self._centre.telemetry.count_frame(self._door, "ok")
        answer = await self._heard(request, envelope, event, unit)
        self._trace(event.unit, "out", b"", f"{answer.status} {answer.result}")
        return answer

    async def _heard(self, request: Request, envelope: Envelope, event: Event, unit: AlarmUnit | None) -> Answer:
        self._trace(event.unit, "in", request.body, f"{event.event or '?'} {envelope.id}")
        flags = self._flags(request, envelope)
        arrival = self._arrival(request, event.unit, unit, f"webhook:{self._door}:{envelope.id}", flags)
        if unit is not None and not flags:
            self._centre.contact.beat(unit.id)
        if event.event == HEARTBEAT:
            if unit is None:
                self._centre.telemetry.count_frame(self._door, "unknown_sender")
                self._notes.tell(Matter.STRANGER, arrival, detail_of(event))
            return CONTACT
        return await self._store(translate(event, arrival))

    async def _store(self, signal: Signal) -> Answer:
        """Wait for the commit. When it takes too long, the signal is stored all the same and its repeat folded."""
        landing = self._centre.intake.submit([signal])
        try:
            async with asyncio.timeout(PATIENCE_S):
                receipt: Receipt = await asyncio.shield(landing)
        except TimeoutError:
            return BUSY
        if not receipt.durable:
            return BUSY
        clock = self._centre.clock
        self._centre.telemetry.observe_stage("answered", clock.monotonic() - signal.received_s)
        self._centre.intake.answered(receipt.first_id or signal.id, clock.now())
        return REPEATED if receipt.verdict is Verdict.FOLDED else STORED

    def _flags(self, request: Request, envelope: Envelope) -> frozenset[Flag]:
        """A message from outside the window may be an old one sent again: raised, but no contact (DESIGN §6)."""
        off_s = abs((request.received_at - envelope.sent_at).total_seconds())
        if off_s <= self._settings.window_s or not self._centre.clock_is_sure():
            return frozenset()
        return frozenset({Flag.CLOCK_WRONG, Flag.REPLAY})

    # ---- what is not believed or not understood ----

    def _refused(self, request: Request, error: NotSignedError) -> Answer:
        self._reject(request, "not_signed", str(error))
        self._notes.tell(Matter.REFUSED, self._from_host(request), {"problem": str(error)})
        return Answer(401, "not_signed", str(error))

    def _unreadable(self, request: Request, envelope: Envelope, error: UnreadableEventError) -> Answer:
        self._reject(request, "unreadable", str(error))
        self._notes.tell(Matter.UNREADABLE, self._from_host(request), {"problem": str(error), "id": envelope.id})
        return Answer(422, "unreadable", f"{error}; the bytes are kept for the technicians")

    def _reject(self, request: Request, reason: str, sentence: str) -> None:
        self._centre.telemetry.count_frame(self._door, reason)
        self.rejects.keep(request.received_at, request.host, reason, request.body)
        self._trace("", "in", request.body, f"rejected: {sentence} from {request.host}")

    # ---- within ----

    def _from_host(self, request: Request) -> Arrival:
        return self._arrival(request, request.host, None, "", frozenset({Flag.UNCLASSIFIED}))

    def _arrival(
        self, request: Request, address: str, unit: AlarmUnit | None, key: str, flags: frozenset[Flag]
    ) -> Arrival:
        return Arrival(
            door=self._door,
            source=request.host,
            address=address,
            unit=unit,
            tenant_id=self._centre.tenant_id,
            received_at=request.received_at,
            received_s=request.received_s,
            message_key=key,
            raw=request.body,
            new_id=self._centre.new_id,
            retry=RetrySpan(self._settings.retry_s),
            flags=flags,
        )

    def _trace(self, unit: str, direction: str, raw: bytes, decoded: str) -> None:
        if self._centre.tracer.is_heard:
            self._centre.tracer.note(self._door, unit, direction, raw, decoded)
