"""What is retired stays in the history, and nothing that still rings is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, insert, select

from alarmd.domain.unit import ServiceState
from alarmd.store import registry as r
from alarmd.store.engine import tool_engine
from alarmd.store.listings import read_operator, read_session, read_units
from alarmd.store.retirement import RETIRABLE, retire
from alarmd.store.search import search
from alarmd.store.tables_registry import sessions
from tests.fakes.clock import START


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = tool_engine(url)
    with r.changing(made) as connection:
        tenant = r.add(connection, "tenant", name="Solbacka")
        person = r.add(connection, "subscriber", tenant_id=tenant, name="Åsa Ek")
        unit = r.add(connection, "unit", tenant_id=tenant, protocol="dc09", address="0042")
        r.tie(connection, unit, person)
        r.add(connection, "operator", tenant_id=tenant, username="anna", name="Anna", password_hash="x")
        r.add(connection, "responder", tenant_id=tenant, name="Patrull 1", channels=["sms"])
    yield made
    made.dispose()


def log_in(engine: Engine) -> None:
    with engine.begin() as connection:
        row = {"token_hash": b"t", "tenant_id": 1, "operator_id": 1, "expires_at": START + timedelta(hours=12)}
        connection.execute(insert(sessions).values(**row))
        assert read_session(connection, b"t") is not None


def test_a_retired_unit_is_still_known(engine: Engine) -> None:
    with r.changing(engine) as connection:
        assert retire(connection, "unit", "dc09:0042") == []
    with engine.connect() as connection:
        (found,) = read_units(connection)
    assert (found.state, found.subscriber_ids, found.in_service_at) == (ServiceState.RETIRED, (1,), None)


def test_a_retired_person_is_not_found_but_what_rings_for_them_is_named(engine: Engine) -> None:
    with r.changing(engine) as connection:
        (note,) = retire(connection, "subscriber", "1")
        assert "alarmd unit retire dc09:0042" in note
        assert [hit.what for hit in search(connection, "åsa", 9)] == []
        r.change(connection, "subscriber", 1, active=True)
        assert [hit.what for hit in search(connection, "åsa", 9)] == ["person"]
        retire(connection, "unit", "dc09:0042")
        assert retire(connection, "subscriber", "1") == []


def test_a_retired_operator_is_logged_out_at_once_and_stays_out(engine: Engine) -> None:
    log_in(engine)
    with r.changing(engine) as connection:
        retire(connection, "operator", "anna")
        assert read_session(connection, b"t") is None
        assert connection.execute(select(sessions)).all() == []
        operator = read_operator(connection, "anna")
    assert operator is not None
    assert not operator.active


def test_another_password_logs_out_and_another_name_does_not(engine: Engine) -> None:
    log_in(engine)
    with r.changing(engine) as connection:
        r.change(connection, "operator", 1, name="Anna B")
        assert read_session(connection, b"t") is not None
        r.change(connection, "operator", 1, password_hash="y")
        assert read_session(connection, b"t") is None


def test_a_tenant_leaves_last_and_gets_nothing_new(engine: Engine) -> None:
    with r.changing(engine) as connection:
        with pytest.raises(r.RegistryError, match="still has 1 units and 1 active operators"):
            retire(connection, "tenant", "Solbacka")
        retire(connection, "unit", "dc09:0042")
        retire(connection, "operator", "anna")
        retire(connection, "responder", "1")
        retire(connection, "tenant", "Solbacka")
        with pytest.raises(r.RegistryError, match="alarmd tenant change NAME --active yes"):
            r.add(connection, "unit", tenant_id=1, protocol="dc09", address="7")
        r.change(connection, "tenant", 1, active=True)
        r.add(connection, "unit", tenant_id=1, protocol="dc09", address="7")


@pytest.mark.parametrize("kind", RETIRABLE)
def test_what_is_not_there_cannot_be_retired(engine: Engine, kind: str) -> None:
    with engine.begin() as connection, pytest.raises(r.RegistryError):
        retire(connection, kind, "999")
