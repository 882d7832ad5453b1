"""The writer's thread: order, roll-back, and what each failure is called."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text

from alarmd.domain.ports import LedgerRefused, LedgerUnavailable
from alarmd.store.worker import Begin, Conflict, Worker


@pytest_asyncio.fixture
async def worker(url: str) -> AsyncIterator[Worker]:
    opened = Worker(url)
    yield opened
    await opened.close()


def sentence(words: str, **values: object) -> object:
    def job(begin: Begin) -> object:
        with begin() as connection:
            result = connection.execute(text(words), values)
            return result.scalar() if result.returns_rows else None

    return job


async def do(worker: Worker, words: str, **values: object) -> object:
    return await worker.run(sentence(words, **values))  # type: ignore[arg-type]


async def test_jobs_are_done_in_the_order_they_were_asked_for(worker: Worker) -> None:
    done: list[int] = []
    await asyncio.gather(*(worker.run(lambda begin, n=n: done.append(n)) for n in range(50)))  # type: ignore[misc]
    assert done == list(range(50))


async def test_a_job_that_raises_leaves_nothing(worker: Worker) -> None:
    def job(begin: Begin) -> None:
        with begin() as connection:
            connection.execute(text("UPDATE journal_head SET seq = 77"))
            raise KeyError("a mistake of ours")

    with pytest.raises(KeyError):
        await worker.run(job)
    assert await do(worker, "SELECT seq FROM journal_head") == 0


async def test_a_unique_index_is_a_conflict(worker: Worker) -> None:
    await do(worker, "INSERT INTO commands (id, result, at) VALUES ('a', '', 0)")
    with pytest.raises(Conflict):
        await do(worker, "INSERT INTO commands (id, result, at) VALUES ('a', '', 0)")


@pytest.mark.parametrize("value", [2**70, "\ud800"])
async def test_values_no_store_can_hold_are_refused(worker: Worker, value: object) -> None:
    words = "UPDATE commands SET result = :value" if isinstance(value, str) else "UPDATE commands SET at = :value"
    with pytest.raises(LedgerRefused):
        await do(worker, words, value=value)


async def test_a_missing_table_is_the_stores_fault(worker: Worker) -> None:
    with pytest.raises(LedgerUnavailable):
        await do(worker, "SELECT 1 FROM nowhere")
    assert await do(worker, "SELECT seq FROM journal_head") == 0


async def test_errors_do_not_quote_what_people_said(worker: Worker) -> None:
    await do(worker, "INSERT INTO commands (id, result, at) VALUES ('Svea', '', 0)")
    with pytest.raises(Conflict) as caught:
        await do(worker, "INSERT INTO commands (id, result, at) VALUES (:name, '', 0)", name="Svea")
    assert "Svea" not in str(caught.value)


async def test_a_full_disk_is_unavailable_and_then_well_again(tmp_path_url: str) -> None:
    worker = Worker(tmp_path_url)
    try:

        def fill(begin: Begin) -> None:
            with begin() as connection:
                connection.exec_driver_sql("PRAGMA max_page_count = 1")
                connection.execute(text("INSERT INTO commands VALUES ('x', zeroblob(1000000), 0)"))

        with pytest.raises(LedgerUnavailable, match="full"):
            await worker.run(fill)
        await do(worker, "INSERT INTO commands VALUES ('y', '', 0)")
        assert await do(worker, "SELECT count(*) FROM commands") == 1
    finally:
        await worker.close()


async def test_a_file_that_went_read_only_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "alarmd.db").mkdir()
    worker = Worker(f"sqlite:///{tmp_path}/alarmd.db")
    with pytest.raises(LedgerUnavailable):
        await do(worker, "SELECT 1")
    await worker.close()
