"""What the DC-09 door does with one frame: open, judge its clock, translate, store, and only then answer.

No sockets here: frames and rejects come in, answers leave through `send` (b"" is silence).
"""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import replace

from alarmd.domain.ports import Landing
from alarmd.domain.signal import Flag, Signal
from devices.arrival import Arrival
from devices.dc09.clock_faults import ClockFaults
from devices.dc09.hearing import NO_CLOCK, Hearing
from devices.dc09.translate import translate
from devices.dc09.unit_settings import SettingsReader
from devices.listener import Centre, Rejects, Send
from devices.technical_notes import Matter, TechnicalNotes
from protocols.dc09 import (
    AccountFrom,
    Fault,
    Frame,
    PeerError,
    Purpose,
    Rejected,
    Reply,
    WrongKeyError,
    ack,
    decrypt,
    duh,
    message_key,
    nak,
    read_clock,
)

log = logging.getLogger(__name__)

SILENCE = b""
_KEY_FIELD = re.compile(rb"\[[Kk][^\]\r]*\]?")


class Reception:
    """One DC-09 door's way with frames.

    Args:
        door: its name. settings: reads what each unit does differently.
    """

    def __init__(self, door: str, centre: Centre, settings: SettingsReader) -> None:
        self._door = door
        self._centre = centre
        self._clock = centre.clock
        self._intake = centre.intake
        self._units = centre.units
        self._tracer = centre.tracer
        self._telemetry = centre.telemetry
        self._settings = settings
        self._clock_faults = ClockFaults()
        self._notes = TechnicalNotes(centre.intake, "dc09")
        self._count_ok = centre.telemetry.frames.labels(door, "ok").inc
        self.rejects = Rejects()

    # ---- what comes in ----

    def reject(self, rejected: Rejected, source: str) -> None:
        """Bytes that are no frame: counted, kept, shown to who traces, never answered (the unit repeats)."""
        reason = rejected.reason.value
        self._telemetry.count_frame(self._door, reason)
        self.rejects.keep(self._clock.now(), source, reason, rejected.raw)
        if self._tracer.is_heard:
            self._tracer.note(self._door, "", "in", rejected.raw, f"rejected: {reason} from {source}")
        if rejected.reason is Fault.UNREADABLE:
            self._note_unreadable(rejected, source)

    def receive(self, frame: Frame, source: str, send: Send) -> None:
        """Take one frame from `source` (host:port); `send` is called once, at once or after the commit."""
        if frame.purpose is Purpose.ANSWER:
            self._telemetry.count_frame(self._door, "answer")
            return send(SILENCE)
        hearing = self._hear(frame, source)
        if not hearing.settings.dialect.takes(frame):
            self.reject(Rejected(Fault.BAD_CRC, frame.raw), source)
            return send(SILENCE)
        try:
            if frame.ciphertext is not None:
                self._open(hearing)
            self._read(hearing)
        except PeerError as error:
            return self._not_opened(hearing, error, send)
        if frame.purpose is Purpose.LINK_TEST:
            return self._link_test(hearing, send)
        self._event(hearing, send)

    def spares(self, frame: Frame) -> bool:
        """True for what a source may send however much it sends: events of units we know (promise 5)."""
        account = frame.account or frame.account_in_data or ""
        return frame.purpose is not Purpose.LINK_TEST and self._units.find("dc09", account) is not None

    # ---- who speaks, and what the frame says ----

    def _hear(self, frame: Frame, source: str) -> Hearing:
        account = frame.account or frame.account_in_data or ""
        unit = self._units.find("dc09", account) if account else None
        settings = self._settings.of(unit)
        account = account or source.rpartition(":")[0]
        return Hearing(frame, source, account, unit, settings, self._clock.now(), self._clock.monotonic())

    def _open(self, hearing: Hearing) -> None:
        """Decrypt; a frame that names its account only inside names it now.

        Raises:
            PeerError: no key, another key, or no ciphertext.
        """
        key = hearing.settings.key
        if key is None:
            raise WrongKeyError("no key is known for this account")
        frame = hearing.frame = decrypt(hearing.frame, key)
        if not frame.account and (account := frame.account_in_data):
            hearing.account, hearing.unit = account, self._units.find("dc09", account)

    def _read(self, hearing: Hearing) -> None:
        """Find out for whom a gateway speaks, and judge the clock."""
        frame, dialect = hearing.frame, hearing.settings.dialect
        if dialect.account_from is AccountFrom.DATA:
            self._hear_gateway(hearing)
        if frame.timestamp is not None or frame.encrypted:
            hearing.reading = read_clock(frame, hearing.received_at, dialect)
            hearing.clock_is_sure = self._centre.clock_is_sure()
        self._count_ok()
        if self._tracer.is_heard:
            self._trace_in(hearing, f"{frame.token} {frame.data}")

    def _hear_gateway(self, hearing: Hearing) -> None:
        """The account inside names the unit; the one in the header spoke for it."""
        inner = hearing.frame.account_in_data
        if inner and inner != hearing.account:
            hearing.gateway, hearing.unit = hearing.unit, self._units.find("dc09", inner)
            hearing.account = inner

    # ---- what is done about it ----

    def _not_opened(self, hearing: Hearing, error: PeerError, send: Send) -> None:
        """An encrypted frame nobody can read; never NAK (sheet §4). A known unit's event may be a cry for help."""
        frame = hearing.frame
        self._telemetry.count_frame(self._door, "wrong_key")
        if self._tracer.is_heard:
            self._trace_in(hearing, f"*{frame.token}: {error}")
        detail = {"token": frame.token, "problem": str(error)}
        # Pad and time differ from try to try and so does the ciphertext: the header tells which frame it is.
        arrival = self._arrival(hearing, message_key(replace(frame, ciphertext="")))
        if hearing.unit is None or frame.purpose is Purpose.LINK_TEST:
            self._notes.tell(Matter.SEALED, arrival, detail)
            return self._answer(hearing, SILENCE, send)
        signal = arrival.unclassified(detail)
        self._notes.tell(Matter.SEALED, arrival, detail)
        self._submit([signal], hearing, send, error.reply)

    def _link_test(self, hearing: Hearing, send: Send) -> None:
        """A sign of life: answered from memory."""
        reply = self._reply_to_clock(hearing) or Reply.ACK
        self._contact(hearing)
        if hearing.unit is None:
            self._telemetry.count_frame(self._door, "unknown_sender")
            self._notes.tell(Matter.STRANGER, self._arrival(hearing, ""), hearing.detail)
        self._answer(hearing, self._spell(reply, hearing), send)

    def _event(self, hearing: Hearing, send: Send) -> None:
        """Raise first, then answer: what a frame says counts even when its clock is wrong."""
        frame = hearing.frame
        arrival = self._arrival(hearing, message_key(frame))
        try:
            signals = translate(frame, arrival, hearing.settings.dialect, hearing.detail)
        except Exception:
            log.exception("a %s frame could not be translated; it is raised unclassified", frame.token)
            self._telemetry.invariants.labels("dc09_translation").inc()
            signals = [arrival.unclassified({"token": frame.token})]
        reply = self._reply_to_clock(hearing)
        if reply is None:
            reply = Reply.DUH if frame.purpose is Purpose.OTHER else Reply.ACK
        self._contact(hearing)
        self._submit(signals, hearing, send, reply)

    def _reply_to_clock(self, hearing: Hearing) -> Reply | None:
        """NAK for a wrong clock, twice in a row and not a third time; None for a good one or none."""
        if hearing.reading is NO_CLOCK:
            return None
        account = hearing.account
        if hearing.tells_wrong_time:
            if not self._clock_faults.wrong(account):
                return Reply.NAK
            skew = hearing.reading.skew_s
            detail = {"skew_s": "?" if skew is None else str(skew)}
            self._notes.tell(Matter.CLOCK, self._arrival(hearing, ""), detail)
        elif not hearing.reading.calls_for_nak:
            self._clock_faults.right(account)
            if self._notes.over(Matter.CLOCK, account):
                self._notes.restore(Matter.CLOCK, self._arrival(hearing, ""))
        return None

    def _contact(self, hearing: Hearing) -> None:
        if hearing.is_contact:
            beat = self._centre.contact.beat
            if hearing.unit is not None:
                beat(hearing.unit.id)
            if hearing.gateway is not None:
                beat(hearing.gateway.id)
        elif hearing.unprotected:
            self._notes.tell(Matter.PLAIN, self._arrival(hearing, ""), {"token": hearing.frame.token})

    def _arrival(self, hearing: Hearing, key: str) -> Arrival:
        return hearing.arrival(self._door, self._centre.tenant_id, self._centre.new_id, key)

    def _note_unreadable(self, rejected: Rejected, source: str) -> None:
        """The checksum holds and yet there is nothing to read: one technical incident for each source."""
        host = source.rpartition(":")[0]
        arrival = Arrival(
            door=self._door,
            source=host,
            address=host,
            unit=None,
            tenant_id=self._centre.tenant_id,
            received_at=self._clock.now(),
            received_s=self._clock.monotonic(),
            message_key="",
            raw=rejected.raw,
            new_id=self._centre.new_id,
            flags=frozenset({Flag.UNCLASSIFIED}),
        )
        self._notes.tell(Matter.UNREADABLE, arrival, {"problem": rejected.reason.value})

    # ---- what leaves ----

    def _submit(self, signals: list[Signal], hearing: Hearing, send: Send, reply: Reply) -> None:
        first_id = signals[0].id

        def landed(landing: Landing) -> None:
            try:
                receipt = landing.result()
            except (Exception, asyncio.CancelledError):
                log.exception("a message was not taken; its unit hears nothing and repeats")
                return send(SILENCE)
            if not receipt.durable:
                return send(SILENCE)
            self._answer(hearing, self._spell(reply, hearing), send)
            self._telemetry.observe_stage("answered", self._clock.monotonic() - hearing.received_s)
            self._intake.answered(receipt.first_id or first_id, self._clock.now())

        self._intake.submit(signals).add_done_callback(landed)

    def _spell(self, reply: Reply, hearing: Hearing) -> bytes:
        """The answer's bytes, with our time as it leaves."""
        frame = hearing.frame
        if reply is Reply.ACK:
            if not frame.encrypted:
                return ack(frame)
            return ack(frame, key=hearing.settings.key, now=self._clock.now())
        if reply is Reply.NAK:
            return nak(frame, self._clock.now(), hearing.settings.dialect.clock)
        return duh(frame) if reply is Reply.DUH else SILENCE

    def _trace_in(self, hearing: Hearing, decoded: str) -> None:
        raw = _KEY_FIELD.sub(b"[K...]", hearing.frame.raw)
        self._tracer.note(self._door, hearing.account, "in", raw, decoded)

    def _answer(self, hearing: Hearing, answer: bytes, send: Send) -> None:
        if answer and self._tracer.is_heard:
            self._tracer.note(self._door, hearing.account, "out", answer, _spoken(answer))
        send(answer)


def _spoken(answer: bytes) -> str:
    return answer[answer.find(b'"') + 1 :].partition(b'"')[0].decode("ascii", "replace")
