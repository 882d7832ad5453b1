"""Many units at once, each with what belongs to it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from alarmd.store import registry as r
from alarmd.store import tables_registry as t
from alarmd.store.engine import tool_engine
from alarmd.store.listings import read_units
from alarmd.store.registry_bulk import Person, UnitRow, write_people, write_units


@pytest.mark.slow
def test_everything_stays_with_its_unit(url: str) -> None:
    engine = tool_engine(url)
    with r.changing(engine) as connection:
        tenant = r.add(connection, "tenant", name="Solbacka")
        rows = []
        for number in range(2_500):
            people = [
                Person({"tenant_id": tenant, "name": f"P{number}-{n}"}, [{"name": f"K{number}-{n}"}])
                for n in range(number % 3)
            ]
            place = {"street": f"Gatan {number}"} if number % 2 else {}
            columns = {"tenant_id": tenant, "protocol": "dc09", "address": f"{number:05d}"}
            rows.append(UnitRow(columns, place, people, [{"address": "1"}]))
        assert write_units(connection, rows) == 2_500
        assert write_people(connection, [(Person({"tenant_id": tenant, "name": "Ensam"}), {"street": "X"})]) == 1
        assert write_units(connection, []) == 0
        r.add(connection, "unit", tenant_id=tenant, protocol="dc09", address="efteråt")
    with engine.connect() as connection:
        names = dict(connection.execute(select(t.subscribers.c.id, t.subscribers.c.name)).all())
        streets = dict(connection.execute(select(t.places.c.id, t.places.c.street)).all())
        places = dict(connection.execute(select(t.units.c.address, t.units.c.place_id)).all())
        for unit in read_units(connection)[:-1]:
            number = int(unit.address)
            assert [names[one] for one in unit.subscriber_ids] == [f"P{number}-{n}" for n in range(number % 3)]
            assert streets.get(places[unit.address] or 0) == (f"Gatan {number}" if number % 2 else None)
        assert connection.execute(select(func.count()).select_from(t.peripherals)).scalar() == 2_500
        contact = select(t.contact_persons.c.name, t.subscribers.c.name).join(t.subscribers)
        assert all(k[1:] == p[1:] for k, p in connection.execute(contact))
    engine.dispose()
