"""The demo registry: complete, fictive, the same each time."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from alarmd.store.engine import tool_engine
from alarmd.store.listings import read_on_call, read_operator, read_units
from alarmd.store.seed import seed_demo, unit_address, unit_protocol
from alarmd.store.tables_registry import contact_persons, places, subscribers, tenants
from tests.fakes.clock import START

FICTION = re.compile(r"\+46 (31 390 06 \d\d|8 465 004 \d\d|70 174 06 (0[5-9]|[1-9]\d))")


def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    engine = tool_engine(url)
    with engine.connect() as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(table.c.id))]
            for table in (tenants, places, subscribers, contact_persons)
        }
    engine.dispose()
    return found


@pytest.fixture
def seeded(url: str) -> str:
    engine = tool_engine(url)
    assert seed_demo(engine, START, units=60) == 60
    assert seed_demo(engine, START, units=60) == 0
    engine.dispose()
    return url


@pytest.mark.slow
def test_units_have_the_addresses_that_simulators_expect(seeded: str) -> None:
    engine = tool_engine(seeded)
    with engine.connect() as connection:
        units = read_units(connection)
        assert [(u.protocol, u.address) for u in units] == [(unit_protocol(i), unit_address(i)) for i in range(60)]
        assert [u.address for u in units[:4]] == ["1000", "90000001", "1002", "90000003"]
        assert all(u.subscriber_ids and u.where for u in units)
        assert len({u.tenant_id for u in units}) == 3
        operator = read_operator(connection, "demo")
        assert operator is not None
        assert PasswordHasher().verify(operator.password_hash, "demo")
        for tenant_id in {u.tenant_id for u in units}:
            for at in (START, START - timedelta(hours=23), START + timedelta(days=29)):
                assert len(read_on_call(connection, tenant_id, at)) == 2
            assert read_on_call(connection, tenant_id, START + timedelta(days=31)) == []
    engine.dispose()


@pytest.mark.slow
def test_every_number_is_kept_for_fiction(seeded: str) -> None:
    found = everything(seeded)
    numbers = [number for row in found["subscribers"] for number in row[4]]
    numbers += [row[6] for row in found["contact_persons"]]
    assert len(numbers) > 100
    assert [number for number in numbers if not FICTION.fullmatch(number)] == []
    assert all("1." in row[8] for row in found["subscribers"])


@pytest.mark.slow
def test_the_same_seed_gives_the_same_people(seeded: str, tmp_path_url: str) -> None:
    engine = tool_engine(tmp_path_url)
    if tmp_path_url != seeded:
        seed_demo(engine, START, units=60)
    engine.dispose()
    assert everything(seeded) == everything(tmp_path_url)
