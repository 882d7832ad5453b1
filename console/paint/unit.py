"""A unit's line on the units board."""

from __future__ import annotations

from datetime import tzinfo

from console.paint.columns import Piece, fit
from console.palette import ALARM, AMBER, GOOD, MINE, SOFT, TEXT
from console.texts import _
from console.times import age, moment
from console.words import SERVICE, SUPERVISION, word
from protocols.console_feed.messages import UnitLine

_SIGNS = {"lost": ("✖", ALARM), "late": ("▲", AMBER), "healthy": ("●", GOOD), "awaiting_first": ("○", SOFT)}


def heading(width: int) -> list[Piece]:
    """The columns' names."""
    unit, where, profile, state = _widths(width)
    names = (
        fit(_("Unit"), unit) + " " + fit(_("Where"), where) + " " + (fit(_("Model"), profile) + " " if profile else "")
    )
    return [("    ", SOFT), (names + fit(_("Supervision"), state) + " " + fit(_("Last contact"), 22), f"bold {SOFT}")]


def pieces(line: UnitLine, *, width: int, now_ms: int, zone: tzinfo, chosen: bool) -> list[Piece]:
    """Sign, unit, where, model, supervision, last contact with its age."""
    unit, where, profile, state = _widths(width)
    sign, color = _SIGNS.get(line.supervision, ("·", SOFT))
    place = " · ".join(part for part in (line.where, line.tenant) if part)
    said = word(SUPERVISION, line.supervision)
    if line.state and line.state != "in_service":
        said = word(SERVICE, line.state)
    contact = moment(line.last_contact_ms, now_ms, zone)
    if line.last_contact_ms:
        contact += f"  ({age(now_ms - line.last_contact_ms)})"
    if line.usual_s:
        usual, interval = age(line.usual_s * 1000), age(line.interval_s * 1000)
        contact = _("every {usual}, profile: {interval}").format(usual=usual, interval=interval)
    if line.unsupervised_from_ms:
        since = moment(line.unsupervised_from_ms, now_ms, zone)
        contact = _("not supervised from {time}").format(time=since)
    return [
        ("▶ " if chosen else "  ", MINE),
        (f"{sign} ", f"bold {color}"),
        (fit(line.unit, unit) + " ", f"bold {TEXT}"),
        (fit(place, where) + " ", SOFT),
        (fit(line.profile, profile) + (" " if profile else ""), SOFT),
        (fit(said, state) + " ", color if line.supervision in ("lost", "late") else TEXT),
        (fit(contact, 28), AMBER if line.usual_s else SOFT),
    ]


def _widths(width: int) -> tuple[int, int, int, int]:
    """Cells for unit, where, model and state; the model only where there is room."""
    free = width - 4 - 17 - 28 - 2
    if free < 50:
        return 12, max(8, free - 12), 0, 16
    return 16, (free - 26) // 2, (free - 26) // 2, 25
