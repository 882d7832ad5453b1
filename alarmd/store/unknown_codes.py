"""Codes from the field that nobody knows, counted by door and profile, so that a technician can give them a meaning."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import distinct, func, select

from alarmd.domain.signal import Kind
from alarmd.store.engine import tool_engine
from alarmd.store.tables import signals
from alarmd.store.tables_registry import units


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """A code without a meaning: how often it came, and from how many units of which profile ("" for strangers)."""

    door: str
    profile: str
    code: str
    count: int
    units: int

    def as_tree(self) -> dict[str, object]:
        """For a program to read."""
        return asdict(self)


def unknown_codes(url: str, days: int) -> list[UnknownCode]:
    """The most frequent first, of the `days` before the latest signal (the store's own time, not ours)."""
    profile = func.coalesce(units.c.profile, "")
    count = func.count()
    engine = tool_engine(url)
    try:
        with engine.connect() as connection:
            latest = connection.execute(select(func.max(signals.c.received_at))).scalar()
            if latest is None:
                return []
            statement = (
                select(signals.c.door, profile, signals.c.code, count, func.count(distinct(signals.c.unit_id)))
                .select_from(signals.outerjoin(units, units.c.id == signals.c.unit_id))
                .where(signals.c.kind == Kind.UNKNOWN.value, signals.c.received_at >= latest - timedelta(days=days))
                .group_by(signals.c.door, profile, signals.c.code)
                .order_by(count.desc(), signals.c.door, signals.c.code)
            )
            return [UnknownCode(*row) for row in connection.execute(statement)]
    finally:
        engine.dispose()
