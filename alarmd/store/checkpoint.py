"""SQLite's write-ahead log is moved into the database beside the writer, so that no commit waits for it.

Left alone, SQLite does it at the end of the commit that fills the log, and the units of that batch wait for it. The
writer still does so when the log holds `LOG_PAGES`, which bounds the file; by then little is left to move.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from alarmd.domain.ports import Clock
from alarmd.store.engine import store_url

EACH_S = 1.0
_WAIT_S = 1.0

log = logging.getLogger(__name__)


class Checkpoints:
    """Moves what was committed, once a second. It never holds up a commit or a reader (a *passive* checkpoint).

    Args:
        url: an SQLite store.
    """

    def __init__(self, url: str, clock: Clock) -> None:
        self._file = str(store_url(url).database)
        self._clock = clock

    async def run(self) -> None:
        """Move, for as long as the daemon lives."""
        with ThreadPoolExecutor(1, thread_name_prefix="alarmd-checkpoint") as pool:
            while True:
                await self._clock.wait_until(self._clock.monotonic() + EACH_S)
                try:
                    await asyncio.get_running_loop().run_in_executor(pool, self.move)
                except sqlite3.Error as error:
                    log.warning("the write-ahead log stays as it is: %s", error)

    def move(self) -> int:
        """Move all that is committed and flushed, and return how many pages are left in the log unmoved.

        Raises:
            sqlite3.Error: the file is away, full or cannot be flushed; the log still holds everything.
        """
        with closing(sqlite3.connect(self._file, timeout=_WAIT_S)) as connection:
            _, pages, moved = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        return int(pages - moved)
