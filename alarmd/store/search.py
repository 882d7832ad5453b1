"""Finding people and units by what an operator types: name, number, phone or address, Swedish letters in any case."""

from __future__ import annotations

import re

from sqlalchemy import Connection, func, select
from sqlalchemy.sql import ColumnElement

from alarmd.store.tables_registry import places, subscribers, tenants, unit_subscribers, units
from protocols.console_feed.messages import Found

_PHONE = re.compile(r"^\+?[\d\s()/-]{3,}$")


def search_text(*parts: str) -> str:
    """What is searched in: all parts, case folded as Swedish readers expect (Å and å are one letter, A is another)."""
    return " ".join(part.casefold() for part in parts if part)


def phone_forms(phone: str) -> str:
    """A number's digits in national and international form, so that either finds it."""
    digits = re.sub(r"\D", "", phone)
    if digits.startswith("46") and phone.lstrip().startswith("+"):
        return f"{digits} 0{digits[2:]}"
    if digits.startswith("0"):
        return f"{digits} 46{digits[1:]}"
    return digits


def words_of(text: str) -> list[str]:
    """What must all be found: the words, or the digits alone when the text is a number."""
    if _PHONE.match(text.strip()):
        return [re.sub(r"\D", "", text)]
    return text.casefold().split()


def _all_in(words: list[str], *columns: ColumnElement[str]) -> ColumnElement[bool]:
    joined: ColumnElement[str] = columns[0]
    for column in columns[1:]:
        joined = joined + " " + func.coalesce(column, "")
    found: ColumnElement[bool] = joined.contains(words[0], autoescape=True)
    for word in words[1:]:
        found &= joined.contains(word, autoescape=True)
    return found


def search(connection: Connection, text: str, limit: int) -> list[Found]:
    """People first, then units, at most `limit` of both; nothing for a blank text."""
    words = words_of(text)
    if not words or limit < 1:
        return []
    people = _people(connection, words, limit)
    return (people + _units(connection, words, limit))[:limit]


def _people(connection: Connection, words: list[str], limit: int) -> list[Found]:
    unit = (
        select(units.c.address)
        .join(unit_subscribers, unit_subscribers.c.unit_id == units.c.id)
        .where(unit_subscribers.c.subscriber_id == subscribers.c.id)
        .order_by(unit_subscribers.c.ordinal, units.c.id)
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        select(
            subscribers.c.id,
            subscribers.c.name,
            subscribers.c.protected,
            places.c.street,
            places.c.locality,
            tenants.c.name.label("tenant"),
            unit.label("unit"),
        )
        .join(tenants, tenants.c.id == subscribers.c.tenant_id)
        .outerjoin(places, places.c.id == subscribers.c.place_id)
        .where(_all_in(words, subscribers.c.search, places.c.search), subscribers.c.active)
        .order_by(subscribers.c.name, subscribers.c.id)
        .limit(limit)
    )
    return [
        Found(
            what="person",
            id=row.id,
            name=row.name,
            where="" if row.protected else ", ".join(part for part in (row.street, row.locality) if part),
            unit=row.unit or "",
            tenant=row.tenant,
        )
        for row in connection.execute(statement)
    ]


def _units(connection: Connection, words: list[str], limit: int) -> list[Found]:
    statement = (
        select(units.c.id, units.c.address, units.c.protocol, places.c.locality, tenants.c.name.label("tenant"))
        .join(tenants, tenants.c.id == units.c.tenant_id)
        .outerjoin(places, places.c.id == units.c.place_id)
        .where(_all_in(words, units.c.protocol, func.lower(units.c.address), places.c.search))
        .order_by(units.c.address, units.c.id)
        .limit(limit)
    )
    return [
        Found(
            what="unit",
            id=row.id,
            name=f"{row.protocol} {row.address}",
            where=row.locality or "",
            unit=row.address,
            tenant=row.tenant,
        )
        for row in connection.execute(statement)
    ]
