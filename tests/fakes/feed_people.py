"""Fictive people, places and units for a scripted feed. Phone numbers are from the official test series."""

from __future__ import annotations

from protocols.console_feed.messages import Card, Contact, Found, Person, Row, TimelineLine, UnitLine

MINUTE = 60_000
NOON = 1_772_449_200_000  # 2 March 2026 12:00 in Stockholm

PLAN = """1. Svara i högtalaren: ”Trygghetslarmet, hur är det?”
2. Inget svar inom en minut: ring hemtelefonen.
3. Fall: fråga om smärta. Misstänkt fraktur: 112 och larma ut.
4. Inget svar alls: larma ut, nyckel finns i skåp."""

ASTRID = Person(
    id=1,
    name="Astrid Lindqvist",
    phone="08-465 004 12",
    born="1938",
    language="sv",
    notes="Hör dåligt: tala tydligt. Rullator. Diabetes, insulin kl. 18.",
    action_plan=PLAN,
    contacts=[
        Contact(name="Erik Lindqvist", relation="son", phone="070-174 06 12", has_key=True),
        Contact(name="Maja Öberg", relation="granne", phone="070-174 06 13"),
        Contact(name="Hemtjänsten Norr", relation="kontaktgrupp", phone="08-465 004 20", has_key=True),
    ],
)
GUNNAR = Person(
    id=2,
    name="Gunnar Åkerström",
    phone="031-390 06 14",
    born="1941",
    language="sv",
    notes="Blodförtunnande medicin.",
    action_plan=PLAN,
    contacts=[Contact(name="Siv Åkerström", relation="maka", phone="070-174 06 21", has_key=True)],
)
PEOPLE = {person.id: person for person in (ASTRID, GUNNAR)}
FOUND = [
    Found(what="person", id=1, name=ASTRID.name, where="Ekbacka", unit="4711", tenant="Norrvik"),
    Found(what="person", id=2, name=GUNNAR.name, where="Hamnen", unit="0815", tenant="Sundsby"),
    Found(what="unit", id=77, name="NV-0077", where="Ekbacka", unit="NV-0077", tenant="Norrvik"),
]


def alarm(number: int, *, at_ms: int = NOON, **fields: object) -> Row:
    """A life-safety row."""
    values: dict[str, object] = {
        "id": number,
        "lane": "life_safety",
        "state": "waiting",
        "kind": "press",
        "kinds": ["press"],
        "priority": 80,
        "opened_ms": at_ms,
        "last_ms": at_ms,
        "where": "Ekbacka",
        "tenant": "Norrvik",
        "unit": f"NV-{number:04d}",
        "presses": 1,
        "label_sv": "Larmknapp",
        "label_en": "Alarm button",
    }
    return Row(**{**values, **fields})  # type: ignore[arg-type]


def fault(number: int, *, at_ms: int = NOON, **fields: object) -> Row:
    """A technical row."""
    values: dict[str, object] = {"lane": "technical", "kind": "battery", "kinds": ["battery"], "priority": 30}
    labels: dict[str, object] = {"presses": 0, "label_sv": "Svagt batteri i larmknapp", "label_en": "Low battery"}
    return alarm(number, at_ms=at_ms, **{**values, **labels, **fields})


def card(row: Row, lines: list[TimelineLine]) -> Card:
    """The card of a row: Astrid's home, or nobody's for an unknown sender."""
    if "unknown_sender" in row.flags:
        return Card(row=row, unit=row.unit, timeline=lines)
    return Card(
        row=row,
        persons=[ASTRID],
        street="Ekbackavägen 4, lgh 1102",
        postal="123 45 Norrvik",
        door="Portkod 4712, hiss till plan 2",
        key="Nyckelskåp 17, kod hos larmpatrullen",
        place_notes="Hund i hemmet, snäll.",
        tenant="Norrvik",
        provider="Hemtjänsten Norr",
        unit=row.unit,
        unit_profile="Trygghetstelefon IP",
        unit_state="in_service",
        supervision="healthy",
        last_contact_ms=row.last_ms - MINUTE,
        timeline=lines,
        history=[
            alarm(901, at_ms=NOON - 3000 * MINUTE, state="closed", outcome="helped_by_voice"),
            alarm(900, at_ms=NOON - 9000 * MINUTE, state="closed", outcome="false_alarm"),
        ],
    )


def unit_lines(count: int, at_ms: int) -> list[UnitLine]:
    """Units, silent ones first."""
    return [
        UnitLine(
            id=number,
            unit=f"NV-{number:04d}",
            protocol="scaip" if number % 2 else "dc09",
            tenant=("Norrvik", "Sundsby", "Åsbro")[number % 3],
            where=("Ekbacka", "Hamnen", "Kyrkbyn")[number % 3],
            profile="Trygghetstelefon IP",
            state="in_service",
            supervision="lost" if number < 3 else "late" if number < 5 else "healthy",
            last_contact_ms=at_ms - (180 * MINUTE if number < 3 else 5 * MINUTE if number < 5 else 40_000),
            unsupervised_from_ms=at_ms - 30 * MINUTE if number == 6 else 0,
        )
        for number in range(1, count + 1)
    ]
