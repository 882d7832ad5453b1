"""Column types of our own: aware UTC as microseconds, wide identities, and JSON as text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ColumnElement
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BigId = BigInteger().with_variant(Integer, "sqlite")
"""A 63-bit identity; on SQLite it must be spelled INTEGER to be the row's own key."""


def to_micros(at: datetime) -> int:
    """Microseconds since 1970 in UTC, exact.

    Raises:
        ValueError: `at` is naive; a time without its zone is never stored.
    """
    if at.tzinfo is None:
        raise ValueError("a naive time cannot be stored: give it its zone")
    span = at - EPOCH
    return span.days * 86_400_000_000 + span.seconds * 1_000_000 + span.microseconds


def from_micros(micros: int) -> datetime:
    """The aware UTC time of `micros` microseconds since 1970."""
    return EPOCH + timedelta(microseconds=micros)


def maybe_micros(at: datetime | None) -> int | None:
    """`to_micros`, with None for None."""
    return None if at is None else to_micros(at)


def maybe_time(micros: int | None) -> datetime | None:
    """`from_micros`, with None for None."""
    return None if micros is None else from_micros(micros)


class store_now(ColumnElement[int]):  # noqa: N801
    """The store's own clock, in microseconds since 1970: what tools write needs no clock of theirs."""

    inherit_cache = True
    type = BigInteger()


@compiles(store_now, "sqlite")
def _sqlite_now(element: store_now, compiler: Any, **options: Any) -> str:
    return "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"


@compiles(store_now, "postgresql")
def _postgresql_now(element: store_now, compiler: Any, **options: Any) -> str:
    return "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)"


class UtcMicros(TypeDecorator[datetime]):
    """Aware UTC in Python, BIGINT microseconds in the store: SQLite drops offsets silently, integers do not lie."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Aware time to microseconds; a naive one is a ValueError."""
        return maybe_micros(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Microseconds to aware UTC."""
        return maybe_time(value)


class JsonText(TypeDecorator[Any]):
    """Lists and string mappings as JSON text, the same on both stores and readable with any tool."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:
        """Anything msgspec can write, as JSON text."""
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Any:
        """What the JSON text holds."""
        return None if value is None else msgspec.json.decode(value)


def facts_text(facts: Mapping[str, str]) -> str:
    """JSON text of a timeline entry's facts; empty text for none (most rows)."""
    return msgspec.json.encode(dict(facts)).decode() if facts else ""


def facts_of(text: str) -> dict[str, str]:
    """The facts that `facts_text` wrote."""
    return msgspec.json.decode(text, type=dict[str, str]) if text else {}
