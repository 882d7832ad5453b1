"""Plain reads that the register hands on."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert

from alarmd.domain.unit import ServiceState, SupervisionProfile
from alarmd.store import registry as r
from alarmd.store.engine import tool_engine
from alarmd.store.listings import read_names, read_on_call, read_told, read_units, read_version
from alarmd.store.tables import timeline
from alarmd.store.types import facts_text
from tests.fakes.clock import START


def test_units_are_whole(url: str) -> None:
    engine = tool_engine(url)
    with r.changing(engine) as connection:
        tenant = r.add(connection, "tenant", name="Solbacka")
        r.add(
            connection, "unit", tenant_id=tenant, protocol="dc09", address="0042", state="pending", interval_s=60.0,
            missed_limit=3, grace_s=5.0, profile="x", settings={"clock": "local"},
        )  # fmt: skip
        (unit,) = read_units(connection)
    assert unit.state is ServiceState.PENDING
    assert unit.supervision == SupervisionProfile(60.0, 3, 5.0)
    assert (unit.settings, unit.where, unit.profile) == ({"clock": "local"}, "", "x")
    with engine.connect() as connection:
        assert read_version(connection) == 1
        assert read_names(connection) == {f"tenant:{tenant}": "Solbacka"}
    engine.dispose()


def test_a_shift_includes_its_beginning_and_not_its_end(url: str) -> None:
    engine = tool_engine(url)
    with r.changing(engine) as connection:
        tenant = r.add(connection, "tenant", name="Solbacka")
        one = r.add(connection, "responder", tenant_id=tenant, name="Ett", channels=["a", "b"])
        two = r.add(connection, "responder", tenant_id=tenant, name="Två", channels=["c"])
        end = START + timedelta(hours=8)
        for who, ordinal in ((one, 1), (two, 0), (one, 2)):
            r.add(connection, "shift", tenant_id=tenant, responder_id=who, from_at=START, to_at=end, ordinal=ordinal)
        assert [p.name for p in read_on_call(connection, tenant, START)] == ["Två", "Ett"]
        assert read_on_call(connection, tenant, START)[1].channels == ("a", "b")
        assert read_on_call(connection, tenant, end) == []
        assert read_on_call(connection, tenant, START - timedelta(microseconds=1)) == []
    engine.dispose()


def test_who_was_told_is_read_from_the_steps_since_the_last_dispatch(url: str) -> None:
    engine = tool_engine(url)
    lines = [(1, 50, "dispatched", ""), (2, 50, "step", "3"), (3, 51, "step", "9"), (4, 50, "dispatched", "")]
    lines += [(7, 50, "step", "5"), (6, 50, "note", ""), (5, 50, "step", "4")]
    with r.changing(engine) as connection:
        for seq, incident_id, what, responder in lines:
            facts = {"responder": f"responder:{responder}"} if responder else {}
            connection.execute(
                insert(timeline).values(
                    id=100 - seq, incident_id=incident_id, tenant_id=1, at=START, what=what, actor="alarmd",
                    facts=facts_text(facts), journal_seq=seq,
                )
            )  # fmt: skip
        assert read_told(connection, 50) == [4, 5]
        assert read_told(connection, 51) == [9]
        assert read_told(connection, 52) == []
    engine.dispose()
