"""Which operators have a console at which node, in PostgreSQL and on its clock (`services.presence.PresenceStore`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, text

from alarmd.store.worker import Begin, Worker

_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_NOTE = text(
    f"INSERT INTO presences (operator, node, heard_at) VALUES (:operator, :node, {_NOW} - :ago) "  # noqa: S608
    "ON CONFLICT (operator, node) DO UPDATE SET heard_at = excluded.heard_at"
)
_ABSENT = text(
    "SELECT operator FROM presences GROUP BY operator "  # noqa: S608
    f"HAVING max(heard_at) <= {_NOW} - :lasts ORDER BY operator"
)
_FORGET = text(
    "DELETE FROM presences WHERE operator IN :operators AND operator NOT IN "  # noqa: S608
    f"(SELECT operator FROM presences WHERE heard_at > {_NOW} - :lasts)"
).bindparams(bindparam("operators", expanding=True))


class SqlPresences:
    """Works in the thread of the lease, so that no alarm waits for it.

    Args:
        worker: the thread.
        node: this node's number.
    """

    def __init__(self, worker: Worker, node: int) -> None:
        self._worker = worker
        self._node = node

    async def note(self, heard_s: Mapping[str, float]) -> None:
        """Operators of this node, each with the seconds since a console was last heard here."""
        rows = [
            {"operator": operator, "node": self._node, "ago": int(seconds * 1_000_000)}
            for operator, seconds in sorted(heard_s.items())
        ]

        def write(begin: Begin) -> None:
            with begin() as connection:
                connection.execute(_NOTE, rows)

        await self._worker.run(write)

    async def absent(self, for_s: float) -> Sequence[str]:
        """Operators of whom no node has heard for so long; they are named until forgotten."""

        def read(begin: Begin) -> Sequence[str]:
            with begin() as connection:
                return list(connection.execute(_ABSENT, {"lasts": int(for_s * 1_000_000)}).scalars())

        return await self._worker.run(read)

    async def forget(self, operators: Sequence[str], for_s: float) -> None:
        """Those who are still absent need not be named again."""

        def write(begin: Begin) -> None:
            with begin() as connection:
                connection.execute(_FORGET, {"operators": list(operators), "lasts": int(for_s * 1_000_000)})

        await self._worker.run(write)
