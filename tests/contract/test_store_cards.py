"""The operator's card holds everything that is needed on one screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete

from alarmd.domain.incident import State
from alarmd.store import registry as r
from alarmd.store.cards import bare_row, read_card, read_person
from alarmd.store.engine import tool_engine
from alarmd.store.listings import read_names
from alarmd.store.tables import journal_payload
from alarmd.store.unit_of_work import prepare, unit_of_work
from tests.contract.samples import a_signal, an_entry, an_incident, opening
from tests.fakes.clock import START


def test_a_card(url: str) -> None:
    engine = tool_engine(url)
    with r.changing(engine) as connection:
        tenant = r.add(connection, "tenant", name="Solbacka")
        provider = r.add(connection, "provider", tenant_id=tenant, name="Hemtjänsten")
        place = r.add(
            connection, "place", tenant_id=tenant, provider_id=provider, street="Åsgatan 1", postal="990 10",
            locality="Åsen", door="2 tr", key_notes="Nyckel 7", notes="Hund",
        )  # fmt: skip
        one = r.add(connection, "subscriber", tenant_id=tenant, name="Åsa Ek", phones=["1", "2"], action_plan="1. Ring")
        two = r.add(connection, "subscriber", tenant_id=tenant, name="Nils Ek")
        for ordinal, name in ((2, "Eva"), (1, "Ulla")):
            r.add(connection, "contact", tenant_id=tenant, subscriber_id=one, ordinal=ordinal, name=name)
        unit = r.add(connection, "unit", tenant_id=tenant, protocol="dc09", address="0042", place_id=place)
        r.tie(connection, unit, one)
        r.tie(connection, unit, two)
        r.add(connection, "peripheral", tenant_id=tenant, unit_id=unit, address="1", label="Halsband", wearer_id=two)
        operator = r.add(connection, "operator", tenant_id=tenant, username="anna", name="Anna", password_hash="x")
    signal = a_signal(1, unit_id=unit, subscriber_id=two, peripheral="1")
    incident = an_incident(50, signal, tenant_id=tenant)
    batch = opening(0, (signal, incident))
    earlier = replace(incident, id=40, state=State.CLOSED, outcome="other")
    batch.incidents[40] = earlier
    batch.opened.add(40)
    note = replace(
        an_entry(9, incident, text="Hon svarar"), actor=f"operator:{operator}", at=START + timedelta(seconds=9)
    )
    batch.entries.append(note)
    with engine.begin() as connection:
        unit_of_work(engine.dialect.name).write(connection, prepare(batch))
    with engine.begin() as connection:
        card = read_card(connection, incident, read_names(connection))
        assert [(p.name, p.phone) for p in card.persons] == [("Nils Ek", ""), ("Åsa Ek", "1 / 2")]
        assert [c.name for c in card.persons[1].contacts] == ["Ulla", "Eva"]
        assert (card.street, card.postal, card.door, card.key) == ("Åsgatan 1", "990 10 Åsen", "2 tr", "Nyckel 7")
        assert (card.place_notes, card.tenant, card.provider) == ("Hund", "Solbacka", "Hemtjänsten")
        assert (card.unit, card.unit_state) == ("0042", "in_service")
        assert card.row == bare_row(incident)
        assert [row.id for row in card.history] == [40]
        assert [(line.what, line.actor_name, line.text) for line in card.timeline] == [
            ("signal", "", ""), ("note", "Anna", "Hon svarar"),
        ]  # fmt: skip
        assert card.timeline[0].detail == {
            "zone": "1", "text": "Hjälp", "code": "101", "peripheral": "Halsband (Nils Ek)",
            "flags": "clock_wrong late",
        }  # fmt: skip
        connection.execute(delete(journal_payload))
        erased = read_card(connection, incident, {})
        assert [line.detail.get("erased") for line in erased.timeline] == ["1", "1"]
        assert "Hjälp" not in str(erased.timeline)
        person = read_person(connection, one)
        assert person is not None
        assert person.action_plan == "1. Ring"
        assert read_person(connection, 999) is None
    engine.dispose()


def test_an_unknown_senders_card_is_nearly_empty(url: str) -> None:
    engine = tool_engine(url)
    signal = a_signal(1, unit_id=None, subscriber_id=None)
    incident = an_incident(50, signal)
    with engine.begin() as connection:
        card = read_card(connection, incident, {})
    engine.dispose()
    assert (card.persons, card.street, card.unit, card.timeline, card.history) == ([], "", "", [], [])


def test_a_person_without_a_unit_has_a_home(url: str) -> None:
    engine = tool_engine(url)
    with r.changing(engine) as connection:
        tenant = r.add(connection, "tenant", name="Solbacka")
        place = r.add(connection, "place", tenant_id=tenant, street="Åsgatan 1")
        one = r.add(connection, "subscriber", tenant_id=tenant, name="Åsa Ek", place_id=place)
        card = read_card(connection, an_incident(5, a_signal(1, unit_id=None, subscriber_id=one)), {})
    engine.dispose()
    assert (card.street, card.persons[0].name) == ("Åsgatan 1", "Åsa Ek")
