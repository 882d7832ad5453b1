"""The call-round of an outage: the right people in the right order, ticked off, growing and shrinking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Engine

from alarmd.domain.incident import Incident
from alarmd.domain.outage import MEMBER
from alarmd.domain.ports import Batch
from alarmd.domain.signal import Flag, Kind, Lane
from alarmd.store import registry as r
from alarmd.store.call_round import first_of, read_calls, read_outage
from alarmd.store.cards import TO_CALL, read_card
from alarmd.store.engine import tool_engine
from alarmd.store.tables import journal_head
from alarmd.store.unit_of_work import prepare, unit_of_work
from protocols.console_feed.messages import Calls
from tests.contract.samples import a_signal, an_entry, an_incident
from tests.contract.test_cli_store import alarmd
from tests.fakes.clock import START

NAMES = {"operator:7": "Karin Holm"}


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = tool_engine(url)
    yield made
    made.dispose()


class Outage:
    """An outage on a real store, told signal by signal."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._ids = count(1)
        first = a_signal(0, unit_id=None, subscriber_id=None, lane=Lane.TECHNICAL, kind=Kind.LOST)
        self.incident: Incident = an_incident(900, first, flags=("outage",))
        self._write(Batch(START, 0, incidents={900: self.incident}, opened={900}))

    def told(self, unit_id: int, minutes: float, *, back: bool = False) -> None:
        number = next(self._ids)
        signal = a_signal(
            number, unit_id=None, subscriber_id=None, lane=Lane.TECHNICAL, kind=Kind.LOST, restore=back,
            detail={MEMBER: str(unit_id), "unit": "x"}, flags=frozenset({Flag.OUTAGE}),
            received_at=START + timedelta(minutes=minutes),
        )  # fmt: skip
        self._write(Batch(START, 0, signals=[(signal, 900)]))

    def called(self, unit_id: int, minutes: float, result: str) -> None:
        entry = an_entry(next(self._ids), self.incident, "called", unit=str(unit_id), result=result)
        self._write(Batch(START, 0, entries=[replace(entry, at=START + timedelta(minutes=minutes))]))

    def _write(self, batch: Batch) -> None:
        with self._engine.begin() as connection:
            batch.based_on = connection.execute(journal_head.select()).mappings().one()["feed_no"]
            unit_of_work(self._engine.dialect.name).write(connection, prepare(batch))

    @property
    def calls(self) -> Calls:
        with self._engine.begin() as connection:
            return read_calls(connection, 900, NAMES)


def homes(engine: Engine, *people: dict[str, Any]) -> list[int]:
    """One unit for each person, or none behind it."""
    with r.changing(engine) as connection:
        tenant = r.add(connection, "tenant", name="Solbacka")
        found = []
        for number, person in enumerate(people, 1):
            place = r.add(connection, "place", tenant_id=tenant, street=f"Åsgatan {number}", locality="Åsen")
            unit = r.add(connection, "unit", tenant_id=tenant, protocol="dc09", address=f"{number:04}", place_id=place)
            if person:
                r.tie(connection, unit, r.add(connection, "subscriber", tenant_id=tenant, **person))
            found.append(unit)
    return found


def test_highest_risk_first_then_the_longest_silent(engine: Engine) -> None:
    phone = ["031-390 06 05"]
    one, two, three, four = homes(
        engine, {"name": "Åsa", "phones": phone}, {"name": "Nils", "risk": 9}, {}, {"name": "Eva", "risk": 0}
    )
    outage = Outage(engine)
    for minute, unit in enumerate((three, four, one, two)):
        outage.told(unit, minute)
    calls = outage.calls
    assert [line.unit_id for line in calls.lines] == [two, three, one, four]
    assert (calls.lost, calls.called, calls.back) == (4, 0, 0)
    found = calls.lines[2]
    assert (found.names, found.phone, found.where, found.unit) == ("Åsa", phone[0], "Åsgatan 1, Åsen", "0001")
    assert (calls.lines[1].names, calls.lines[1].risk) == ("", 5)


def test_who_has_no_number_is_asked_after(engine: Engine) -> None:
    (unit,) = homes(engine, {"name": "Åsa"})
    with r.changing(engine) as connection:
        for ordinal, (name, phone) in enumerate((("Utan", ""), ("Eva", "070-174 06 05"), ("Ulf", "070-174 06 06")), 1):
            r.add(connection, "contact", tenant_id=1, subscriber_id=1, ordinal=ordinal, name=name, phone=phone)
    outage = Outage(engine)
    outage.told(unit, 0)
    assert outage.calls.lines[0].phone == "Eva 070-174 06 05"


def test_ticks_are_kept_taken_back_and_void_when_the_unit_is_lost_anew(engine: Engine) -> None:
    one, two = homes(engine, {"name": "Åsa"}, {"name": "Nils"})
    outage = Outage(engine)
    outage.told(one, 0)
    outage.told(two, 1)
    outage.called(one, 2, "no_answer")
    outage.called(two, 2, "answered")
    outage.called(one, 3, "needs_visit")
    assert [(line.result, line.called_by) for line in outage.calls.lines] == [
        ("needs_visit", "Karin Holm"),
        ("answered", "Karin Holm"),
    ]
    outage.called(two, 4, "undone")
    assert [(calls := outage.calls).called, [line.unit_id for line in first_of(calls, 5).lines]] == [1, [two]]
    outage.told(one, 5, back=True)
    assert [(calls := outage.calls).lost, calls.back] == [1, 1]
    outage.told(one, 6)
    assert [line.result for line in outage.calls.lines] == ["", ""]
    with engine.begin() as connection:
        standing = read_outage(connection, 900)
    assert (list(standing.lost), standing.ever, standing.at_worst) == ([two, one], 2, 2)


def test_the_list_can_be_printed(engine: Engine, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    (unit,) = homes(engine, {"name": "Åsa", "phones": ["031-390 06 05"], "risk": 9})
    outage = Outage(engine)
    outage.told(unit, 0)
    outage.called(unit, 1, "no_answer")
    assert alarmd(url, "calls", "900") == 0
    line = capsys.readouterr().out.splitlines()[1]
    assert line == "9;Åsa;031-390 06 05;Åsgatan 1, Åsen;0001;no_answer;operator:7"


def test_the_card_has_the_first_to_call_and_no_line_for_each_unit(engine: Engine) -> None:
    units = homes(engine, *({"name": f"Prov {number}"} for number in range(TO_CALL + 3)))
    outage = Outage(engine)
    for unit in units:
        outage.told(unit, 0)
    outage.called(units[0], 1, "answered")
    with engine.begin() as connection:
        card = read_card(connection, outage.incident, NAMES)
    assert card.calls is not None
    assert (card.calls.lost, card.calls.called, len(card.calls.lines)) == (TO_CALL + 3, 1, TO_CALL)
    assert [line.what for line in card.timeline] == ["signal", "called"]
    assert card.timeline[1].detail == {"unit": "0001", "result": "answered"}
