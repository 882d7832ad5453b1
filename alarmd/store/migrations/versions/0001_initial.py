"""The first schema: the walk, the journal and the registry."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "commands",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_commands")),
    )
    op.create_table(
        "incidents",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("subscriber_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("presses", sa.Integer(), nullable=False),
        sa.Column("signals", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("last_signal_at", sa.BigInteger(), nullable=False),
        sa.Column("deadline_at", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("label_sv", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("returned", sa.Boolean(), nullable=False),
        sa.Column("new_press", sa.Boolean(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("responder", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=True),
        sa.Column("voice_at", sa.BigInteger(), nullable=True),
        sa.Column("dispatched_at", sa.BigInteger(), nullable=True),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        sa.Column("on_site_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("feed_no", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_incidents")),
    )
    op.create_index("ix_incidents_feed_no", "incidents", ["feed_no"], unique=False)
    op.create_index(
        "ix_incidents_open",
        "incidents",
        ["lane"],
        unique=False,
        sqlite_where=sa.text("state != 'closed'"),
        postgresql_where=sa.text("state != 'closed'"),
    )
    op.create_index("ix_incidents_subject", "incidents", ["subject", "id"], unique=False)
    op.create_index(
        "uq_incidents_open_subject",
        "incidents",
        ["subject"],
        unique=True,
        sqlite_where=sa.text("state != 'closed' AND lane = 'life_safety'"),
        postgresql_where=sa.text("state != 'closed' AND lane = 'life_safety'"),
    )
    op.create_table(
        "journal",
        sa.Column("seq", ID, autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("payload_digest", sa.LargeBinary(), nullable=False),
        sa.Column("prev_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=("pk_journal")),
    )
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("feed_no", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_journal_head")),
    )
    op.create_table(
        "journal_payload",
        sa.Column("seq", ID, autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=("pk_journal_payload")),
    )
    op.create_table(
        "links",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=("pk_links")),
    )
    op.create_index(("ix_links_notice_id"), "links", ["notice_id"], unique=False)
    op.create_table(
        "notices",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("responder_id", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_notices")),
    )
    op.create_index(("ix_notices_incident_id"), "notices", ["incident_id"], unique=False)
    op.create_index(
        "ix_notices_unsent",
        "notices",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('pending', 'sending')"),
        postgresql_where=sa.text("state IN ('pending', 'sending')"),
    )
    op.create_table(
        "registry_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_registry_version")),
    )
    op.create_table(
        "signals",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("subscriber_id", sa.BigInteger(), nullable=True),
        sa.Column("incident_id", sa.BigInteger(), nullable=True),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("restore", sa.Boolean(), nullable=False),
        sa.Column("message_key", sa.Text(), nullable=False),
        sa.Column("span", sa.BigInteger(), nullable=False),
        sa.Column("retry_s", sa.Float(precision=53), nullable=False),
        sa.Column("retry_from_answer", sa.Boolean(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("label_sv", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("peripheral", sa.Text(), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("device_at", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("durable_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("painted_at", sa.BigInteger(), nullable=True),
        sa.Column("folds", sa.Integer(), nullable=False),
        sa.Column("feed_no", sa.BigInteger(), nullable=False),
        sa.Column("journal_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_signals")),
        sa.UniqueConstraint("message_key", "span", name=("uq_signals_message_key")),
    )
    op.create_index(
        "ix_signals_feed_no",
        "signals",
        ["feed_no"],
        unique=False,
        sqlite_where=sa.text("incident_id IS NOT NULL"),
        postgresql_where=sa.text("incident_id IS NOT NULL"),
    )
    op.create_index(
        "ix_signals_incident_id",
        "signals",
        ["incident_id"],
        unique=False,
        sqlite_where=sa.text("incident_id IS NOT NULL"),
        postgresql_where=sa.text("incident_id IS NOT NULL"),
    )
    op.create_index("ix_signals_received_at", "signals", ["received_at"], unique=False)
    op.create_index("ix_signals_unit_id", "signals", ["unit_id"], unique=False)
    op.create_table(
        "tenants",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_tenants")),
        sa.UniqueConstraint("name", name=("uq_tenants_name")),
    )
    op.create_table(
        "timeline",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("journal_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_timeline")),
    )
    op.create_index(("ix_timeline_incident_id"), "timeline", ["incident_id"], unique=False)
    op.create_table(
        "operators",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=("fk_operators_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=("pk_operators")),
        sa.UniqueConstraint("username", name=("uq_operators_username")),
    )
    op.create_index(("ix_operators_tenant_id"), "operators", ["tenant_id"], unique=False)
    op.create_table(
        "providers",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=("fk_providers_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=("pk_providers")),
        sa.UniqueConstraint("tenant_id", "name", name=("uq_providers_tenant_id")),
    )
    op.create_index(("ix_providers_tenant_id"), "providers", ["tenant_id"], unique=False)
    op.create_table(
        "responders",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("channels", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=("fk_responders_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=("pk_responders")),
        sa.UniqueConstraint("tenant_id", "name", name=("uq_responders_tenant_id")),
    )
    op.create_index(("ix_responders_tenant_id"), "responders", ["tenant_id"], unique=False)
    op.create_table(
        "places",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.Column("street", sa.Text(), server_default="", nullable=False),
        sa.Column("postal", sa.Text(), server_default="", nullable=False),
        sa.Column("locality", sa.Text(), server_default="", nullable=False),
        sa.Column("door", sa.Text(), server_default="", nullable=False),
        sa.Column("key_notes", sa.Text(), server_default="", nullable=False),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("lat", sa.Float(precision=53), nullable=True),
        sa.Column("lon", sa.Float(precision=53), nullable=True),
        sa.Column("search", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["provider_id"], ["providers.id"], name=("fk_places_provider_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=("fk_places_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=("pk_places")),
    )
    op.create_index(("ix_places_tenant_id"), "places", ["tenant_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("operator_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=("fk_sessions_operator_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=("fk_sessions_tenant_id")),
        sa.PrimaryKeyConstraint("token_hash", name=("pk_sessions")),
    )
    op.create_index(("ix_sessions_operator_id"), "sessions", ["operator_id"], unique=False)
    op.create_index(("ix_sessions_tenant_id"), "sessions", ["tenant_id"], unique=False)
    op.create_table(
        "shifts",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("responder_id", sa.BigInteger(), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("to_at", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["responder_id"], ["responders.id"], name=("fk_shifts_responder_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=("fk_shifts_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=("pk_shifts")),
    )
    op.create_index(("ix_shifts_tenant_id"), "shifts", ["tenant_id"], unique=False)
    op.create_index("ix_shifts_to_at", "shifts", ["tenant_id", "to_at"], unique=False)
    op.create_table(
        "base_stations",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("place_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("settings", sa.Text(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=("fk_base_stations_place_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=("fk_base_stations_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=("pk_base_stations")),
        sa.UniqueConstraint("tenant_id", "name", name=("uq_base_stations_tenant_id")),
    )
    op.create_index(("ix_base_stations_tenant_id"), "base_stations", ["tenant_id"], unique=False)
    op.create_table(
        "subscribers",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("place_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phones", sa.Text(), server_default="[]", nullable=False),
        sa.Column("born", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), server_default="sv", nullable=False),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        sa.Column("action_plan", sa.Text(), server_default="", nullable=False),
        sa.Column("protected", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("search", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=("fk_subscribers_place_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=("fk_subscribers_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=("pk_subscribers")),
    )
    op.create_index(("ix_subscribers_place_id"), "subscribers", ["place_id"], unique=False)
    op.create_index(("ix_subscribers_tenant_id"), "subscribers", ["tenant_id"], unique=False)
    op.create_table(
        "units",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("protocol", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("place_id", sa.BigInteger(), nullable=True),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("interval_s", sa.Float(precision=53), nullable=False),
        sa.Column("missed_limit", sa.Integer(), nullable=False),
        sa.Column("grace_s", sa.Float(precision=53), nullable=False),
        sa.Column("settings", sa.Text(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=("fk_units_place_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=("fk_units_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=("pk_units")),
        sa.UniqueConstraint("protocol", "address", name=("uq_units_protocol")),
    )
    op.create_index(("ix_units_place_id"), "units", ["place_id"], unique=False)
    op.create_index(("ix_units_tenant_id"), "units", ["tenant_id"], unique=False)
    op.create_table(
        "contact_persons",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("subscriber_id", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("has_key", sa.Boolean(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name=("fk_contact_persons_subscriber_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=("fk_contact_persons_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=("pk_contact_persons")),
    )
    op.create_index(("ix_contact_persons_subscriber_id"), "contact_persons", ["subscriber_id"], unique=False)
    op.create_index(("ix_contact_persons_tenant_id"), "contact_persons", ["tenant_id"], unique=False)
    op.create_table(
        "peripherals",
        sa.Column("id", ID, nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("label", sa.Text(), server_default="", nullable=False),
        sa.Column("wearer_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=("fk_peripherals_tenant_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=("fk_peripherals_unit_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["wearer_id"], ["subscribers.id"], name=("fk_peripherals_wearer_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_peripherals")),
        sa.UniqueConstraint("unit_id", "address", name=("uq_peripherals_unit_id")),
    )
    op.create_index(("ix_peripherals_tenant_id"), "peripherals", ["tenant_id"], unique=False)
    op.create_table(
        "unit_subscribers",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("subscriber_id", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name=("fk_unit_subscribers_subscriber_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=("fk_unit_subscribers_tenant_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=("fk_unit_subscribers_unit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("unit_id", "subscriber_id", name=("pk_unit_subscribers")),
    )
    op.create_index(("ix_unit_subscribers_subscriber_id"), "unit_subscribers", ["subscriber_id"], unique=False)
    op.create_index(("ix_unit_subscribers_tenant_id"), "unit_subscribers", ["tenant_id"], unique=False)

    epoch = secrets.token_hex(8)
    head = sa.table("journal_head", *(sa.column(name) for name in ("id", "seq", "hash", "feed_no", "epoch")))
    op.execute(sa.insert(head).values(id=1, seq=0, hash=sa.literal(bytes(32), sa.LargeBinary), feed_no=0, epoch=epoch))
    op.execute(sa.insert(sa.table("registry_version", sa.column("id"), sa.column("version"))).values(id=1, version=0))


def downgrade() -> None:
    op.drop_index(("ix_unit_subscribers_tenant_id"), table_name="unit_subscribers")
    op.drop_index(("ix_unit_subscribers_subscriber_id"), table_name="unit_subscribers")
    op.drop_table("unit_subscribers")
    op.drop_index(("ix_peripherals_tenant_id"), table_name="peripherals")
    op.drop_table("peripherals")
    op.drop_index(("ix_contact_persons_tenant_id"), table_name="contact_persons")
    op.drop_index(("ix_contact_persons_subscriber_id"), table_name="contact_persons")
    op.drop_table("contact_persons")
    op.drop_index(("ix_units_tenant_id"), table_name="units")
    op.drop_index(("ix_units_place_id"), table_name="units")
    op.drop_table("units")
    op.drop_index(("ix_subscribers_tenant_id"), table_name="subscribers")
    op.drop_index(("ix_subscribers_place_id"), table_name="subscribers")
    op.drop_table("subscribers")
    op.drop_index(("ix_base_stations_tenant_id"), table_name="base_stations")
    op.drop_table("base_stations")
    op.drop_index("ix_shifts_to_at", table_name="shifts")
    op.drop_index(("ix_shifts_tenant_id"), table_name="shifts")
    op.drop_table("shifts")
    op.drop_index(("ix_sessions_tenant_id"), table_name="sessions")
    op.drop_index(("ix_sessions_operator_id"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_index(("ix_places_tenant_id"), table_name="places")
    op.drop_table("places")
    op.drop_index(("ix_responders_tenant_id"), table_name="responders")
    op.drop_table("responders")
    op.drop_index(("ix_providers_tenant_id"), table_name="providers")
    op.drop_table("providers")
    op.drop_index(("ix_operators_tenant_id"), table_name="operators")
    op.drop_table("operators")
    op.drop_index(("ix_timeline_incident_id"), table_name="timeline")
    op.drop_table("timeline")
    op.drop_table("tenants")
    op.drop_index("ix_signals_unit_id", table_name="signals")
    op.drop_index("ix_signals_received_at", table_name="signals")
    op.drop_index(
        "ix_signals_incident_id",
        table_name="signals",
        sqlite_where=sa.text("incident_id IS NOT NULL"),
        postgresql_where=sa.text("incident_id IS NOT NULL"),
    )
    op.drop_index(
        "ix_signals_feed_no",
        table_name="signals",
        sqlite_where=sa.text("incident_id IS NOT NULL"),
        postgresql_where=sa.text("incident_id IS NOT NULL"),
    )
    op.drop_table("signals")
    op.drop_table("registry_version")
    op.drop_index(
        "ix_notices_unsent",
        table_name="notices",
        sqlite_where=sa.text("state IN ('pending', 'sending')"),
        postgresql_where=sa.text("state IN ('pending', 'sending')"),
    )
    op.drop_index(("ix_notices_incident_id"), table_name="notices")
    op.drop_table("notices")
    op.drop_index(("ix_links_notice_id"), table_name="links")
    op.drop_table("links")
    op.drop_table("journal_payload")
    op.drop_table("journal_head")
    op.drop_table("journal")
    op.drop_index(
        "uq_incidents_open_subject",
        table_name="incidents",
        sqlite_where=sa.text("state != 'closed' AND lane = 'life_safety'"),
        postgresql_where=sa.text("state != 'closed' AND lane = 'life_safety'"),
    )
    op.drop_index("ix_incidents_subject", table_name="incidents")
    op.drop_index(
        "ix_incidents_open",
        table_name="incidents",
        sqlite_where=sa.text("state != 'closed'"),
        postgresql_where=sa.text("state != 'closed'"),
    )
    op.drop_index("ix_incidents_feed_no", table_name="incidents")
    op.drop_table("incidents")
    op.drop_table("commands")
