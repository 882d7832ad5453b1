"""What must hold of the walk's tables from the first migration on."""

from __future__ import annotations

from alarmd.store.tables import incidents, metadata, signals
from alarmd.store.tables_registry import tenants

OF_THE_STORE_ITSELF = {"tenants", "journal_head", "registry_version", "commands", "leases", "presences"}


def test_every_row_has_its_tenant() -> None:
    assert tenants.metadata is metadata
    without = {name for name, table in metadata.tables.items() if "tenant_id" not in table.columns}
    assert without == OF_THE_STORE_ITSELF
    assert not [t.name for t in metadata.tables.values() if "tenant_id" in t.columns and t.c.tenant_id.nullable]


def test_the_path_of_an_alarm_depends_on_no_other_row() -> None:
    for name in ("signals", "incidents", "timeline", "journal", "journal_payload", "notices", "commands"):
        assert not metadata.tables[name].foreign_keys, name


def test_no_raw_bytes_beside_the_payload() -> None:
    assert "raw" not in signals.columns
    assert "text" not in metadata.tables["timeline"].columns


def test_one_open_alarm_for_each_subject() -> None:
    (index,) = [index for index in incidents.indexes if index.unique]
    assert [column.name for column in index.columns] == ["subject"]
    for store in ("sqlite", "postgresql"):
        where = str(index.dialect_options[store]["where"].compile(compile_kwargs={"literal_binds": True}))
        assert where == "incidents.state != 'closed' AND incidents.lane = 'life_safety'"
