"""What the door does with an authenticated MESSAGE: read, translate, store, and only then 200 and the verdict.

The order of sheet §4.2 with one commit. A heartbeat is answered from memory. What cannot be read is stored all the
same (DESIGN §6, *Odd input*) and its sender told what was wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

from alarmd.config import ScaipSettings
from alarmd.domain.ports import Landing, Receipt, Verdict
from alarmd.domain.signal import Flag, RetrySpan, Signal
from alarmd.domain.unit import AlarmUnit
from devices.arrival import Arrival
from devices.listener import Centre
from devices.scaip.accounts import PROTOCOL, Accounts
from devices.scaip.authentication import Admitted
from devices.scaip.exchange import Exchange
from devices.scaip.parts import Parts
from devices.scaip.sessions import Session, Sessions, adds_to
from devices.scaip.translate import asks_for_call, describe, describe_answer, translate, unreadable
from devices.scaip.unit_settings import SettingsReader, UnitSettings
from devices.scaip.verdicts import Verdicts
from protocols.scaip import (
    CONTENT_TYPE,
    MessageRequest,
    MessageResponse,
    MessageType,
    Refusal,
    StatusNumber,
    build_response,
    is_scaip,
    message_key,
    not_taken,
    read_request,
    refused,
    session_key,
    taken,
)
from protocols.sip import SipError, decoded_body

MAX_DOCUMENT = 16 * 1024
"""A longer document is answered with status 1; the SIP layer itself refuses above 64 KiB."""
RETRY = RetrySpan(60.0, from_answer=True)
RETRY_AFTER = (("Retry-After", "5"),)
_ACCEPT = (("Accept", CONTENT_TYPE),)


@dataclass(frozen=True, slots=True)
class Judged:
    """A message with all that is known of its sender.

    Attributes:
        sender: as authenticated. unit: whose message it is. mismatch: whether the sender may not speak for it.
    """

    exchange: Exchange
    sender: Admitted
    body: bytes
    unit: AlarmUnit | None
    settings: UnitSettings
    mismatch: bool = False

    @property
    def address(self) -> str:
        """What to call the sender when no controller id can be read."""
        return self.unit.address if self.unit else self.sender.name or self.exchange.heard.host


class Messages:
    """SCAIP behind one door's SIP."""

    def __init__(self, name: str, door: ScaipSettings, centre: Centre, accounts: Accounts, verdicts: Verdicts) -> None:
        self._name = name
        self._door = door
        self._centre = centre
        self._tracer = centre.tracer
        self._accounts = accounts
        self._verdicts = verdicts
        self._settings = SettingsReader(door)
        self._sessions = Sessions()
        self._parts: Parts[Judged] = Parts(self._tell_whole)

    def receive(self, exchange: Exchange, sender: Admitted) -> None:
        """Take a MESSAGE of an admitted sender; it is answered now or after the commit."""
        unit = self._accounts.unit(sender.name)
        settings = self._settings.of(unit)
        request = exchange.request
        try:
            body = decoded_body(request)
        except SipError as error:
            judged = Judged(exchange, sender, request.body, unit, settings)
            return self._odd(judged, error.status, error.headers(), str(error))
        if not is_scaip(request.content_type or CONTENT_TYPE, settings.dialect):
            judged = Judged(exchange, sender, body, unit, settings)
            return self._odd(judged, 415, _ACCEPT, f"content type {request.content_type[:60]}")
        document, judged = self._read(exchange, sender, body, unit, settings)
        if self._tracer.is_heard:
            self._tracer.note(self._name, document.cid, "in", body, repr(document))
        if isinstance(document, Refusal):
            return self._unreadable(judged, document)
        self._beat(judged)
        if document.mty is MessageType.HEARTBEAT:
            return self._told(judged, self._verdict(judged, document, call=False), None)
        self._event(judged, document)

    def _read(
        self, exchange: Exchange, sender: Admitted, body: bytes, unit: AlarmUnit | None, settings: UnitSettings
    ) -> tuple[MessageRequest | Refusal, Judged]:
        """Read the body, in the dialect of the unit that it turns out to be from."""
        dialect = settings.dialect
        document = read_request(body, dialect, max_bytes=MAX_DOCUMENT)
        if document.cid and (unit is None or unit.address != document.cid):
            named = self._centre.units.find(PROTOCOL, document.cid)
            if named is not None:
                unit, settings = named, self._settings.of(named)
            elif not (sender.proven and unit is not None and unit.address == sender.name):
                unit, settings = None, self._settings.of_door
            if settings.dialect is not dialect and settings.dialect != dialect:
                document = read_request(body, settings.dialect, max_bytes=MAX_DOCUMENT)
        mismatch = bool(document.cid) and self._is_foreign(sender, document.cid)
        return document, Judged(exchange, sender, body, unit, settings, mismatch)

    def _is_foreign(self, sender: Admitted, cid: str) -> bool:
        if self._accounts.speaks_for(sender.name, cid):
            return False
        return sender.proven or self._accounts.unit(sender.name) is not None

    def _beat(self, judged: Judged) -> None:
        """Every message proves life, unless somebody else may have sent it."""
        if judged.unit is not None and not judged.mismatch:
            self._centre.contact.beat(judged.unit.id)

    def _verdict(self, judged: Judged, document: MessageRequest, *, call: bool) -> MessageResponse:
        if judged.unit is None and self._door.unknown_units == "refuse":
            return not_taken(document, StatusNumber.NOT_TREATED, "unknown controller")
        return taken(document, judged.settings.policy, call=call)

    def _event(self, judged: Judged, document: MessageRequest) -> None:
        now = judged.exchange.heard.monotonic_s
        call_id = judged.exchange.request.call_id
        key = session_key(document, judged.sender.name, call_id)
        session = self._sessions.find(key, now)
        adds = adds_to(session, document, now)
        arrival = self._arrival(judged, document.cid, _key_text(document, judged, call_id))
        detail = describe(document, arrival)
        signal = translate(document, arrival, detail, session, adds=adds)
        if not adds and document.mty is not MessageType.RESET:
            session = Session(signal.lane, signal.kind, now)
            self._sessions.begin(key, session)
        if session is not None and document.ame:
            session.expect_part(now)
        answer = self._verdict(judged, document, call=asks_for_call(signal))
        detail |= describe_answer(answer)

        def landed(receipt: Receipt) -> None:
            if receipt.verdict is Verdict.BUSY:
                self._sessions.forget(key)
                hold = StatusNumber.HOLD if self._door.hold else StatusNumber.BUSY
                self._told(judged, not_taken(document, hold), None)
            elif document.ame or key in self._parts:
                judged.exchange.answer(200)
                self._parts.landed(key, document, judged, signal, receipt.first_id or signal.id, now)
            else:
                self._told(judged, answer, receipt.first_id or signal.id)

        self._submit(judged, signal, landed, lambda: self._sessions.forget(key))

    def _unreadable(self, judged: Judged, refusal: Refusal) -> None:
        """Store what somebody must look at, then say what was wrong."""
        text = _key_text(refusal.salvaged, judged, judged.exchange.request.call_id)
        signal = unreadable(refusal, self._arrival(judged, refusal.cid or judged.address, text))
        self._beat(judged)
        self._submit(
            judged, signal, lambda receipt: self._told(judged, refused(refusal), receipt.first_id or signal.id)
        )

    def _odd(self, judged: Judged, status: int, headers: tuple[tuple[str, str], ...], problem: str) -> None:
        """No SCAIP at all, from somebody we know: stored, and refused by SIP's own words."""
        arrival = self._arrival(judged, judged.address, _key_text(None, judged, ""))
        signal = arrival.unclassified({"problem": problem})
        self._submit(judged, signal, lambda _: self._refuse(judged, status, headers))

    def _refuse(self, judged: Judged, status: int, headers: tuple[tuple[str, str], ...]) -> None:
        judged.exchange.answer(status, headers)

    def _submit(
        self,
        judged: Judged,
        signal: Signal,
        landed: Callable[[Receipt], None],
        failed: Callable[[], None] | None = None,
    ) -> None:
        """Hand the signal over; when it could not be stored the sender must go to its next receiver: 503."""

        def done(landing: Landing) -> None:
            receipt = landing.result()
            if receipt.verdict is not Verdict.UNAVAILABLE:
                return landed(receipt)
            if failed is not None:
                failed()
            judged.exchange.answer(503, RETRY_AFTER)

        self._centre.intake.submit((signal,)).add_done_callback(done)

    def _arrival(self, judged: Judged, address: str, key: str) -> Arrival:
        heard = judged.exchange.heard
        return Arrival(
            door=self._name,
            source=heard.source,
            address=address,
            unit=judged.unit,
            tenant_id=self._centre.tenant_id,
            received_at=heard.at,
            received_s=heard.monotonic_s,
            message_key=key,
            raw=judged.body,
            new_id=self._centre.new_id,
            retry=RETRY,
            flags=_FOREIGN if judged.mismatch else _NO_FLAGS,
        )

    def _tell_whole(self, judged: Judged, document: MessageRequest, signal: Signal, ids: list[int]) -> None:
        """The verdict on a message in parts, once all are there or the rest stayed away."""
        self._send(judged, self._verdict(judged, document, call=asks_for_call(signal)), ids)

    def _told(self, judged: Judged, answer: MessageResponse, signal_id: int | None) -> None:
        """200, then the verdict; `signal_id` names what the unit's answer to it closes."""
        ids = [] if signal_id is None else [signal_id]
        dialect = judged.settings.dialect
        seconds = self._centre.clock.monotonic() - judged.exchange.heard.monotonic_s
        self._centre.telemetry.observe_stage("answered", seconds)
        if not dialect.answer_in_200:
            judged.exchange.answer(200)
            self._send(judged, answer, ids)
            return
        body = self._built(judged, answer)
        if judged.exchange.answer(200, (("Content-Type", dialect.content_type),), body):
            self._closed(ids)

    def _send(self, judged: Judged, answer: MessageResponse, ids: list[int]) -> None:
        def lost(status: int) -> None:
            self._centre.telemetry.count_frame(self._name, "verdict_lost")
            if self._tracer.is_heard:
                self._tracer.note(self._name, judged.address, "out", b"", f"verdict not delivered: {status}")

        body, content_type = self._built(judged, answer), judged.settings.dialect.content_type
        self._verdicts.tell(judged.exchange, body, content_type, lambda: self._closed(ids), lost)

    def _built(self, judged: Judged, answer: MessageResponse) -> bytes:
        body = build_response(answer, judged.settings.dialect)
        if self._tracer.is_heard:
            self._tracer.note(self._name, judged.address, "out", body, repr(answer))
        return body

    def _closed(self, ids: list[int]) -> None:
        """The unit knows: the retry span of these signals runs from here."""
        now = self._centre.clock.now()
        for signal_id in ids:
            self._centre.intake.answered(signal_id, now)

    def tick(self) -> None:
        """Answer messages whose further parts stayed away."""
        self._parts.expire(self._centre.clock.monotonic())


_NO_FLAGS: frozenset[Flag] = frozenset()
_FOREIGN = frozenset({Flag.IDENTITY_MISMATCH})


def _key_text(document: MessageRequest | None, judged: Judged, call_id: str) -> str:
    """Equal for repetitions of one message (sheet §4.1, layers 2 and 3).

    Updates and parts under one reference differ in more than their codes, so their content counts too.
    """
    if document is None:
        digest = blake2b(judged.body, digest_size=16)
        digest.update(judged.sender.name.encode("utf-8", "backslashreplace"))
        return f"scaip:raw:{digest.hexdigest()}"
    key = f"scaip:{message_key(document, judged.sender.name, call_id).as_text()}"
    if document.mty is MessageType.INFORMATION or document.ame:
        key += ":" + blake2b(judged.body, digest_size=8).hexdigest()
    return key
