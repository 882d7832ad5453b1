"""Adding, changing, listing and showing what the registry holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine

from alarmd.store import registry as r
from alarmd.store.engine import tool_engine
from alarmd.store.listings import read_units, read_version
from alarmd.store.registry_fields import Wrong
from alarmd.system_clock import SystemClock
from tests.fakes.clock import START


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = tool_engine(url)
    yield made
    made.dispose()


def test_each_change_moves_the_version_once(engine: Engine) -> None:
    with r.changing(engine) as connection:
        tenant = r.add(connection, "tenant", name="Solbacka")
        r.add(connection, "provider", tenant_id=tenant, name="Hemtjänsten")
    with engine.connect() as connection:
        assert read_version(connection) == 1

    def add_two() -> None:
        with r.changing(engine) as connection:
            r.add(connection, "tenant", name="Granvik")
            r.add(connection, "tenant", name="Solbacka")

    with pytest.raises(r.RegistryError):
        add_two()
    with engine.connect() as connection:
        assert read_version(connection) == 1
        assert [row["name"] for row in r.listing(connection, "tenant")] == ["Solbacka"]


def test_a_unit_with_its_people(engine: Engine) -> None:
    with r.changing(engine) as connection:
        tenant = r.add(connection, "tenant", name="Solbacka")
        place = r.add(connection, "place", tenant_id=tenant, street="Åsgatan 1", locality="Åsen")
        one = r.add(connection, "subscriber", tenant_id=tenant, name="Åsa Ek", phones=["+46 31 390 06 05"])
        two = r.add(connection, "subscriber", tenant_id=tenant, name="Nils Ek")
        unit = r.add(connection, "unit", tenant_id=tenant, protocol="dc09", address="0042", place_id=place)
        r.tie(connection, unit, two)
        r.tie(connection, unit, one)
        r.tie(connection, unit, two)
        r.add(connection, "peripheral", tenant_id=tenant, unit_id=unit, address="1", wearer_id=one)
        r.add(connection, "contact", tenant_id=tenant, subscriber_id=one, ordinal=1, name="Eva Ek")
    with engine.connect() as connection:
        (found,) = read_units(connection)
        assert (found.address, found.subscriber_ids, found.where) == ("0042", (two, one), "Åsen")
        shown = r.show(connection, "unit", unit)
        assert shown["place"]["street"] == "Åsgatan 1"
        assert "search" not in shown["place"]
        assert len(shown["peripherals"]) == 1
        assert r.show(connection, "subscriber", one)["contacts"][0]["name"] == "Eva Ek"
        with pytest.raises(r.RegistryError, match="no unit"):
            r.show(connection, "unit", 999)


def test_a_unit_has_the_time_since_when_it_is_in_service(engine: Engine) -> None:
    def since(number: int) -> datetime | None:
        with engine.connect() as connection:
            return next(found.in_service_at for found in read_units(connection) if found.id == number)

    with r.changing(engine) as connection:
        tenant = r.add(connection, "tenant", name="Solbacka")
        one = r.add(connection, "unit", tenant_id=tenant, protocol="dc09", address="1")
        two = r.add(connection, "unit", tenant_id=tenant, protocol="dc09", address="2", state="pending")
    first = since(one)
    assert first is not None
    assert abs((first - SystemClock().now()).total_seconds()) < 60
    assert since(two) is None
    with r.changing(engine) as connection:
        r.change(connection, "unit", one, profile="careium")
        r.change(connection, "unit", two, state="in_service")
    assert since(one) == first
    assert since(two) is not None
    with r.changing(engine) as connection:
        r.change(connection, "unit", one, state="out_of_service")
    assert since(one) is None


def test_changing_keeps_the_search_text_in_step(engine: Engine) -> None:
    with r.changing(engine) as connection:
        tenant = r.add(connection, "tenant", name="Solbacka")
        person = r.add(connection, "subscriber", tenant_id=tenant, name="Åsa Ek")
        r.change(connection, "subscriber", person, name="Örjan Ek")
        found = connection.execute(r.KINDS["subscriber"].table.select()).mappings().one()
        assert found["search"] == "örjan ek"
        with pytest.raises(r.RegistryError, match="no subscriber"):
            r.change(connection, "subscriber", 999, name="x")


def test_doubles_and_gaps_are_told_in_plain_words(engine: Engine) -> None:
    with r.changing(engine) as connection:
        tenant = r.add(connection, "tenant", name="Solbacka")
        first = r.add(connection, "unit", tenant_id=tenant, protocol="dc09", address="1")
        other = r.add(connection, "unit", tenant_id=tenant, protocol="scaip", address="1")
        with pytest.raises(r.RegistryError, match=rf"unit dc09 1 already \(number {first}\)"):
            r.add(connection, "unit", tenant_id=tenant, protocol="dc09", address="1")
        with pytest.raises(r.RegistryError, match="already"):
            r.change(connection, "unit", other, protocol="dc09")
        r.change(connection, "unit", other, protocol="scaip", profile="careium")
        with pytest.raises(r.RegistryError, match="needs address"):
            r.add(connection, "unit", tenant_id=tenant, protocol="dc09", address="")
        with pytest.raises(r.RegistryError, match="alarmd tenant add 'Granvik'"):
            r.tenant_number(connection, "Granvik")
        assert r.tenant_number(connection, "Solbacka") == r.tenant_number(connection, str(tenant)) == tenant
        assert r.number_of(connection, "unit", "scaip:1") == r.number_of(connection, "unit", str(other)) == other
        assert r.number_of(connection, "tenant", "Solbacka") == tenant
        for kind, word in (("unit", "1:dc09"), ("operator", "anna"), ("subscriber", "Åsa Ek"), ("tenant", "Granvik")):
            with pytest.raises(r.RegistryError, match=word):
                r.number_of(connection, kind, word)
        with pytest.raises(r.RegistryError, match="no unit"):
            r.tie(connection, first, 999)


def test_a_shift_ends_after_it_begins(engine: Engine) -> None:
    with r.changing(engine) as connection:
        tenant = r.add(connection, "tenant", name="Solbacka")
        who = r.add(connection, "responder", tenant_id=tenant, name="Patrull", channels=["sms"])
        with pytest.raises(r.RegistryError, match="end after"):
            r.add(connection, "shift", tenant_id=tenant, responder_id=who, from_at=START, to_at=START)
        r.add(connection, "shift", tenant_id=tenant, responder_id=who, from_at=START, to_at=START + timedelta(hours=8))
        (shift,) = r.listing(connection, "shift", tenant_id=tenant)
        assert shift["to_at"] == START + timedelta(hours=8)


@pytest.mark.slow
def test_secrets_are_never_listed(engine: Engine) -> None:
    secret = r.hash_password("ett gott lösen")
    assert secret.startswith("$argon2id$")
    assert PasswordHasher().verify(secret, "ett gott lösen")
    with pytest.raises(Wrong):
        r.hash_password("kort"[:3])
    with r.changing(engine) as connection:
        tenant = r.add(connection, "tenant", name="Solbacka")
        r.add(connection, "operator", tenant_id=tenant, username="anna", name="Anna", password_hash=secret)
        r.add(connection, "responder", tenant_id=tenant, name="Patrull", channels=["sms://hemligt@x"])
        assert secret not in str(r.listing(connection, "operator"))
        assert "hemligt" not in str(r.listing(connection, "responder"))


def test_fields_are_read_as_people_write_them() -> None:
    found = r.read_fields("unit", {"interval_s": "25h", "missed_limit": "3", "protocol": "DC09"})
    assert found == {"interval_s": 90_000.0, "missed_limit": 3, "protocol": "dc09"}
    with pytest.raises(r.RegistryError, match="no field 'colour'"):
        r.read_fields("unit", {"colour": "red"})
    with pytest.raises(r.RegistryError, match="missed_limit"):
        r.read_fields("unit", {"missed_limit": "ofta"})
