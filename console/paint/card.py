"""The incident card: everything the operator needs on one screen, most needed first."""

from __future__ import annotations

from datetime import tzinfo

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from console.board import WAITING
from console.paint.calls import summary
from console.paint.row import Look, accent, age_piece, badges, state_piece
from console.palette import ALARM, ALARM_GROUND, AMBER, GOOD, LINE, MINE, MINE_GROUND, PANEL, SOFT, TEXT, symbol
from console.texts import _, ngettext
from console.times import moment
from console.words import (
    CALL_RESULTS,
    FACTS,
    FLAGS,
    KINDS,
    LANGUAGES_SPOKEN,
    OUTCOMES,
    SERVICE,
    SUPERVISION,
    TECHNICIANS_ONLY,
    TIMELINE,
    what_happened,
    word,
)
from protocols.console_feed.messages import Card, Person, Row, TimelineLine

TWO_COLUMNS = 72
_BADGED = frozenset({"late", "unknown_sender", "unclassified", "nobody_on_call", "outage"})
_WITH_REASON = frozenset({"taken_over", "handed_back"})
_NOT_FACTS = frozenset({"reason", "outcome", "subscriber", "from", "responder", "result", "member"})


def head(row: Row, look: Look) -> RenderableType:
    """The banner: what, how often, state and age; below it what must not be overlooked."""
    ground = ALARM_GROUND if row.state == WAITING else MINE_GROUND if look.mine else PANEL
    line = Table.grid(expand=True)
    line.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    line.add_column(justify="right", no_wrap=True)
    title = Text(f" {symbol(row.kind)} {what_happened(row)}", f"bold {TEXT}")
    if row.presses > 1:
        presses = ngettext("{count} press", "{count} presses", row.presses).format(count=row.presses)
        title.append(f" · {presses}", f"bold {TEXT}")
    right = Text.assemble((state_piece(row, look)[0].strip(), f"bold {TEXT}"), age_piece(row, look.now_ms), " ")
    line.add_row(title, right, style=f"on {ground}")
    below = Text(" ")
    for text, name in badges(row, look.now_ms):
        below.append(text, name).append("  ")
    for flag in row.flags:
        if flag not in _BADGED:
            below.append(word(FLAGS, flag), AMBER).append("  ")
    owner = row.responder or row.owner_name
    place = " · ".join(part for part in (owner, row.where, row.tenant, row.unit) if part)
    below.append(place, accent(row, look) if look.mine else SOFT)
    below.truncate(max(1, look.width), overflow="ellipsis")
    return Group(line, below)


def preview(row: Row, *, mine: bool, now_ms: int, zone: tzinfo) -> RenderableType:
    """Before the card is opened: what the board knows, no person, and what to do."""
    if row.volatile:
        text = _("This alarm is not stored yet. Note the unit and phone if you know whose it is.")
    elif row.state == WAITING:
        text = _("Press Enter to take the incident and see whose it is.")
    elif mine:
        text = _("Opening the card …")
    else:
        text = _("Press Enter to open the card. Opening it is noted in the journal.")
    kinds = ", ".join(word(KINDS, kind) for kind in row.kinds) if len(row.kinds) > 1 else ""
    return Group(
        Text(""),
        *_field(_("Opened"), moment(row.opened_ms, now_ms, zone)),
        *_field(_("Last signal"), moment(row.last_ms, now_ms, zone)),
        *_field(_("Signals"), str(row.signals) if row.signals > 1 else ""),
        *_field(_("Kinds"), kinds),
        *_field(_("Owner"), row.owner_name),
        *_field(_("Team"), row.responder),
        Text(""),
        Text(f"▸ {text}", MINE),
    )


def body(card: Card, *, width: int, now_ms: int, zone: tzinfo) -> RenderableType:
    """Persons, place, contacts, plan, history of the incident and earlier incidents."""
    if card.calls is not None:
        return Group(
            _section(_("Call-round")),
            *summary(card.calls),
            *_timeline(card, now_ms, zone),
            *_earlier(card, now_ms, zone),
        )
    left = Group(*_persons(card), *_place(card))
    right = Group(*_contacts(card.persons), *_unit(card, now_ms, zone))
    parts: list[RenderableType] = []
    if width >= TWO_COLUMNS:
        grid = Table.grid(expand=True, padding=(0, 1))
        grid.add_column(ratio=1)
        grid.add_column(ratio=1)
        grid.add_row(left, right)
        parts.append(grid)
    else:
        parts += [left, right]
    parts += _plan(card.persons)
    parts += _timeline(card, now_ms, zone)
    parts += _earlier(card, now_ms, zone)
    return Group(*parts)


def person(found: Person) -> RenderableType:
    """A person as search shows them."""
    return Group(*_one_person(found), *_contacts([found]), *_plan([found]))


def _section(title: str) -> Text:
    text = Text(f"{title.upper()} ", f"bold {MINE}")
    text.append("─" * 200, LINE)
    text.no_wrap = True
    text.overflow = "crop"
    return text


def _field(name: str, value: str, style: str = TEXT) -> list[RenderableType]:
    if not value:
        return []
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=max(8, len(name)), style=SOFT, no_wrap=True)
    grid.add_column()
    grid.add_row(name, Text(value, style))
    return [grid]


def _one_person(found: Person) -> list[RenderableType]:
    name = Text(found.name, f"bold {TEXT}")
    born = _("born {year}").format(year=found.born) if found.born else ""
    name.append(f"  {born}" if born else "", SOFT)
    if found.language:
        spoken = word(LANGUAGES_SPOKEN, found.language)
        name.append(f"  {spoken}", SOFT if found.language == "sv" else f"bold {AMBER}")
    return [
        name,
        *_field(_("Phone"), found.phone, f"bold {GOOD}"),
        *_field(_("Mind"), found.notes, AMBER),
    ]


def _persons(card: Card) -> list[RenderableType]:
    parts: list[RenderableType] = [_section(_("Person") if len(card.persons) < 2 else _("Persons"))]
    if not card.persons:
        parts.append(Text(_("Nobody is tied to this unit. Search with k and tie the incident to a person."), AMBER))
    for found in card.persons:
        parts += _one_person(found)
    return parts


def _place(card: Card) -> list[RenderableType]:
    address = ", ".join(part for part in (card.street, card.postal) if part)
    return [
        _section(_("Place")),
        Text(address or _("The address is unknown."), f"bold {TEXT}" if address else AMBER),
        *_field(_("Door"), card.door),
        *_field(_("Key"), card.key),
        *_field(_("Mind"), card.place_notes, AMBER),
        *_field(_("Care by"), card.provider),
    ]


def _contacts(persons: list[Person]) -> list[RenderableType]:
    parts: list[RenderableType] = [_section(_("Contact persons"))]
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style=SOFT, no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_column(no_wrap=True)
    number = 0
    for found in persons:
        for contact in found.contacts:
            number += 1
            who = Text(contact.name, TEXT)
            beneath = [(contact.relation, SOFT)] if contact.relation else []
            beneath += [(_("has a key"), GOOD)] if contact.has_key else []
            for index, (text, name) in enumerate(beneath):
                who.append(" · " if index else "\n", SOFT).append(text, name)
            grid.add_row(str(number), who, Text(contact.phone, f"bold {GOOD}"))
    return [*parts, grid if number else Text(_("No contact persons."), SOFT)]


def _unit(card: Card, now_ms: int, zone: tzinfo) -> list[RenderableType]:
    silent = card.supervision in ("late", "lost")
    contact = f"{word(SUPERVISION, card.supervision)}, {moment(card.last_contact_ms, now_ms, zone)}"
    state = word(SERVICE, card.unit_state) if card.unit_state and card.unit_state != "in_service" else ""
    return [
        _section(_("Unit")),
        Text(" · ".join(part for part in (card.unit, card.unit_profile) if part) or "–", TEXT),
        *_field(_("State"), state, AMBER),
        *(_field(_("Contact"), contact, AMBER if silent else TEXT) if card.supervision else []),
    ]


def _plan(persons: list[Person]) -> list[RenderableType]:
    """Each plan once; with several of them, under the names of those it is for."""
    plans: dict[str, list[str]] = {}
    for found in persons:
        if found.action_plan:
            plans.setdefault(found.action_plan, []).append(found.name)
    if not plans:
        text = _("No plan of their own: talk to the person; no answer: phone; still none: call the team out.")
        return [_section(_("Action plan")), Text(text, SOFT)]
    parts: list[RenderableType] = [_section(_("Action plan"))]
    for plan, names in plans.items():
        parts += [Text(", ".join(names), SOFT)] if len(plans) > 1 else []
        parts.append(Text(plan, TEXT))
    return parts


def _timeline(card: Card, now_ms: int, zone: tzinfo) -> list[RenderableType]:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style=SOFT, no_wrap=True)
    grid.add_column()
    for line in reversed(card.timeline):
        grid.add_row(moment(line.at_ms, now_ms, zone), _line(line))
    return [_section(_("What happened")), grid]


def _line(line: TimelineLine) -> Text:
    if line.what == "signal":
        text = Text("◆ ", ALARM).append(what_happened(line), f"bold {TEXT}")
    else:
        text = Text(word(TIMELINE, line.what), TEXT)
    if _is_name(line.actor_name):
        text.append(f" · {line.actor_name}", SOFT)
    detail = line.detail
    outcome = word(OUTCOMES, detail["outcome"]) if detail.get("outcome") else ""
    responder = detail.get("responder", "")
    called = word(CALL_RESULTS, detail["result"]) if detail.get("result") else ""
    reason = detail.get("reason", "") if line.what in _WITH_REASON else ""
    said = ": ".join(
        part for part in (responder if _is_name(responder) else "", outcome, called, reason, line.text) if part
    )
    if said:
        text.append(f" — {said}", AMBER if line.what == "note" else TEXT)
    facts = ", ".join(_fact(name, value) for name, value in detail.items() if value and _is_fact(name))
    if facts:
        text.append(f"  ({facts})", SOFT)
    return text


def _is_name(actor: str) -> bool:
    """Whether it names a person: `alarmd` and keys like `unit:12` say nothing to an operator."""
    return bool(actor) and actor != "alarmd" and ":" not in actor


def _is_fact(name: str) -> bool:
    return name not in _NOT_FACTS and name not in TECHNICIANS_ONLY and not name.startswith(("tag_", "field_"))


def _fact(name: str, value: str) -> str:
    if name in ("erased", "callback"):
        return word(FACTS, name)
    if name == "step" and value.isdecimal():
        value = str(int(value) + 1)
    said = ", ".join(word(FLAGS, flag) for flag in value.split()) if name == "flags" else value
    return f"{word(FACTS, name)} {said}"


def _earlier(card: Card, now_ms: int, zone: tzinfo) -> list[RenderableType]:
    if not card.history:
        return []
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style=SOFT, no_wrap=True)
    grid.add_column()
    for row in card.history:
        text = Text(what_happened(row), TEXT).append(f" — {word(OUTCOMES, row.outcome)}" if row.outcome else "", SOFT)
        grid.add_row(moment(row.opened_ms, now_ms, zone), text)
    return [_section(_("Earlier incidents")), grid]
