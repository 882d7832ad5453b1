"""Which schema the database has, and bringing it to ours: `alarmd db upgrade` and `alarmd db check`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from alarmd.store.engine import store_url, tool_engine

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).with_name("migrations")


class SchemaMismatch(Exception):
    """The database does not have the schema this program was written for; the sentence says what to do."""


def _known() -> set[str]:
    """Every revision, by its file's name (`0001_initial.py`): a daemon that starts need not load Alembic for it."""
    return {file.name.partition("_")[0] for file in _MIGRATIONS.glob("versions/[0-9]*_*.py")}


def wanted() -> str:
    """The revision this program was written for."""
    return max(_known())


def upgrade(url: str, revision: str = "head") -> str:
    """Bring the database to `revision`, all steps in one transaction, and return the revision it has then."""
    from alembic import command

    return _run(url, lambda config: command.upgrade(config, revision))


def downgrade(url: str, revision: str) -> str:
    """Take the database back to `revision` (`base` for none): for tests and for a planned way back."""
    from alembic import command

    return _run(url, lambda config: command.downgrade(config, revision))


def check(url: str) -> None:
    """Return if the database has our schema.

    Raises:
        SchemaMismatch: it has none, an older or a newer one, or it cannot be opened.
    """
    location = store_url(url)
    shown = location.render_as_string(hide_password=True)
    file = Path(location.database or "")
    if location.get_backend_name() == "sqlite" and not file.exists():
        raise SchemaMismatch(f"{shown}: no database there yet. Make it with: alarmd db upgrade")
    engine = tool_engine(url)
    try:
        with engine.connect() as connection:
            _compare(connection, shown)
    except DBAPIError as error:
        raise SchemaMismatch(f"{shown}: cannot be opened ({error.orig})") from error
    finally:
        engine.dispose()


def _compare(connection: Connection, shown: str) -> None:
    found = _found(connection)
    if found == wanted():
        return
    if found is None:
        strange = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
        if strange:
            raise SchemaMismatch(
                f"{shown}: holds tables that are not alarmd's ({strange[0]}, …). Use another database."
            )
        raise SchemaMismatch(f"{shown}: is empty. Make the tables with: alarmd db upgrade")
    if found in _known():
        raise SchemaMismatch(
            f"{shown}: has the older schema {found}, this alarmd needs {wanted()}. Stop alarmd on every node, "
            "back the database up, then run: alarmd db upgrade"
        )
    raise SchemaMismatch(
        f"{shown}: has schema {found}, which this alarmd does not know: a newer alarmd has upgraded it. "
        "Install that version again."
    )


def _found(connection: Connection) -> str | None:
    """The revision that the database has, None when Alembic has never been there."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return revision


def _run(url: str, step: Callable[[Config], None]) -> str:
    from alembic.config import Config

    engine = tool_engine(url)
    try:
        with engine.begin() as connection:
            config = Config()
            config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
            config.attributes["connection"] = connection
            step(config)
            return _found(connection) or "base"
    finally:
        engine.dispose()
