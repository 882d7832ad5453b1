"""Words that a door keeps on a unit are there for every node, and nothing else of the unit changes."""

from __future__ import annotations

from alarmd.store import registry as r
from alarmd.store.engine import tool_engine
from alarmd.store.reader import SqlRegister


async def test_words_are_added_changed_and_taken_away(url: str) -> None:
    engine = tool_engine(url)
    with r.changing(engine) as connection:
        tenant = r.add(connection, "tenant", name="Solbacka")
        words = {"authentication": "enc:x", "heartbeat": "off"}
        number = r.add(
            connection, "unit", tenant_id=tenant, protocol="sos_access", address="4711", interval_s=90.0, settings=words
        )
    engine.dispose()
    register = SqlRegister(url)
    try:
        version = await register.version()
        await register.keep_words(number, {"authentication": None, "authentication_hash": "1$2", "odd": None})
        (unit,) = await register.units()
        assert unit.settings == {"heartbeat": "off", "authentication_hash": "1$2"}
        assert (unit.address, unit.supervision.interval_s) == ("4711", 90.0)
        assert await register.version() == version + 1
        await register.keep_words(999, {"authentication": "x"})
        assert await register.version() == version + 1
    finally:
        await register.close()
