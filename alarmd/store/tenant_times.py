"""The times a tenant has chosen for itself, kept in its settings: read, written as people say them, shown."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select, update

from alarmd.domain.policy import BOUNDS
from alarmd.store.registry import RegistryError
from alarmd.store.registry_fields import Wrong, duration
from alarmd.store.tables_registry import tenants

STANDARD = "standard"
"""What people write to take a time of their own away again."""


def read_times(connection: Connection) -> dict[int, dict[str, object]]:
    """By tenant id, the settings of each tenant that has any."""
    found = connection.execute(select(tenants.c.id, tenants.c.settings))
    return {number: settings for number, settings in found if settings}


def times_from(words: Iterable[str]) -> dict[str, float | None]:
    """Read `answer_s=45 arrival_s=40m lease_s=standard`; None stands for the standard.

    Raises:
        RegistryError: a word is not such a setting, or its time is out of bounds.
    """
    return dict(_time_from(word) for word in words)


def change_times(connection: Connection, tenant_id: int, times: Mapping[str, float | None]) -> None:
    """Give a tenant times of its own, in seconds, or (None) the standard again; the others stay."""
    row = connection.execute(select(tenants.c.settings).where(tenants.c.id == tenant_id)).scalar_one()
    merged = {name: value for name, value in {**row, **times}.items() if value is not None}
    connection.execute(update(tenants).where(tenants.c.id == tenant_id).values(settings=merged))


def shown(settings: Mapping[str, object]) -> dict[str, str]:
    """Every time that a tenant can choose, with its own seconds or the word for the settings file's."""
    return {name: f"{settings[name]:g}" if name in settings else STANDARD for name in BOUNDS}


def _time_from(word: str) -> tuple[str, float | None]:
    name, equals, written = (part.strip() for part in word.partition("="))
    if not equals:
        raise RegistryError(f"'{word}' is not a time: write NAME=SECONDS, such as answer_s=45")
    if name not in BOUNDS:
        close = difflib.get_close_matches(name, BOUNDS, n=1)
        meant = f"did you mean {close[0]}" if close else f"there are {', '.join(BOUNDS)}"
        raise RegistryError(f"there is no time '{name}'; {meant}")
    if written == STANDARD:
        return name, None
    try:
        seconds = duration(written)
    except Wrong as wrong:
        raise RegistryError(f"{name}: {wrong}, or {STANDARD}") from None
    low, high = BOUNDS[name]
    if not low <= seconds <= high:
        raise RegistryError(f"{name} = {seconds:g} s is out of bounds: write {low:g} to {high:g} seconds")
    return name, seconds
