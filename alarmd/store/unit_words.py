"""Words that a door writes on a unit by itself, such as the hash of a password it has made."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select, update

from alarmd.store.tables_registry import registry_version, units


def keep_words(connection: Connection, unit_id: int, words: Mapping[str, str | None]) -> None:
    """Write words on a unit, None takes one away; the registry's version moves, so that every node takes them.

    A unit that is not there any more keeps nothing.
    """
    row = connection.execute(select(units.c.settings).where(units.c.id == unit_id).with_for_update()).scalar()
    if row is None:
        return
    kept = {name: word for name, word in {**row, **words}.items() if word is not None}
    connection.execute(update(units).where(units.c.id == unit_id).values(settings=kept))
    connection.execute(update(registry_version).values(version=registry_version.c.version + 1))
