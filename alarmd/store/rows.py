"""Domain objects to the tuples that are stored, and back. Column order is the tables'."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import msgspec
from sqlalchemy import RowMapping

from alarmd.domain.incident import Incident, State
from alarmd.domain.ports import Notice, NoticeState
from alarmd.domain.signal import Flag, Kind, Lane, RetrySpan, Signal
from alarmd.domain.tie import SenderTie
from alarmd.domain.timeline import TimelineEntry
from alarmd.store.statements import Row
from alarmd.store.types import facts_of, facts_text, maybe_micros, to_micros

_encode = msgspec.json.Encoder().encode
_ODD = str.maketrans({"\0": "\ufffd"} | {chr(code): "\ufffd" for code in range(0xD800, 0xE000)})


class SignalPayload(msgspec.Struct):
    """What is read back of a signal's payload: the parts no table holds, since they may be erased."""

    detail: dict[str, str] = {}
    raw: bytes = b""


class EntryPayload(msgspec.Struct):
    """What is read back of a timeline entry's payload: the free text."""

    text: str = ""


_read_signal = msgspec.json.Decoder(SignalPayload).decode
_read_entry = msgspec.json.Decoder(EntryPayload).decode


def signal_payload(signal: Signal) -> tuple[Signal, bytes]:
    """The whole signal as JSON (raw bytes in base64), and the signal with text that every store can hold.

    Text from a unit may hold NUL, which PostgreSQL refuses, or half a surrogate pair, which UTF-8 has no word for.
    Neither may cost an alarm, so they become U+FFFD; the raw bytes stay as they came.
    """
    try:
        payload = _encode(signal)
    except UnicodeEncodeError:
        payload = b""
    if payload and b"\\u0000" not in payload:
        return signal, payload
    signal = _scrubbed(signal)
    return signal, _encode(signal)


def _scrubbed(signal: Signal) -> Signal:
    texts = ("door", "source", "address", "message_key", "code", "label_sv", "label_en", "peripheral")
    clean = {name: getattr(signal, name).translate(_ODD) for name in texts}
    detail = {key.translate(_ODD): text.translate(_ODD) for key, text in signal.detail.items()}
    return replace(signal, **clean, detail=detail)


def entry_payload(entry: TimelineEntry) -> tuple[TimelineEntry, bytes]:
    """The whole timeline entry as JSON, and the entry with text that every store can hold."""
    try:
        payload = _encode(entry)
    except UnicodeEncodeError:
        payload = b""
    if payload and b"\\u0000" not in payload:
        return entry, payload
    detail = {key.translate(_ODD): text.translate(_ODD) for key, text in entry.detail.items()}
    entry = replace(
        entry, text=entry.text.translate(_ODD), what=entry.what.translate(_ODD), detail=detail,
        actor=entry.actor.translate(_ODD),
    )  # fmt: skip
    return entry, _encode(entry)


def span_of(signal: Signal) -> int:
    """The bucket of time in which the message's key is unique."""
    return int(signal.received_at.timestamp() // max(signal.retry.seconds, 0.001))


def signal_row(s: Signal, incident_id: int | None, feed_no: int, journal_seq: int, written_at: int) -> Row:
    """A row of `signals`, written at `written_at` (T2, microseconds); answered and painted come later."""
    return (
        s.id, s.tenant_id, s.door, s.source, s.address, s.unit_id, s.subscriber_id, incident_id, s.lane.value,
        s.kind.value, s.restore, s.message_key, span_of(s), s.retry.seconds, s.retry.from_answer, s.code, s.label_sv,
        s.label_en, s.peripheral, ",".join(sorted(s.flags)) if s.flags else "", maybe_micros(s.device_at),
        to_micros(s.received_at), written_at, None, None, 0, feed_no, journal_seq,
    )  # fmt: skip


def _clean(text: str) -> str:
    return text if text.isprintable() else text.translate(_ODD)


def incident_row(i: Incident, feed_no: int) -> Row:
    """A row of `incidents`."""
    return (
        i.id, i.tenant_id, i.lane.value, i.state.value, _clean(i.subject), i.unit_id, i.subscriber_id, i.kind.value,
        ",".join(i.kinds), i.priority, i.presses, i.signals, to_micros(i.opened_at), to_micros(i.last_signal_at),
        maybe_micros(i.deadline_at), _clean(i.where), _clean(i.label_sv), _clean(i.label_en), i.returned, i.new_press,
        i.owner, i.responder, i.step, ",".join(i.flags), maybe_micros(i.claimed_at), maybe_micros(i.voice_at),
        maybe_micros(i.dispatched_at), maybe_micros(i.accepted_at), maybe_micros(i.on_site_at),
        maybe_micros(i.closed_at), i.outcome, feed_no,
    )  # fmt: skip


def entry_row(e: TimelineEntry, journal_seq: int) -> Row:
    """A row of `timeline`; the free text is in the payload alone."""
    return (e.id, e.incident_id, e.tenant_id, to_micros(e.at), e.what, e.actor, facts_text(e.detail), journal_seq)


def tie_row(tie: SenderTie, feed_no: int) -> Row:
    """A row of `sender_ties`."""
    return (
        tie.door, tie.address, tie.tenant_id, tie.subscriber_id, tie.incident_id, tie.actor, to_micros(tie.at), feed_no,
    )  # fmt: skip


def tie_of(row: RowMapping) -> SenderTie:
    """The tie of a row."""
    return SenderTie(
        door=row["door"], address=row["address"], tenant_id=row["tenant_id"], subscriber_id=row["subscriber_id"],
        incident_id=row["incident_id"], actor=row["actor"], at=row["at"],
    )  # fmt: skip


def notice_row(n: Notice) -> Row:
    """A row of `notices`; its link's token is kept only as a hash, in `links`."""
    return (
        n.id, n.incident_id, n.tenant_id, n.step, n.responder_id, n.target, to_micros(n.created_at),
        to_micros(n.expires_at), n.state.value, n.attempts, maybe_micros(n.next_at), n.result,
    )  # fmt: skip


def token_hash(token: str) -> bytes:
    """SHA-256 of a token: what is stored of links and sessions."""
    return sha256(token.encode()).digest()


def _words(text: str) -> list[str]:
    return text.split(",") if text else []


def signal_of(row: RowMapping, payload: bytes | None) -> Signal:
    """The signal of a row; detail and raw bytes are empty when its payload was erased.

    `received_s` is 0: the monotonic clock it was read from may be another process's.
    """
    more = SignalPayload() if payload is None else _read_signal(payload)
    return Signal(
        id=row["id"], tenant_id=row["tenant_id"], door=row["door"], source=row["source"], address=row["address"],
        unit_id=row["unit_id"], subscriber_id=row["subscriber_id"], lane=Lane(row["lane"]), kind=Kind(row["kind"]),
        restore=bool(row["restore"]), message_key=row["message_key"],
        retry=RetrySpan(row["retry_s"], bool(row["retry_from_answer"])), code=row["code"], label_sv=row["label_sv"],
        label_en=row["label_en"], peripheral=row["peripheral"],
        flags=frozenset(Flag(word) for word in _words(row["flags"])), device_at=row["device_at"],
        received_at=row["received_at"], received_s=0.0, detail=more.detail, raw=more.raw,
    )  # fmt: skip


def incident_of(row: RowMapping) -> Incident:
    """The incident of a row."""
    facts = {name: row[name] for name in _INCIDENT_AS_IS}
    return Incident(
        **facts, where=row["place"], lane=Lane(row["lane"]), state=State(row["state"]), kind=Kind(row["kind"]),
        kinds=tuple(Kind(word) for word in _words(row["kinds"])), flags=tuple(_words(row["flags"])),
    )  # fmt: skip


_INCIDENT_AS_IS = (
    "id", "tenant_id", "subject", "unit_id", "subscriber_id", "priority", "presses", "signals", "opened_at",
    "last_signal_at", "deadline_at", "label_sv", "label_en", "returned", "new_press", "owner", "responder", "step",
    "claimed_at", "voice_at", "dispatched_at", "accepted_at", "on_site_at", "closed_at", "outcome",
)  # fmt: skip


def entry_of(row: RowMapping, payload: bytes | None) -> TimelineEntry:
    """The timeline entry of a row; its text is empty when the payload was erased."""
    return TimelineEntry(
        id=row["id"], incident_id=row["incident_id"], tenant_id=row["tenant_id"], at=row["at"], what=row["what"],
        actor=row["actor"], text="" if payload is None else _read_entry(payload).text, detail=facts_of(row["facts"]),
    )  # fmt: skip


def notice_of(row: RowMapping) -> Notice:
    """The notice of a row; its `link_token` is empty, since only the hash was kept."""
    return Notice(
        id=row["id"], incident_id=row["incident_id"], tenant_id=row["tenant_id"], step=row["step"],
        responder_id=row["responder_id"], target=row["target"], link_token="", created_at=row["created_at"],
        expires_at=row["expires_at"], state=NoticeState(row["state"]), attempts=row["attempts"],
        next_at=row["next_at"], result=row["result"],
    )  # fmt: skip
