"""Whatever an operator types finds the person, Swedish letters in any case."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from alarmd.store import registry as r
from alarmd.store.engine import tool_engine
from alarmd.store.search import phone_forms, search, search_text, words_of


@pytest.fixture
def connection(url: str) -> Iterator[Connection]:
    engine = tool_engine(url)
    with r.changing(engine) as made:
        tenant = r.add(made, "tenant", name="Solbacka")
        place = r.add(made, "place", tenant_id=tenant, street="Östra Ringvägen 14", locality="Åsen")
        one = r.add(made, "subscriber", tenant_id=tenant, name="Åsa Öberg", phones=["+46 31 390 06 05"], place_id=place)
        r.add(made, "subscriber", tenant_id=tenant, name="Asa Oberg")
        r.add(made, "subscriber", tenant_id=tenant, name="Hemlig Person", place_id=place, protected=True)
        unit = r.add(made, "unit", tenant_id=tenant, protocol="dc09", address="0042", place_id=place)
        r.tie(made, unit, one)
        r.add(made, "unit", tenant_id=tenant, protocol="scaip", address="9000004A")
    with engine.begin() as opened:
        yield opened
    engine.dispose()


@pytest.mark.parametrize(
    "text", ["åsa", "ÅSA", "öberg åsa", "ÖBERG", "031-390 06 05", "+46 31-3900605", "3900605", "åsa ringvägen", "Åsa Ö"]
)
def test_a_person(connection: Connection, text: str) -> None:
    (found,) = search(connection, text, 10)
    assert (found.what, found.name, found.unit, found.tenant) == ("person", "Åsa Öberg", "0042", "Solbacka")
    assert found.where == "Östra Ringvägen 14, Åsen"


def test_units_by_address_and_place(connection: Connection) -> None:
    assert [f.name for f in search(connection, "0042", 10)] == ["dc09 0042"]
    assert [f.what for f in search(connection, "åsen", 10)] == ["person", "person", "unit"]
    assert len(search(connection, "åsen", 2)) == 2
    assert [f.name for f in search(connection, "scaip", 10)] == ["scaip 9000004A"]
    assert [f.unit for f in search(connection, "0004a", 10)] == ["9000004A"]


def test_a_protected_person_is_found_without_an_address(connection: Connection) -> None:
    (found,) = search(connection, "hemlig", 10)
    assert found.where == ""


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "\\", "'; DROP TABLE units --"])
def test_nothing_to_find(connection: Connection, text: str) -> None:
    assert search(connection, text, 10) == []
    assert search(connection, "åsa", 0) == []


@given(st.text(min_size=1))
def test_folding_finds_itself(text: str) -> None:
    assert all(word in search_text(text) for word in text.casefold().split())
    assert isinstance(words_of(text), list)


def test_numbers_in_both_forms() -> None:
    assert phone_forms("+46 31 390 06 05") == "46313900605 0313900605"
    assert phone_forms("031-390 06 05") == "0313900605 46313900605"
    assert phone_forms("112") == "112"
