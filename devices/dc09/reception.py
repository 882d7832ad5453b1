"""What the DC-09 door does with one frame: open, judge its clock, translate, store, and only then answer.

No sockets here: frames and rejects come in, answers leave through `send` (b"" is silence).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime

from alarmd.domain.ports import Landing
from alarmd.domain.signal import Flag, Kind, Lane, Signal
from alarmd.domain.unit import AlarmUnit
from devices.arrival import Arrival
from devices.dc09.clock_faults import ClockFaults
from devices.dc09.translate import translate
from devices.dc09.unit_settings import SettingsReader, UnitSettings
from devices.listener import Centre, Send
from protocols.dc09 import (
    TOLERANT,
    BadKeyError,
    ClockReading,
    ClockVerdict,
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
_NO_CLOCK = ClockReading(ClockVerdict.ABSENT)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A frame with all that is known of its sender before translation."""

    frame: Frame
    source: str
    account: str
    unit: AlarmUnit | None
    settings: UnitSettings
    reading: ClockReading
    received_at: datetime
    received_s: float


class Reception:
    """One DC-09 port's way with frames."""

    def __init__(self, door: str, centre: Centre, settings: SettingsReader) -> None:
        self._door = door
        self._centre = centre
        self._settings = settings
        self._clock_faults = ClockFaults()

    def reject(self, rejected: Rejected, source: str) -> None:
        """Bytes that are no frame: counted, shown to who traces, never answered (the unit repeats)."""
        self._centre.telemetry.count_frame(self._door, rejected.reason.value)
        self._centre.tracer.note(self._door, "", "in", rejected.raw, f"rejected: {rejected.reason.value} from {source}")

    def receive(self, frame: Frame, source: str, send: Send) -> None:
        """Take one frame from `source` (host:port); `send` is called once, at once or after the commit."""
        centre = self._centre
        received_at, received_s = centre.clock.now(), centre.clock.monotonic()
        if frame.purpose is Purpose.ANSWER:
            centre.telemetry.count_frame(self._door, "answer")
            return send(SILENCE)
        account = TOLERANT.account(frame)
        unit = centre.units.find("dc09", account)
        settings = self._settings_of(unit)
        if settings.dialect.account_from is not TOLERANT.account_from:
            account = settings.dialect.account(frame)
            unit = centre.units.find("dc09", account) or unit
        if not settings.dialect.takes(frame):
            centre.telemetry.count_frame(self._door, "bad_crc")
            return send(SILENCE)
        judged = _Judged(frame, source, account, unit, settings, _NO_CLOCK, received_at, received_s)
        if frame.sealed:
            try:
                frame = self._open(frame, settings)
            except (PeerError, BadKeyError) as error:
                return self._not_opened(judged, error, send)
        centre.telemetry.count_frame(self._door, "ok")
        centre.tracer.note(self._door, account, "in", frame.raw, f"{frame.token} {frame.data}")
        reading = read_clock(frame, received_at, settings.dialect)
        judged = replace(judged, frame=frame, reading=reading)
        if frame.purpose is Purpose.LINK_TEST:
            return self._link_test(judged, send)
        self._event(judged, send)

    def _settings_of(self, unit: AlarmUnit | None) -> UnitSettings:
        try:
            return self._settings.of(unit)
        except (BadKeyError, ValueError, KeyError) as error:
            log.error("unit %s: its settings cannot be used: %s", unit.id if unit else "?", error)
            return self._settings.of_port

    @staticmethod
    def _open(frame: Frame, settings: UnitSettings) -> Frame:
        if settings.key is None:
            raise WrongKeyError("no key is known for this account")
        return decrypt(frame, settings.key)

    def _not_opened(self, judged: _Judged, error: Exception, send: Send) -> None:
        """An encrypted frame nobody can read: a technical incident; never NAK (sheet §4)."""
        self._centre.telemetry.count_frame(self._door, "wrong_key")
        reply = error.reply if isinstance(error, PeerError) else Reply.SILENCE
        arrival = self._arrival(judged, message_key(judged.frame))
        signal = arrival.signal(
            1,
            Lane.TECHNICAL,
            Kind.SECURITY,
            labels=("Krypterat meddelande kan inte läsas", "encrypted message cannot be read"),
            detail={"problem": str(error)},
        )
        self._submit([signal], judged, send, duh(judged.frame) if reply is Reply.DUH else SILENCE)

    def _link_test(self, judged: _Judged, send: Send) -> None:
        """A sign of life: answered from memory, unless it could be a replay (outside the window: not contact)."""
        if self._must_hear_our_time(judged) and not self._clock_faults.wrong(judged.account):
            return self._answer(judged, self._nak(judged), send)
        if not judged.reading.calls_for_nak:
            self._clock_faults.right(judged.account)
            self._contact(judged)
        self._answer(judged, self._ack(judged), send)

    def _event(self, judged: _Judged, send: Send) -> None:
        flags = self._flags(judged)
        arrival = self._arrival(judged, message_key(judged.frame), flags)
        signals = translate(judged.frame, arrival, judged.settings.dialect)
        answer = self._ack(judged)
        if judged.frame.purpose is Purpose.OTHER:
            answer = duh(judged.frame)
        if self._must_hear_our_time(judged):
            if self._clock_faults.wrong(judged.account):
                self._centre.intake.submit([_wrong_clock(arrival, judged.reading)])
            else:
                answer = self._nak(judged)
        elif not judged.reading.calls_for_nak:
            self._clock_faults.right(judged.account)
        if Flag.REPLAY not in flags:
            self._contact(judged)
        self._submit(signals, judged, send, answer)

    def _flags(self, judged: _Judged) -> frozenset[Flag]:
        flags = set()
        if judged.reading.calls_for_nak:
            flags.add(Flag.CLOCK_WRONG)
            if judged.frame.encrypted:
                flags.add(Flag.REPLAY)
        if judged.settings.key is not None and not judged.frame.encrypted:
            flags.add(Flag.NOT_ENCRYPTED)
        return frozenset(flags)

    def _arrival(self, judged: _Judged, key: str, flags: frozenset[Flag] = frozenset()) -> Arrival:
        return Arrival(
            door=self._door,
            source=judged.source,
            address=judged.account,
            unit=judged.unit,
            tenant_id=self._centre.tenant_id,
            received_at=judged.received_at,
            received_s=judged.received_s,
            message_key=f"dc09:{key}",
            raw=judged.frame.raw,
            new_id=self._centre.new_id,
            device_at=judged.reading.sent_at,
            flags=flags,
        )

    def _must_hear_our_time(self, judged: _Judged) -> bool:
        return judged.reading.calls_for_nak and self._centre.clock_is_sure()

    def _contact(self, judged: _Judged) -> None:
        if judged.unit is not None:
            self._centre.contact.beat(judged.unit.id)

    def _ack(self, judged: _Judged) -> bytes:
        return ack(judged.frame, key=judged.settings.key, now=self._centre.clock.now())

    def _nak(self, judged: _Judged) -> bytes:
        return nak(judged.frame, self._centre.clock.now(), judged.settings.dialect.clock)

    def _submit(self, signals: list[Signal], judged: _Judged, send: Send, answer: bytes) -> None:
        first = signals[0]

        def landed(landing: Landing) -> None:
            receipt = landing.result()
            if not receipt.durable:
                return send(SILENCE)
            self._answer(judged, answer, send)
            self._centre.intake.answered(receipt.first_id or first.id, self._centre.clock.now())

        self._centre.intake.submit(signals).add_done_callback(landed)

    def _answer(self, judged: _Judged, answer: bytes, send: Send) -> None:
        if answer:
            self._centre.tracer.note(self._door, judged.account, "out", answer, _spoken(answer))
            seconds = self._centre.clock.monotonic() - judged.received_s
            self._centre.telemetry.observe_stage("answered", seconds)
        send(answer)


def _spoken(answer: bytes) -> str:
    return answer[answer.find(b'"') + 1 :].partition(b'"')[0].decode("ascii", "replace")


def _wrong_clock(arrival: Arrival, reading: ClockReading) -> Signal:
    """A message of its own, since the frame it came with is a repeat that is folded away."""
    skew = "?" if reading.skew_s is None else str(reading.skew_s)
    return replace(arrival, message_key=f"{arrival.message_key}:clock", raw=b"").signal(
        1,
        Lane.TECHNICAL,
        Kind.WRONG_CLOCK,
        labels=("Larmenhetens klocka går fel", "the unit's clock is wrong"),
        detail={"skew_s": skew},
    )
