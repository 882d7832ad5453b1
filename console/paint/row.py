"""An incident's row in the queue: one line on a narrow screen, two where there is room."""

from __future__ import annotations

from dataclasses import dataclass

from console.board import TECHNICAL as TECHNICAL_LANE
from console.board import WAITING, lane_of, waits_since
from console.paint.columns import Piece, fit
from console.palette import (
    ALARM,
    AMBER,
    FAINT,
    GROUND,
    LATE_GROUND,
    MINE,
    SELECTED,
    SOFT,
    STATE_SYMBOLS,
    TECHNICAL,
    TEXT,
    symbol,
)
from console.texts import _
from console.times import age
from console.words import STATES, what_happened, word
from protocols.console_feed.messages import Row

ANSWER_SLOW_MS = 30_000
ANSWER_LATE_MS = 60_000
LAST_MINUTE_MS = 60_000
_AGE = 8
_STATE = 11


@dataclass(frozen=True, slots=True)
class Look:
    """How a row is seen now: by whom, when, and how wide."""

    now_ms: int
    width: int
    mine: bool = False
    selected: bool = False
    tall: bool = False


def ground(look: Look) -> str:
    """The row's background."""
    return SELECTED if look.selected else GROUND


def accent(row: Row, look: Look) -> str:
    """The colour of a row's bar and sign."""
    if look.mine:
        return MINE
    if row.state != WAITING:
        return FAINT
    return TECHNICAL if lane_of(row) == TECHNICAL_LANE else ALARM


def lines(row: Row, look: Look) -> list[list[Piece]]:
    """The row's lines, each as pieces of exactly `look.width` cells together."""
    return _tall(row, look) if look.tall else [_flat(row, look)]


def badges(row: Row, now_ms: int) -> list[Piece]:
    """What must not be overlooked, as words in colour."""
    found: list[Piece] = []
    if row.volatile:
        found.append((_("NOT STORED"), f"bold {TEXT} on {LATE_GROUND}"))
    if row.returned and row.state == WAITING:
        found.append((_("RETURNED"), f"bold {ALARM}"))
    if row.new_press:
        found.append((_("NEW PRESS"), f"bold {ALARM}"))
    if "late" in row.flags:
        found.append((_("DELAYED"), f"bold {TEXT} on {LATE_GROUND}"))
    if "unknown_sender" in row.flags:
        found.append((_("UNKNOWN UNIT"), f"bold {AMBER}"))
    if "nobody_on_call" in row.flags:
        found.append((_("NOBODY ON CALL"), f"bold {ALARM}"))
    if "unclassified" in row.flags:
        found.append((_("UNCLASSIFIED"), f"bold {AMBER}"))
    left_ms = row.deadline_ms - now_ms
    if row.deadline_ms and row.state != WAITING and left_ms < LAST_MINUTE_MS:
        found.append((_("{time} left").format(time=age(left_ms)), f"bold {AMBER}"))
    return found


def age_piece(row: Row, now_ms: int) -> Piece:
    """The row's age, with a sign and a colour when an answer takes too long: `1:03 ‼`."""
    waited = now_ms - waits_since(row)
    if row.state != WAITING or lane_of(row) == TECHNICAL_LANE:
        return fit(age(now_ms - row.opened_ms) + "  ", _AGE, right=True), SOFT
    if waited >= ANSWER_LATE_MS:
        return fit(f"{age(waited)} ‼", _AGE, right=True), f"bold {TEXT} on {LATE_GROUND}"
    if waited >= ANSWER_SLOW_MS:
        return fit(f"{age(waited)} !", _AGE, right=True), f"bold {AMBER}"
    return fit(f"{age(waited)}  ", _AGE, right=True), f"bold {TEXT}"


def state_piece(row: Row, look: Look, width: int = _STATE) -> Piece:
    """The state's sign and word."""
    text = f"{STATE_SYMBOLS.get(row.state, '·')} {word(STATES, row.state)}"
    name = f"bold {accent(row, look)}" if row.state == WAITING or look.mine else SOFT
    return fit(text, width), name


def _presses(row: Row) -> str:
    return f"×{row.presses}" if row.presses > 1 else ""


def _lead(row: Row, look: Look, *, first: bool = True) -> list[Piece]:
    """The bar at the left edge (it tells the chosen row without colour too) and the sign of the kind."""
    color = accent(row, look)
    bar = "▶" if look.selected and first else "█" if row.state == WAITING or look.mine else "│"
    return [(bar, color), (f" {symbol(row.kind) if first else ' '} ", f"bold {color}")]


def _name_style(row: Row, look: Look) -> str:
    return f"bold {TEXT}" if row.state == WAITING or look.mine else SOFT


def _tail(row: Row, look: Look, width: int) -> list[Piece]:
    """Badges, then who has it, in exactly `width` cells."""
    pieces: list[Piece] = []
    left = width
    owner = row.responder or row.owner_name
    for text, name in [*badges(row, look.now_ms), *([(owner, MINE if look.mine else SOFT)] if owner else [])]:
        shown = fit(text, min(len(text), left))
        if shown:
            pieces += [(shown, name), (" " * min(1, left - len(shown)), "")]
            left -= len(shown) + min(1, left - len(shown))
    return [*pieces, (" " * left, "")]


def _flat(row: Row, look: Look) -> list[Piece]:
    """bar, sign, what, presses, where, badges or owner, state, age."""
    free = look.width - 4 - 4 - _STATE - _AGE - 3
    what = min(26, free * 36 // 100)
    where = min(26, free * 34 // 100)
    tail = free - what - where
    return [
        *_lead(row, look),
        (fit(what_happened(row), what), _name_style(row, look)),
        (fit(_presses(row), 4, right=True), f"bold {ALARM}"),
        (" " + fit(_place(row), where), SOFT),
        (" ", ""),
        *_tail(row, look, tail),
        (" ", ""),
        state_piece(row, look),
        age_piece(row, look.now_ms),
    ]


def _tall(row: Row, look: Look) -> list[list[Piece]]:
    """what, presses, state, age; below: where, unit, badges, owner."""
    what = look.width - 4 - 5 - _STATE - _AGE
    badge_width = sum(len(text) + 1 for text, _style in badges(row, look.now_ms))
    owner = len(row.responder or row.owner_name) + 1
    tail = min(look.width - 4 - 14, badge_width + owner)
    place = f"{_place(row)} · {row.unit}" if row.unit else _place(row)
    return [
        [
            *_lead(row, look),
            (fit(what_happened(row), what), _name_style(row, look)),
            (fit(_presses(row), 4, right=True) + " ", f"bold {ALARM}"),
            state_piece(row, look),
            age_piece(row, look.now_ms),
        ],
        [
            *_lead(row, look, first=False),
            (fit(place, look.width - 4 - tail - 1) + " ", SOFT),
            *_tail(row, look, tail),
        ],
    ]


def _place(row: Row) -> str:
    return " · ".join(part for part in (row.where, row.tenant) if part) or _("place unknown")
