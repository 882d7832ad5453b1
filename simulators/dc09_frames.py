"""An event as the DC-09 frame a dialler would send for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from protocols.dc09.build import STANDARD, Habits, build
from protocols.dc09.clock import format_timestamp
from protocols.dc09.extended import Extended
from protocols.dc09.keys import Key
from simulators.events import CODES, Event, What

LINK_TEST_SEQ = "0000"
"""Diallers in the field number their link tests so (sheet §1)."""


class Token(StrEnum):
    """The two ways of writing an event that social alarm units use."""

    CONTACT_ID = "ADM-CID"
    SIA = "SIA-DCS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialler:
    """How one unit writes its frames.

    Attributes:
        account: text, with its leading zeros. key: encrypts with it; None is plain.
        receiver, prefix: digits after R and L; None leaves them out.
        stamped: plain frames carry the unit's time too; encrypted ones always do.
        habits: ways of writing that the standard does not know (binary checksum and so on).
    """

    account: str
    key: Key | None = None
    token: Token = Token.CONTACT_ID
    receiver: str | None = None
    prefix: str | None = "0"
    stamped: bool = False
    habits: Habits = STANDARD

    def frame(self, event: Event, seq: str, now: datetime) -> bytes:
        """The bytes for an event, LF to CR; `now` (aware) is what the unit's clock says.

        Raises:
            BadField: a text of the event would break the frame.
        """
        token, content = self._content(event)
        return build(
            token,
            seq,
            self.account,
            content,
            receiver=self.receiver,
            prefix=self.prefix,
            extended=_extended(event),
            timestamp=format_timestamp(now) if self.stamped or self.key else None,
            key=self.key,
            habits=self.habits,
        )

    def _content(self, event: Event) -> tuple[str, str]:
        if event.what is What.HEARTBEAT:
            return "NULL", ""
        if self.token is Token.CONTACT_ID:
            return self.token.value, contact_id(self.account, event)
        return self.token.value, sia(self.account, event)


def contact_id(account: str, event: Event) -> str:
    """`#1234|1101 01 007`: qualifier 1 for new, 3 for restored (DC-05)."""
    qualifier = "3" if event.restored else "1"
    return f"#{account}|{qualifier}{event.codes.contact_id} 01 {event.zone:0>3}"


def sia(account: str, event: Event) -> str:
    """`#1234|Nri1/QA7`, further events as further packets of the block (DC-03)."""
    codes = (event.codes, *(CODES[what] for what in event.also))
    letters = [(c.sia_restored if event.restored else c.sia) for c in codes]
    zone = event.zone.lstrip("0") or "0"
    return f"#{account}|Nri1/" + "/".join(f"{pair}{zone}" for pair in letters)


def _extended(event: Event) -> list[Extended]:
    fields = []
    if event.happened_at is not None:
        fields.append(Extended("H", format_timestamp(event.happened_at)))
    if event.text or event.codes.text:
        fields.append(Extended("I", event.text or event.codes.text))
    if event.room:
        fields.append(Extended("R", event.room))
    if event.position is not None:
        latitude, longitude = event.position
        fields += [Extended("X", _degrees(longitude, 3, "EW")), Extended("Y", _degrees(latitude, 2, "NS"))]
    return fields


def _degrees(value: float, width: int, sides: str) -> str:
    """`X018E03.500`: whole degrees, side, minutes with decimals (sheet §6)."""
    thousandths = round(abs(value) * 60_000)
    whole, minutes = divmod(thousandths, 60_000)
    return f"{whole:0{width}}{sides[value < 0]}{minutes // 1000:02}.{minutes % 1000:03}"
