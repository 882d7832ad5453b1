"""The messages of the console feed (version 1), JSON text frames over a WebSocket.

One frame is one message; its `type` names it. Numbers only grow within an epoch: a console that was away says the
last number it has painted and gets what changed since, or a snapshot. Times are milliseconds since 1970 in UTC.
"""

from __future__ import annotations

from typing import Any

import msgspec

VERSION = 1


class _Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    """Base: tagged, frozen, defaults left out on the wire."""


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One incident on the board: board fields only, no person (the card is fetched when it is opened).

    Attributes:
        lane: `life_safety` or `technical`. state, kind, outcome: the words of DESIGN §5 and `alarmd.domain`.
        where: locality, tenant: municipality. unit: what the unit calls itself.
        presses: life-safety signals so far. new_press: one came after a pause of ten minutes.
        owner, owner_name: who has claimed it. responder: who accepted the mission.
        returned: it came back to the queue. waiting_since_ms: last time it began to wait; 0 means when it was opened.
        volatile: *EJ LAGRAD*: the store could not commit yet; the row is replaced by the stored incident later.
    """

    id: int
    lane: str
    state: str
    kind: str
    priority: int
    opened_ms: int
    last_ms: int
    waiting_since_ms: int = 0
    kinds: list[str] = []
    label_sv: str = ""
    label_en: str = ""
    where: str = ""
    tenant: str = ""
    unit: str = ""
    presses: int = 0
    signals: int = 1
    new_press: bool = False
    returned: bool = False
    owner: str = ""
    owner_name: str = ""
    responder: str = ""
    deadline_ms: int = 0
    flags: list[str] = []
    outcome: str = ""
    volatile: bool = False


# ---- console to daemon -------------------------------------------------------------------------------------------


class Hello(_Message, frozen=True, kw_only=True, tag="hello"):
    """First frame. `token` is a session token; `last_number` is the last one painted (-1: none), within `epoch`."""

    version: int = VERSION
    token: str
    epoch: str = ""
    last_number: int = -1
    language: str = "sv"


class Painted(_Message, frozen=True, kw_only=True, tag="painted"):
    """Receipt: these signals are on the screen now (T4 is taken by the daemon's clock on arrival)."""

    signals: list[int]


class Command(_Message, frozen=True, kw_only=True, tag="command"):
    """An operator acts. `id` is unique for ever (a repeat gets the same reply); `args` depend on `name`.

    Names and arguments: claim, take_over(reason), renew, note(text), hand_back(reason), dispatch, accept(responder),
    arrive, close(outcome, text, seen_presses), tie(subscriber_id), untie, called(unit_id, result: answered, no_answer,
    needs_visit or undone): all with `incident`. open(subscriber_id | unit_id,
    text): no incident yet; the reply's result holds its id. seen_presses: those on the screen when closing was
    chosen; a later press refuses the closing.
    """

    id: str
    name: str
    incident: int = 0
    args: dict[str, Any] = {}


class Fetch(_Message, frozen=True, kw_only=True, tag="fetch"):
    """A question: card(incident, refresh), calls(incident, refresh), person, unit, search(text), units.

    person(subscriber), unit(unit), units(page, size, filter). What is asked for with `refresh` true is on this
    console's screen already: it is no new opening for the journal.
    """

    id: str
    what: str
    args: dict[str, Any] = {}


class Pong(_Message, frozen=True, kw_only=True, tag="pong"):
    """Answer to a ping, with its `at_ms` unchanged."""

    at_ms: int


# ---- daemon to console -------------------------------------------------------------------------------------------


class Welcome(_Message, frozen=True, kw_only=True, tag="welcome"):
    """Answer to hello: who you are, where the feed stands, and whether a snapshot follows (else changes do)."""

    epoch: str
    number: int
    operator: str
    operator_name: str
    snapshot: bool
    outcomes: list[str] = []
    now_ms: int = 0


class SnapshotPart(_Message, frozen=True, kw_only=True, tag="snapshot"):
    """A piece of all open incidents as of `number`; the last piece has part == parts - 1.

    signals: as in `Changes`, those that no console has confirmed yet.
    """

    number: int
    part: int
    parts: int
    rows: list[Row]
    signals: list[tuple[int, int]] = []


class Changes(_Message, frozen=True, kw_only=True, tag="changes"):
    """Changed rows, whole, up to and including `number`. `previous` is the number before it: a gap means resume.

    signals: (signal id, incident id) pairs that these rows show for the first time: confirm them once painted.
    """

    previous: int
    number: int
    rows: list[Row]
    signals: list[tuple[int, int]] = []


class VolatileRows(_Message, frozen=True, kw_only=True, tag="volatile"):
    """Rows the store could not commit within 2 s (promise 7), whole: an empty list takes the last ones away.

    A list that is not empty is repeated after each welcome; a console drops what was not repeated by the next ping.
    """

    rows: list[Row]


class Reply(_Message, frozen=True, kw_only=True, tag="reply"):
    """Answer to a command or a fetch; `error` is a sentence for people in the console's language, with a `code`."""

    id: str
    ok: bool
    result: Any = None
    error: str = ""
    code: str = ""


class Ping(_Message, frozen=True, kw_only=True, tag="ping"):
    """Each 3 s. shown_ms: wire-to-painted p99 of the last minute; units, silent: for the status line."""

    at_ms: int
    number: int
    shown_p50_ms: float = 0.0
    shown_p99_ms: float = 0.0
    units: int = 0
    silent: int = 0
    waiting: int = 0
    degraded: list[str] = []


class Goodbye(_Message, frozen=True, kw_only=True, tag="goodbye"):
    """The daemon closes this feed: `reason` is stopping, slow, unauthorized, version or protocol."""

    reason: str
    text: str = ""


# ---- what fetches return -----------------------------------------------------------------------------------------


class Contact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A contact person, in the order to call."""

    name: str
    relation: str = ""
    phone: str = ""
    has_key: bool = False


class Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A subscriber as the card shows it."""

    id: int
    name: str
    phone: str = ""
    born: str = ""
    language: str = ""
    notes: str = ""
    action_plan: str = ""
    contacts: list[Contact] = []


class TimelineLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line of the incident's history; signals are lines with what="signal"."""

    at_ms: int
    what: str
    actor: str = ""
    actor_name: str = ""
    kind: str = ""
    label_sv: str = ""
    label_en: str = ""
    text: str = ""
    detail: dict[str, str] = {}


class CallLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One household on the call-round of an outage.

    Attributes:
        unit_id, unit: the unit that lost contact. names, phone: of the people behind it; else of a contact person.
        risk: 0 to 9, 9 is called first. lost_ms: since when. result: answered, no_answer, needs_visit; empty: not yet.
    """

    unit_id: int
    unit: str = ""
    names: str = ""
    phone: str = ""
    where: str = ""
    risk: int = 0
    lost_ms: int = 0
    result: str = ""
    called_ms: int = 0
    called_by: str = ""


class Calls(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The call-round of an outage: who is without contact, in the order to call.

    Attributes:
        lost: households without contact now; called: those of them with a result; back: those in contact again.
        lines: all of them, or on the card the first that are to be called.
    """

    lost: int = 0
    called: int = 0
    back: int = 0
    lines: list[CallLine] = []


class Card(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything the operator needs on one screen; opening it is journalled."""

    row: Row
    persons: list[Person] = []
    street: str = ""
    postal: str = ""
    door: str = ""
    key: str = ""
    place_notes: str = ""
    tenant: str = ""
    provider: str = ""
    unit: str = ""
    unit_state: str = ""
    unit_profile: str = ""
    last_contact_ms: int = 0
    supervision: str = ""
    timeline: list[TimelineLine] = []
    history: list[Row] = []
    calls: Calls | None = None


class UnitLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A unit on the units board; silent ones come first.

    `usual_s` and `interval_s` are there when the unit reports at another interval (seconds) than its profile says.
    """

    id: int
    unit: str
    protocol: str
    tenant: str = ""
    where: str = ""
    profile: str = ""
    state: str = ""
    supervision: str = ""
    last_contact_ms: int = 0
    unsupervised_from_ms: int = 0
    usual_s: int = 0
    interval_s: int = 0


class UnitPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the units board."""

    total: int
    silent: int
    page: int
    size: int
    units: list[UnitLine]


class Found(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A search hit: a person or a unit."""

    what: str
    id: int
    name: str
    where: str = ""
    unit: str = ""
    tenant: str = ""


FromConsole = Hello | Painted | Command | Fetch | Pong
FromDaemon = Welcome | SnapshotPart | Changes | VolatileRows | Reply | Ping | Goodbye
