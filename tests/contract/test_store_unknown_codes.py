"""Codes that nobody knows are counted by door and profile."""

from __future__ import annotations

from datetime import timedelta

from alarmd.domain.signal import Kind
from alarmd.store.engine import tool_engine
from alarmd.store.registry import add, changing
from alarmd.store.unit_of_work import prepare, unit_of_work
from alarmd.store.unknown_codes import UnknownCode, unknown_codes
from tests.contract.samples import START, a_signal, an_incident, opening


def test_the_most_frequent_first_and_old_ones_left_out(url: str) -> None:
    engine = tool_engine(url)
    with changing(engine) as connection:
        tenant = add(connection, "tenant", name="Norra Strand")
        unit = add(connection, "unit", tenant_id=tenant, protocol="dc09", address="0123", profile="maker")
    odd = {"unit_id": unit, "tenant_id": tenant, "kind": Kind.UNKNOWN, "code": "1999"}
    signals = [
        a_signal(1, **odd),
        a_signal(2, **odd),
        a_signal(3, **odd | {"code": "1998"}),
        a_signal(4, unit_id=None, kind=Kind.UNKNOWN, code="XYZ"),
        a_signal(5, **odd | {"kind": Kind.PRESS}),
        a_signal(6, **odd | {"code": "1997"}, received_at=START - timedelta(days=91)),
    ]
    batch = opening(0, *((signal, an_incident(100 + signal.id, signal, subject=f"s{signal.id}")) for signal in signals))
    with engine.begin() as connection:
        unit_of_work(engine.dialect.name).write(connection, prepare(batch))
    engine.dispose()
    door = signals[0].door
    assert unknown_codes(url, 90) == [
        UnknownCode(door, "maker", "1999", 2, 1),
        UnknownCode(door, "maker", "1998", 1, 1),
        UnknownCode(door, "", "XYZ", 1, 0),
    ]


def test_an_empty_store_knows_everything(url: str) -> None:
    assert unknown_codes(url, 90) == []
