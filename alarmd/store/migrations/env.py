"""How Alembic runs here: always inside alarmd, on the connection that `alarmd.store.schema` hands over."""

from __future__ import annotations

from alembic import context

from alarmd.store.tables_registry import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transaction_per_migration=False,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
