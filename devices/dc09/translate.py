"""DC-09 frames to signals: Contact ID and SIA events by their tables, anything else as unclassified."""

from __future__ import annotations

from collections.abc import Mapping

from alarmd.domain.signal import Flag, Signal
from devices.arrival import Arrival
from devices.coded_events import CodedEvent, coded_signals, read_contact_id, read_sia
from protocols.contact_id import UnreadableEventError
from protocols.dc09 import AccountFrom, Dialect, Frame, Purpose, read_occurrence, read_position, read_text

TEXT_FIELDS = {"I": "text", "L": "location", "O": "building", "R": "room", "S": "site", "V": "verification"}
_READ_ELSEWHERE = "KkHXYZ"


def translate(
    frame: Frame, arrival: Arrival, dialect: Dialect, detail: Mapping[str, str] | None = None
) -> list[Signal]:
    """One signal for each event of an opened frame, at least one: what cannot be read is *unclassified*.

    `detail` stands in every signal beside what the frame says.
    """
    shared = dict(detail or {})
    occurred = None
    if frame.extended:
        shared |= _extended_detail(frame)
        occurred = read_occurrence(
            frame.extended, arrival.received_at, dialect.clock, day_first=dialect.occurrence_day_first
        )
    try:
        account, events = _read(frame)
    except UnreadableEventError as error:
        return [arrival.unclassified({"token": frame.token, "problem": str(error)} | shared, code=frame.token)]
    if not events:
        return [arrival.unclassified({"token": frame.token} | shared, code=frame.token)]
    mismatch: tuple[Flag, ...] = ()
    if account and frame.account and account != frame.account and dialect.account_from is AccountFrom.HEADER:
        mismatch = (Flag.IDENTITY_MISMATCH,)
        shared["account_in_data"] = account
    return coded_signals(arrival, events, shared, device_at=occurred, flags=mismatch)


def _read(frame: Frame) -> tuple[str | None, list[CodedEvent]]:
    """The account inside the data, and the events; none when the token is of no known kind.

    Raises:
        UnreadableEventError: the data are not what the token promises.
    """
    if frame.purpose is Purpose.CONTACT_ID:
        head, bar, text = frame.data.partition("|")
        if not bar or not head.startswith("#"):
            head, text = "", frame.data
        account, event = read_contact_id(text)
        return head[1:] or account, [event]
    if frame.purpose is Purpose.SIA:
        return read_sia(frame.data)
    return None, []


def _extended_detail(frame: Frame) -> dict[str, str]:
    detail = {
        word: value for letter, word in TEXT_FIELDS.items() if (value := read_text(frame.extended, letter)) is not None
    }
    if position := read_position(frame.extended):
        detail["latitude"], detail["longitude"] = f"{position.latitude:.6f}", f"{position.longitude:.6f}"
        if position.altitude_m is not None:
            detail["altitude_m"] = f"{position.altitude_m:g}"
    for field in frame.extended:
        if field.letter not in _READ_ELSEWHERE and field.letter not in TEXT_FIELDS:
            detail[f"field_{field.letter}"] = field.value
    return detail
