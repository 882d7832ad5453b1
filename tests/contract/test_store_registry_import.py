"""CSV sheets: all or nothing, and one clear line for each mistake."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from alarmd.store import registry as r
from alarmd.store import tables_registry as t
from alarmd.store.engine import tool_engine
from alarmd.store.listings import read_units, read_version
from alarmd.store.registry_import import import_sheet

HEADER = "tenant,protocol,address,street,locality,interval,name,phone,contact1_name,contact1_phone,contact1_key\n"
GOOD = (
    HEADER
    + "Solbacka,dc09,0042,Åsgatan 1,Åsen,60s,Åsa Ek,+46 31 390 06 05,Eva Ek,070-174 06 05,ja\n"
    + "Solbacka,DC09,0042,,,,Nils Ek,,,,\n"
    + "Solbacka,scaip,90000001,,,25h,,,,,\n"
)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = tool_engine(url)
    with r.changing(made) as connection:
        r.add(connection, "tenant", name="Solbacka")
    yield made
    made.dispose()


def count(engine: Engine, table: object) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


def test_units_with_people(engine: Engine) -> None:
    outcome = import_sheet(engine, "unit", io.StringIO(GOOD))
    assert (outcome.rows, outcome.added, outcome.problems) == (3, 2, [])
    with engine.connect() as connection:
        couple, alone = read_units(connection)
        assert (couple.address, couple.supervision.interval_s, couple.where) == ("0042", 60.0, "Åsen")
        names = dict(connection.execute(select(t.subscribers.c.id, t.subscribers.c.name)).all())
        assert [names[number] for number in couple.subscriber_ids] == ["Åsa Ek", "Nils Ek"]
        assert (alone.supervision.interval_s, alone.subscriber_ids) == (90_000.0, ())
        contact = connection.execute(select(t.contact_persons)).one()
        assert (contact.name, contact.has_key, contact.ordinal) == ("Eva Ek", True, 1)
        assert read_version(connection) == 2


def test_a_dry_run_writes_nothing(engine: Engine) -> None:
    outcome = import_sheet(engine, "unit", io.StringIO(GOOD), dry_run=True)
    assert (outcome.rows, outcome.added, outcome.problems) == (3, 0, [])
    assert count(engine, t.units) == 0


def test_each_bad_row_gets_its_line_and_nothing_is_written(engine: Engine) -> None:
    import_sheet(engine, "unit", io.StringIO("tenant;protocol;address\nSolbacka;dc09;7\n"))
    sheet = (
        HEADER
        + "Solbacka,dc09,1,,,60s,A,,,,\n"
        + "Granvik,dc09,2,,,60s,B,,,,\n"
        + "Solbacka,gsm,3,,,ofta,C,ring Eva,,,\n"
        + "Solbacka,dc09,,,,,,,,,\n"
        + "Solbacka,dc09,1,,,,A,,,,\n"
        + "Solbacka,dc09,7,,,,,,,,\n"
        + "Solbacka,dc09,8,,,,,,,,,för mycket\n"
    )
    outcome = import_sheet(engine, "unit", io.StringIO(sheet))
    assert outcome.added == 0
    assert count(engine, t.units) == 1
    assert [(p.row, p.column) for p in outcome.problems] == [
        (3, "tenant"), (4, "interval"), (4, "phone"), (4, "protocol"), (5, "address"), (6, "address"), (7, "address"),
        (8, "row"),
    ]  # fmt: skip
    assert str(outcome.problems[0]) == (
        "row 3, tenant: 'Granvik' is not known; add it first with: alarmd tenant add 'Granvik'"
    )


@pytest.mark.parametrize(
    ("sheet", "column"),
    [
        ("tenant,protocol\nSolbacka,dc09\n", "address"),
        ("tenant,protocol,address,colour\n", "colour"),
        ("tenant,protocol,address,address\n", "address"),
        ("", "protocol"),
        ('tenant,protocol,address\n"Solbacka,dc09,1\n', "row"),
    ],
)
def test_a_sheet_that_cannot_be_read(engine: Engine, sheet: str, column: str) -> None:
    outcome = import_sheet(engine, "unit", io.StringIO(sheet))
    assert column in {problem.column for problem in outcome.problems}
    assert outcome.added == 0


def test_a_file_in_another_encoding_is_told_so(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes("tenant,name\nSolbacka,Åsa\n".encode("cp1252"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        (problem,) = import_sheet(engine, "subscriber", file).problems
    assert "UTF-8" in str(problem)


def test_people_and_tenants(engine: Engine) -> None:
    people = "\ufefftenant;name;phone;street;risk;action_plan\n"
    people += 'Solbacka;Åsa Ek;031-390 06 05;Åsgatan 1;9;"1. Ring\n2. Vänta"\n'
    assert import_sheet(engine, "subscriber", io.StringIO(people)).added == 1
    with engine.connect() as connection:
        row = connection.execute(select(t.subscribers)).one()
        assert (row.action_plan, row.place_id is None, row.risk) == ("1. Ring\n2. Vänta", False, 9)
    assert import_sheet(engine, "tenant", io.StringIO("name\nGranvik\nNorrtuna\n")).added == 2
    twice = import_sheet(engine, "tenant", io.StringIO("name\nÅby\nÅby\n"))
    assert [(p.row, p.column) for p in twice.problems] == [(3, "name")]


@pytest.mark.slow
def test_operators(engine: Engine) -> None:
    operators = "tenant,username,name,password\nSolbacka,anna,Anna,ett långt lösen\n"
    assert import_sheet(engine, "operator", io.StringIO(operators)).added == 1
    again = import_sheet(engine, "operator", io.StringIO(operators))
    assert [p.column for p in again.problems] == ["username"]
