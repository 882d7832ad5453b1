"""Tables of the registry: who has an alarm, where, who helps them, and who works here."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from alarmd.store.tables import metadata
from alarmd.store.types import BigId, JsonText, UtcMicros


def _id() -> Column[int]:
    return Column("id", BigId, primary_key=True)


def _tenant() -> Column[int]:
    return Column("tenant_id", BigInteger, ForeignKey("tenants.id"), nullable=False, index=True)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, default="", server_default="")


tenants = Table(
    "tenants",
    metadata,
    _id(),
    Column("name", Text, nullable=False, unique=True),
    Column("settings", JsonText, nullable=False, default=dict, server_default="{}"),
    Column("active", Boolean, nullable=False, default=True, server_default="1"),
)

providers = Table(
    "providers",
    metadata,
    _id(),
    _tenant(),
    Column("name", Text, nullable=False),
    UniqueConstraint("tenant_id", "name"),
)

places = Table(
    "places",
    metadata,
    _id(),
    _tenant(),
    Column("provider_id", BigInteger, ForeignKey("providers.id")),
    _text("street"),
    _text("postal"),
    _text("locality"),
    _text("door"),
    _text("key_notes"),
    _text("notes"),
    Column("lat", Float(53)),
    Column("lon", Float(53)),
    _text("search"),
)

subscribers = Table(
    "subscribers",
    metadata,
    _id(),
    _tenant(),
    Column("place_id", BigInteger, ForeignKey("places.id"), index=True),
    Column("name", Text, nullable=False),
    Column("phones", JsonText, nullable=False, default=list, server_default="[]"),
    _text("born"),
    Column("language", Text, nullable=False, default="sv", server_default="sv"),
    _text("notes"),
    _text("action_plan"),
    Column("protected", Boolean, nullable=False, default=False, server_default="0"),
    Column(
        "risk", Integer, nullable=False, default=5, server_default="5", doc="0 to 9; in an outage 9 is called first"
    ),
    Column("active", Boolean, nullable=False, default=True, server_default="1"),
    _text("search"),
)

contact_persons = Table(
    "contact_persons",
    metadata,
    _id(),
    _tenant(),
    Column("subscriber_id", BigInteger, ForeignKey("subscribers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("ordinal", Integer, nullable=False),
    Column("name", Text, nullable=False),
    _text("relation"),
    _text("phone"),
    Column("has_key", Boolean, nullable=False, default=False, server_default="0"),
)

units = Table(
    "units",
    metadata,
    _id(),
    _tenant(),
    Column("protocol", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("place_id", BigInteger, ForeignKey("places.id"), index=True),
    Column("profile", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("interval_s", Float(53), nullable=False),
    Column("missed_limit", Integer, nullable=False),
    Column("grace_s", Float(53), nullable=False),
    Column("in_service_at", UtcMicros, doc="since when it is in service, by the store's clock"),
    Column("settings", JsonText, nullable=False, default=dict, server_default="{}"),
    UniqueConstraint("protocol", "address"),
)

unit_subscribers = Table(
    "unit_subscribers",
    metadata,
    Column("unit_id", BigInteger, ForeignKey("units.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "subscriber_id",
        BigInteger,
        ForeignKey("subscribers.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
    _tenant(),
    Column("ordinal", Integer, nullable=False),
)

peripherals = Table(
    "peripherals",
    metadata,
    _id(),
    _tenant(),
    Column("unit_id", BigInteger, ForeignKey("units.id", ondelete="CASCADE"), nullable=False),
    Column("address", Text, nullable=False, doc="what the unit calls it: zone or device id"),
    _text("kind"),
    _text("label"),
    Column("wearer_id", BigInteger, ForeignKey("subscribers.id", ondelete="SET NULL")),
    UniqueConstraint("unit_id", "address"),
)

base_stations = Table(
    "base_stations",
    metadata,
    _id(),
    _tenant(),
    Column("place_id", BigInteger, ForeignKey("places.id")),
    Column("name", Text, nullable=False),
    _text("kind"),
    Column("settings", JsonText, nullable=False, default=dict, server_default="{}"),
    UniqueConstraint("tenant_id", "name"),
)

operators = Table(
    "operators",
    metadata,
    _id(),
    _tenant(),
    Column("username", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False, doc="argon2id"),
    Column("active", Boolean, nullable=False, default=True, server_default="1"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True, doc="SHA-256 of the token"),
    _tenant(),
    Column("operator_id", BigInteger, ForeignKey("operators.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires_at", UtcMicros, nullable=False),
)

responders = Table(
    "responders",
    metadata,
    _id(),
    _tenant(),
    Column("name", Text, nullable=False),
    Column("channels", JsonText, nullable=False, doc="URLs in the order to try; secrets, never logged"),
    Column("active", Boolean, nullable=False, default=True, server_default="1"),
    UniqueConstraint("tenant_id", "name"),
)

shifts = Table(
    "shifts",
    metadata,
    _id(),
    _tenant(),
    Column("responder_id", BigInteger, ForeignKey("responders.id", ondelete="CASCADE"), nullable=False),
    Column("from_at", UtcMicros, nullable=False),
    Column("to_at", UtcMicros, nullable=False),
    Column("ordinal", Integer, nullable=False, doc="order to tell those on shift together"),
)
Index("ix_shifts_to_at", shifts.c.tenant_id, shifts.c.to_at)

registry_version = Table(
    "registry_version",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
)
