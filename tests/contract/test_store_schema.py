"""Upgrading, going back, refusing another schema in plain words."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from alarmd.store import schema
from alarmd.store.engine import tool_engine
from alarmd.store.tables_registry import metadata


def run(url: str, *sentences: str) -> list[object]:
    engine = tool_engine(url)
    try:
        with engine.begin() as connection:
            found = [connection.execute(text(sentence)) for sentence in sentences]
            return [result.scalar() if result.returns_rows else None for result in found]
    finally:
        engine.dispose()


def tables_of(url: str) -> set[str]:
    engine = tool_engine(url)
    try:
        with engine.connect() as connection:
            return set(inspect(connection).get_table_names()) - {"alembic_version"}
    finally:
        engine.dispose()


@pytest.mark.slow
def test_up_down_up(empty_url: str) -> None:
    assert schema.upgrade(empty_url) == schema.wanted()
    schema.check(empty_url)
    (first,) = run(empty_url, "SELECT epoch FROM journal_head")
    assert schema.downgrade(empty_url, "base") == "base"
    assert tables_of(empty_url) == set()
    schema.upgrade(empty_url)
    schema.upgrade(empty_url)
    (second,) = run(empty_url, "SELECT epoch FROM journal_head")
    assert first != second
    assert run(empty_url, "SELECT version FROM registry_version", "SELECT seq FROM journal_head") == [0, 0]


def test_units_in_service_before_that_was_noted_get_the_time_of_the_upgrade(empty_url: str) -> None:
    schema.upgrade(empty_url, "0003")
    unit = (
        "INSERT INTO units (tenant_id, protocol, address, profile, state, interval_s, missed_limit, grace_s) "
        "VALUES (1, 'dc09', '{0}', 'generic', '{1}', 60, 2, 30)"
    )
    run(empty_url, "INSERT INTO tenants (id, name) VALUES (1, 'Solbacka')",
        unit.format(1, "in_service"), unit.format(2, "pending"))  # fmt: skip
    schema.upgrade(empty_url)
    counts = "SELECT count(*) FROM units WHERE in_service_at IS NULL AND state = '{0}'"
    assert run(empty_url, counts.format("in_service"), counts.format("pending")) == [0, 1]


def test_the_migrations_make_exactly_our_tables(url: str) -> None:
    engine = tool_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        indexes = {index["name"] for name in metadata.tables for index in inspect(connection).get_indexes(name)}
    engine.dispose()
    assert {index.name for table in metadata.tables.values() for index in table.indexes} <= indexes


def test_an_empty_database_is_refused_with_the_command_to_run(empty_url: str) -> None:
    with pytest.raises(schema.SchemaMismatch, match="alarmd db upgrade"):
        schema.check(empty_url)


def test_a_newer_schema_is_refused(url: str) -> None:
    run(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(schema.SchemaMismatch, match="newer alarmd"):
        schema.check(url)


def test_an_older_schema_is_refused_with_the_command_to_run(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "wanted", lambda: "0099")
    with pytest.raises(schema.SchemaMismatch, match=r"older schema \d+.*alarmd db upgrade"):
        schema.check(url)


def test_a_strange_database_is_refused(empty_url: str) -> None:
    run(empty_url, "CREATE TABLE recipes (id INTEGER)")
    with pytest.raises(schema.SchemaMismatch, match="not alarmd's"):
        schema.check(empty_url)


def test_a_password_is_never_shown() -> None:
    with pytest.raises(schema.SchemaMismatch) as caught:
        schema.check("postgresql://alarmd:hemligt@/nothing?host=/nowhere")
    assert "hemligt" not in str(caught.value)


def test_a_file_that_is_no_database_is_refused(empty_url: str, tmp_path_url: str) -> None:
    path = tmp_path_url.removeprefix("sqlite:///")
    with open(path, "wb") as file:
        file.write(b"not a database at all" * 100)
    with pytest.raises(schema.SchemaMismatch, match="cannot be opened"):
        schema.check(tmp_path_url)
