"""Which actions an incident allows this operator, and in plain words why not.

The daemon decides in the end; this spares the operator a round trip after a wrong key.
"""

from __future__ import annotations

from collections.abc import Mapping

from console.board import CLOSED, WAITING
from console.texts import N_, _
from protocols.console_feed.messages import Row

_WORKING = frozenset({"claimed", "dispatched", "accepted", "on_site"})
_STATES: Mapping[str, frozenset[str]] = {
    "claim": frozenset({WAITING}),
    "take_over": _WORKING,
    "hand_back": _WORKING,
    "dispatch": frozenset({"claimed", "accepted"}),
    "accept": frozenset({"claimed", "dispatched"}),
    "arrive": frozenset({"claimed", "dispatched", "accepted"}),
    "close": _WORKING,
    "note": _WORKING | {WAITING},
    "tie": _WORKING | {WAITING},
    "untie": _WORKING | {WAITING},
    "calls": _WORKING | {WAITING},
}
_ONLY_WITH: Mapping[str, str] = {"calls": "outage", "untie": "tied"}
"""Actions that only incidents with this flag allow."""

_WITHOUT: Mapping[str, str] = {
    "calls": N_("Only an outage has a call-round."),
    "untie": N_("No unknown unit is tied to this incident's person."),
}
_OWNERS_ONLY = frozenset({"hand_back", "dispatch", "close"})
_NEEDS_CLAIM = _OWNERS_ONLY | {"accept", "arrive"}
_NOT_NOW = N_("That cannot be done now.")
_WRONG_STATE: Mapping[str, str] = {
    "claim": N_("{owner} has this incident. Take it over with t."),
    "take_over": N_("Nobody has this incident. Take it with Enter."),
    "dispatch": N_("The on-call team is already called out. Wait for an answer, or phone them."),
    "accept": N_("Somebody has already accepted the mission."),
    "arrive": N_("Help is already on site."),
}


def why_not(action: str, row: Row | None, *, mine: bool) -> str:
    """Why the action cannot be done on this row, as a sentence; empty when it can."""
    if row is None:
        return _("No incident is selected.")
    if row.volatile:
        return _("Not stored yet: the centre cannot save now. Note it on paper; it can be taken once it is stored.")
    if row.state == CLOSED:
        return _("The incident is already closed.")
    if action in _ONLY_WITH and _ONLY_WITH[action] not in row.flags:
        return _(_WITHOUT[action])
    if row.state == WAITING and action in _NEEDS_CLAIM:
        return _("Take the incident first, with Enter.")
    if action in _OWNERS_ONLY and not mine:
        return _("{owner} has this incident. Take it over with t.").format(owner=_owner(row))
    if action == "take_over" and mine:
        return _("You already have this incident.")
    if row.state not in _STATES[action]:
        return _(_WRONG_STATE.get(action, _NOT_NOW)).format(owner=_owner(row))
    return ""


def may(action: str, row: Row | None, *, mine: bool) -> bool:
    """Whether the action can be done now."""
    return not why_not(action, row, mine=mine)


def _owner(row: Row) -> str:
    return row.owner_name or _("A colleague")
