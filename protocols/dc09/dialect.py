"""What one account or port does differently from the standard, as switches (sheet §7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from protocols.dc09.clock import STANDARD_WINDOW, UTC_CLOCK, DeviceClock, Window, parse_timestamp, skew_s
from protocols.dc09.errors import BadTimestampError
from protocols.dc09.frame import Frame


class AccountFrom(StrEnum):
    """Which of two accounts names the unit; a gateway writes its own in the header."""

    HEADER = "header"
    DATA = "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """Switches per account or port; the defaults take everything that costs nothing to take.

    Attributes:
        binary_crc: take checksums written as two bytes.
        crc_includes_cr: take checksums computed over the body and CR.
        account_from: which account names the unit.
        clock: zone and month error of the unit's timestamps.
        window: how far its clock may be off; None never refuses and never NAKs.
        check_plain_time: apply the window to plain frames too, as most receivers do; the standard asks it of
            encrypted ones only.
        occurrence_day_first: field H is DD-MM-YYYY.
    """

    binary_crc: bool = True
    crc_includes_cr: bool = True
    account_from: AccountFrom = AccountFrom.HEADER
    clock: DeviceClock = UTC_CLOCK
    window: Window | None = STANDARD_WINDOW
    check_plain_time: bool = True
    occurrence_day_first: bool = False

    def takes(self, frame: Frame) -> bool:
        """Tell whether the frame's way of writing its checksum is allowed; if not, the checksum failed."""
        return (self.binary_crc or not frame.binary_crc) and (self.crc_includes_cr or not frame.crc_includes_cr)

    def account(self, frame: Frame) -> str:
        """Return the account that names the unit, the other one if that is missing, `""` if both are."""
        header, data = frame.account or "", frame.account_in_data or ""
        return (data or header) if self.account_from is AccountFrom.DATA else (header or data)


TOLERANT = Dialect()


class ClockVerdict(StrEnum):
    """What a frame's timestamp says about the unit's clock."""

    GOOD = "good"
    BEHIND = "behind"
    AHEAD = "ahead"
    UNREADABLE = "unreadable"
    ABSENT = "absent"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class ClockReading:
    """Verdict, the unit's time as aware UTC, and unit minus receiver in seconds, where they can be read."""

    verdict: ClockVerdict
    sent_at: datetime | None = None
    skew_s: int | None = None

    @property
    def calls_for_nak(self) -> bool:
        """True when the unit should hear our time: outside the window, or a time nobody can read."""
        return self.verdict in (ClockVerdict.BEHIND, ClockVerdict.AHEAD, ClockVerdict.UNREADABLE)


def read_clock(frame: Frame, now: datetime, dialect: Dialect = TOLERANT) -> ClockReading:
    """Judge the timestamp of a frame that is not sealed against `now` (aware UTC); never raises."""
    if frame.timestamp is None:
        return ClockReading(ClockVerdict.ABSENT)
    checked = dialect.window is not None and (frame.encrypted or dialect.check_plain_time)
    try:
        sent_at = parse_timestamp(frame.timestamp, now, dialect.clock)
    except BadTimestampError:
        return ClockReading(ClockVerdict.UNREADABLE if checked else ClockVerdict.NOT_CHECKED)
    skew = skew_s(sent_at, now)
    if dialect.window is None or not checked:
        return ClockReading(ClockVerdict.NOT_CHECKED, sent_at, skew)
    if skew < dialect.window.earliest_s:
        return ClockReading(ClockVerdict.BEHIND, sent_at, skew)
    if skew > dialect.window.latest_s:
        return ClockReading(ClockVerdict.AHEAD, sent_at, skew)
    return ClockReading(ClockVerdict.GOOD, sent_at, skew)
