"""SIA blocks (DC-03) as a DC-09 frame carries them: events, modifiers, names and texts (sheet §2.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from protocols.contact_id.errors import BadEventError, UnreadableEventError
from protocols.contact_id.tables import known_sia_codes

MODIFIERS: Mapping[str, str] = {
    "da": "date",
    "ti": "time",
    "id": "user",
    "ri": "area",
    "pi": "peripheral",
    "ai": "automated_id",
    "ph": "phone",
    "lv": "level",
    "va": "value",
    "pt": "path",
    "rg": "route_group",
    "ss": "sub_account",
}
"""What each two-letter modifier is called here."""

_ACCOUNT = re.compile(r"\s*#([^|]*)\|?")
_XSIA = re.compile(r"\*\s*([\"'])(.*?)\1(?:NM)?", re.DOTALL)
_NAME = re.compile(r"\^([^^]*)\^?")
_MODIFIER = re.compile(r"([a-z]{2})")
_VALUE = re.compile(r"[^a-z/^*|]*")
_CODE = re.compile(r"([A-Z]{2})([0-9A-F]*)")
_CODE_AHEAD = re.compile(r"[A-Z]{2}[0-9A-F]*(?=[/^*a-zG-Z]|\Z)")
_BARE_CODE = re.compile(r"[A-Z]{2}[0-9A-F]*(?:[/^*].*)?")
_DATE = re.compile(r"(\d{2})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class SiaEvent:
    """One event; numbers are text as sent, since they are hex and leading zeros matter.

    Attributes:
        code: two capital letters.
        address: zone, user, area or door, by code; None when absent.
        address_name: the name between circumflexes after the address; None when absent.
        modifiers: what was in force, by the names in `MODIFIERS`, date as YYYY-MM-DD; a number's name between
            circumflexes is there as `area_name` and so on.
        text: text block or XSIA text; None when absent.
        repeated: an old event reported again (block letter O).
    """

    code: str
    address: str | None = None
    address_name: str | None = field(default=None, repr=False)
    modifiers: Mapping[str, str] = field(default_factory=dict, repr=False)
    text: str | None = field(default=None, repr=False)
    repeated: bool = False

    @property
    def area(self) -> str | None:
        """Area the event belongs to, as sent."""
        return self.modifiers.get("area")

    @property
    def area_name(self) -> str | None:
        """Name of that area, if the unit gave one."""
        return self.modifiers.get("area_name")


@dataclass(frozen=True, slots=True)
class SiaMessage:
    """All that one SIA-DCS frame says.

    Attributes:
        account: None when the data name none; then the frame's header does.
        events: in their order, at least one.
        others: blocks of other kinds (control, environment, listen-in, program…) and unread rests, raw.
    """

    account: str | None
    events: tuple[SiaEvent, ...]
    others: tuple[str, ...] = field(default=(), repr=False)


def parse_sia(text: str) -> SiaMessage:
    """Read the data of a SIA-DCS frame.

    Raises:
        UnreadableEventError: there is no event in them.
    """
    found = _ACCOUNT.match(text)
    blocks = text[found.end() if found else 0 :].split("|")
    events: list[SiaEvent] = []
    others: list[str] = []
    untold = 0  # index of the first event that no text block has followed yet
    for block in filter(None, (block.strip() for block in blocks)):
        if block.startswith("A") and events:
            events[untold:] = [replace(event, text=event.text or block[1:]) for event in events[untold:]]
            untold = len(events)
            continue
        read, rest = _read_block(block)
        events += read
        others += rest
    if not events:
        raise UnreadableEventError("no SIA event in the data")
    return SiaMessage((found[1] or None) if found else None, tuple(events), tuple(others))


def _read_block(block: str) -> tuple[list[SiaEvent], list[str]]:
    """Read one block; a unit that leaves out the function letter is read where its code is known."""
    if block[0] in "NO":
        events, rest = _Packets(repeated=block[0] == "O").read(block[1:])
        if events:
            return events, rest
    if block[:2] in known_sia_codes() and _BARE_CODE.fullmatch(block):
        return _Packets(repeated=False).read(block)
    return [], [block]


class _Packets:
    """Reads the packets of one block from left to right; modifiers stay in force until the block ends."""

    def __init__(self, *, repeated: bool) -> None:
        self._repeated = repeated
        self._modifiers: dict[str, str] = {}
        self._events: list[SiaEvent] = []
        self._named = ""  # the modifier that a name would belong to; none: the event before it

    def read(self, text: str) -> tuple[list[SiaEvent], list[str]]:
        """Return the events, and what could not be read; reading goes on behind the next slash."""
        at = 0
        unread: list[str] = []
        while at < len(text):
            then = self._take(text, at)
            if then == at:
                then = text.find("/", at) if "/" in text[at:] else len(text)
                unread.append(text[at:then])
            at = then
        return self._events, unread

    def _take(self, text: str, at: int) -> int:
        if text[at] in "/ ":
            return at + 1
        if found := _XSIA.match(text, at):
            if self._events:
                self._events[-1] = replace(self._events[-1], text=found[2])
            return found.end()
        if found := _NAME.match(text, at):
            self._name(found[1])
            return found.end()
        if found := _MODIFIER.match(text, at):
            return self._modify(found[1], text, found.end())
        if found := _CODE.match(text, at):
            self._event(found[1], found[2] or None)
            return found.end()
        return at

    def _modify(self, letters: str, text: str, at: int) -> int:
        end = at + _value_length(text, at)
        name = MODIFIERS.get(letters, letters)
        self._modifiers[name] = _iso_date(text[at:end]) if name == "date" else text[at:end]
        self._modifiers.pop(f"{name}_name", None)
        self._named = name
        return end

    def _event(self, code: str, address: str | None) -> None:
        self._events.append(SiaEvent(code, address, None, dict(self._modifiers), None, self._repeated))
        self._named = ""

    def _name(self, name: str) -> None:
        if self._named:
            self._modifiers[f"{self._named}_name"] = name
        elif self._events:
            self._events[-1] = replace(self._events[-1], address_name=name)


def _value_length(text: str, at: int) -> int:
    """Find where a modifier's value ends: `ri1FA002` is area 1 and code FA, though 1FA002 is hex throughout.

    The first place where a known code stands wins, else the first where any code could stand.
    """
    found = _VALUE.match(text, at)
    run = found.end() if found else at
    possible = [cut for cut in range(at + 1, run - 1) if _CODE_AHEAD.match(text, cut)]
    known = [cut for cut in (*possible, at) if text[cut : cut + 2] in known_sia_codes()]
    return next(iter(known or possible), run) - at


def _iso_date(text: str) -> str:
    found = _DATE.fullmatch(text)
    return f"20{found[3]}-{found[1]}-{found[2]}" if found else text


def build_sia(
    account: str | None, code: str, address: str = "", *, area: str | None = None, text: str | None = None
) -> str:
    """Write the data of a SIA-DCS frame with one new event.

    Raises:
        BadEventError: code not two capital letters, address not hex, or a text with `|` or `]`.
    """
    if not _CODE.fullmatch(code + address) or len(code) != 2:
        raise BadEventError("a SIA code has two capital letters, its address hex digits")
    if text is not None and ("|" in text or "]" in text):
        raise BadEventError("a text block holds no bar and no bracket")
    head = f"#{account}|" if account is not None else ""
    return f"{head}N{f'ri{area}' if area is not None else ''}{code}{address}" + (f"|A{text}" if text else "")
