"""Tables of the walk: what arrives, what staff work on, what is told, and the journal of it all.

No foreign keys here: an alarm is stored even if its unit was removed a second ago. Column order is the order of the
tuples in `rows`, since the writer binds by position.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from alarmd.store.types import BigId, UtcMicros

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

signals = Table(
    "signals",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("tenant_id", BigInteger, nullable=False),
    Column("door", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("unit_id", BigInteger),
    Column("subscriber_id", BigInteger),
    Column("incident_id", BigInteger),
    Column("lane", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("restore", Boolean, nullable=False),
    Column("message_key", Text, nullable=False),
    Column("span", BigInteger, nullable=False, doc="floor(T1 / retry span): the message is unique within it"),
    Column("retry_s", Float(53), nullable=False),
    Column("retry_from_answer", Boolean, nullable=False),
    Column("code", Text, nullable=False),
    Column("label_sv", Text, nullable=False),
    Column("label_en", Text, nullable=False),
    Column("peripheral", Text, nullable=False),
    Column("flags", Text, nullable=False, doc="words, comma between"),
    Column("device_at", UtcMicros, doc="T0"),
    Column("received_at", UtcMicros, nullable=False, doc="T1"),
    Column(
        "durable_at",
        UtcMicros,
        doc="T2: its batch went to the disk, in the same commit; alarmd_commit_seconds later it was flushed",
    ),
    Column("answered_at", UtcMicros, doc="T3"),
    Column("painted_at", UtcMicros, doc="T4, the first console's"),
    Column("folds", Integer, nullable=False),
    Column("feed_no", BigInteger, nullable=False),
    Column("journal_seq", BigInteger, nullable=False),
    UniqueConstraint("message_key", "span"),
)
Index("ix_signals_feed_no", signals.c.feed_no, sqlite_where=signals.c.incident_id.is_not(None),
      postgresql_where=signals.c.incident_id.is_not(None))  # fmt: skip
Index("ix_signals_incident_id", signals.c.incident_id, sqlite_where=signals.c.incident_id.is_not(None),
      postgresql_where=signals.c.incident_id.is_not(None))  # fmt: skip
Index("ix_signals_unit_id", signals.c.unit_id)
Index("ix_signals_received_at", signals.c.received_at)

incidents = Table(
    "incidents",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("tenant_id", BigInteger, nullable=False),
    Column("lane", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("unit_id", BigInteger),
    Column("subscriber_id", BigInteger),
    Column("kind", Text, nullable=False),
    Column("kinds", Text, nullable=False, doc="words, comma between, in order of arrival"),
    Column("priority", Integer, nullable=False),
    Column("presses", Integer, nullable=False),
    Column("signals", Integer, nullable=False),
    Column("opened_at", UtcMicros, nullable=False),
    Column("last_signal_at", UtcMicros, nullable=False),
    Column("deadline_at", UtcMicros),
    Column("place", Text, nullable=False, doc="municipality and locality, no person"),
    Column("label_sv", Text, nullable=False),
    Column("label_en", Text, nullable=False),
    Column("returned", Boolean, nullable=False),
    Column("new_press", Boolean, nullable=False),
    Column("owner", Text, nullable=False),
    Column("responder", Text, nullable=False),
    Column("step", Integer, nullable=False),
    Column("flags", Text, nullable=False, doc="words, comma between"),
    Column("claimed_at", UtcMicros, doc="T5"),
    Column("voice_at", UtcMicros, doc="T6"),
    Column("dispatched_at", UtcMicros, doc="T7"),
    Column("accepted_at", UtcMicros, doc="T8"),
    Column("on_site_at", UtcMicros, doc="T9"),
    Column("closed_at", UtcMicros, doc="T10"),
    Column("outcome", Text, nullable=False),
    Column("feed_no", BigInteger, nullable=False),
)
IS_OPEN = incidents.c.state != "closed"
IS_OPEN_ALARM = IS_OPEN & (incidents.c.lane == "life_safety")
Index("uq_incidents_open_subject", incidents.c.subject, unique=True, sqlite_where=IS_OPEN_ALARM,
      postgresql_where=IS_OPEN_ALARM)  # fmt: skip
Index("ix_incidents_open", incidents.c.lane, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
Index("ix_incidents_subject", incidents.c.subject, incidents.c.id)
Index("ix_incidents_feed_no", incidents.c.feed_no)

timeline = Table(
    "timeline",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("incident_id", BigInteger, nullable=False, index=True),
    Column("tenant_id", BigInteger, nullable=False),
    Column("at", UtcMicros, nullable=False),
    Column("what", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("facts", Text, nullable=False, doc="JSON object without persons; free text is in the journal's payload"),
    Column("journal_seq", BigInteger, nullable=False),
)

notices = Table(
    "notices",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("incident_id", BigInteger, nullable=False, index=True),
    Column("tenant_id", BigInteger, nullable=False),
    Column("step", Integer, nullable=False),
    Column("responder_id", BigInteger, nullable=False),
    Column("target", Text, nullable=False, doc="a secret: never logged"),
    Column("created_at", UtcMicros, nullable=False),
    Column("expires_at", UtcMicros, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcMicros),
    Column("result", Text, nullable=False),
)
IS_UNSENT = notices.c.state.in_(("pending", "sending"))
Index("ix_notices_unsent", notices.c.expires_at, sqlite_where=IS_UNSENT, postgresql_where=IS_UNSENT)

links = Table(
    "links",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True, doc="SHA-256 of the token"),
    Column("tenant_id", BigInteger, nullable=False),
    Column("notice_id", BigInteger, nullable=False, index=True),
)

sender_ties = Table(
    "sender_ties",
    metadata,
    Column("door", Text, primary_key=True),
    Column("address", Text, primary_key=True, doc="what an unknown sender calls itself"),
    Column("tenant_id", BigInteger, nullable=False),
    Column("subscriber_id", BigInteger, doc="whose its presses are; NULL when it was taken back"),
    Column("incident_id", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcMicros, nullable=False),
    Column("feed_no", BigInteger, nullable=False, index=True),
)

commands = Table(
    "commands",
    metadata,
    Column("id", Text, primary_key=True),
    Column("result", Text, nullable=False, doc="JSON, given again when the command is repeated"),
    Column("at", UtcMicros, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("seq", BigId, primary_key=True, autoincrement=False),
    Column("at", UtcMicros, nullable=False),
    Column("tenant_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("payload_digest", LargeBinary, nullable=False),
    Column("prev_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

journal_payload = Table(
    "journal_payload",
    metadata,
    Column("seq", BigId, primary_key=True, autoincrement=False),
    Column("tenant_id", BigInteger, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("payload", LargeBinary, nullable=False),
)

journal_head = Table(
    "journal_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("feed_no", BigInteger, nullable=False),
    Column("epoch", Text, nullable=False, doc="names this store to the consoles: numbers of another mean nothing"),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False, doc="one run of a daemon"),
    Column("node", Integer, nullable=False),
    Column("until_at", UtcMicros, nullable=False, doc="on the store's clock"),
)

presences = Table(
    "presences",
    metadata,
    Column("operator", Text, primary_key=True, doc="operator:7"),
    Column("node", Integer, primary_key=True, autoincrement=False),
    Column("heard_at", UtcMicros, nullable=False, doc="when a console of the operator was last heard there"),
)
