"""The lease of `services.duty` in PostgreSQL, on the store's own clock, about which nodes cannot disagree."""

from __future__ import annotations

from sqlalchemy import text

from alarmd.services.duty import Holder
from alarmd.store.engine import store_url
from alarmd.store.worker import Begin, Worker

NAME = "deciding"
_HOLD = text(
    "WITH clock AS (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now) "
    "INSERT INTO leases (name, holder, node, until_at) SELECT :name, :holder, :node, now + :lasts FROM clock "
    "ON CONFLICT (name) DO UPDATE "
    "SET holder = excluded.holder, node = excluded.node, until_at = excluded.until_at "
    "WHERE leases.holder = excluded.holder OR leases.until_at <= excluded.until_at - :lasts"
)
_WHO = text("SELECT holder, node FROM leases WHERE name = :name")
_RELEASE = text("UPDATE leases SET until_at = 0 WHERE name = :name AND holder = :holder")


class SqlLease:
    """Implements `services.duty.LeaseStore` over a connection of its own, so that no alarm waits for it."""

    def __init__(self, url: str) -> None:
        self.worker = Worker(url)

    async def hold(self, me: Holder, lease_s: float) -> Holder:
        """Take or prolong the lease unless another run holds it; who holds it now."""
        lasts = int(lease_s * 1_000_000)

        def write(begin: Begin) -> Holder:
            with begin() as connection:
                connection.execute(_HOLD, {"name": NAME, "holder": me.run, "node": me.node, "lasts": lasts})
                run, node = connection.execute(_WHO, {"name": NAME}).one()
                return Holder(run, node)

        return await self.worker.run(write)

    async def release(self, me: Holder) -> None:
        """Let it go at once, if it is ours."""

        def write(begin: Begin) -> None:
            with begin() as connection:
                connection.execute(_RELEASE, {"name": NAME, "holder": me.run})

        await self.worker.run(write)

    async def close(self) -> None:
        """End the thread, after what is already asked for."""
        await self.worker.close()


def open_lease(url: str) -> SqlLease | None:
    """The lease of the store at `url`; None for SQLite, which one node has for itself.

    Raises:
        BadUrl: not a URL that alarmd can store at.
    """
    return SqlLease(url) if store_url(url).get_backend_name() == "postgresql" else None
