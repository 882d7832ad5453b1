"""The same tests on both stores: each test gets a fresh database, copied from one that was upgraded once."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from alarmd.store.engine import tool_engine
from alarmd.store.schema import upgrade
from alarmd.store.seed import seed_demo
from alarmd.store.writer import SqlLedger, open_ledger
from tests.contract.postgres import Server, postgres_server
from tests.fakes.clock import START, ManualClock

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "alarmd.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    with postgres_server() as server:
        upgrade(server.create("upgraded"))
        yield server


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of our schema, empty."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "alarmd.db")
        return f"sqlite:///{tmp_path}/alarmd.db"
    return fresh(request, "upgraded")


@pytest.fixture(scope="session")
def seeded_template(sqlite_template: Path) -> Path:
    path = sqlite_template.with_name("seeded.db")
    shutil.copy(sqlite_template, path)
    seed(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def seeded_postgres(postgres: Server) -> Server:
    seed(postgres.create("seeded", "upgraded"))
    return postgres


def seed(url: str) -> None:
    engine = tool_engine(url)
    seed_demo(engine, START, units=30)
    engine.dispose()


@pytest.fixture(params=BOTH)
def seeded_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with the demo registry of 30 units."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("seeded_template"), tmp_path / "alarmd.db")
        return f"sqlite:///{tmp_path}/alarmd.db"
    request.getfixturevalue("seeded_postgres")
    return fresh(request, "seeded")


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    return fresh(request, "template1")


def fresh(request: pytest.FixtureRequest, template: str) -> str:
    server: Server = request.getfixturevalue("postgres")
    number = getattr(request.session, "postgres_databases", 0) + 1
    request.session.postgres_databases = number  # type: ignore[attr-defined]
    return server.create(f"test_{number}", template)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest_asyncio.fixture
async def ledger(url: str, clock: ManualClock) -> AsyncIterator[SqlLedger]:
    opened = open_ledger(url, clock)
    yield opened
    await opened.close()


@pytest.fixture
def tmp_path_url(sqlite_template: Path, tmp_path: Path) -> str:
    """An SQLite database of our schema, whatever else the test runs on."""
    shutil.copy(sqlite_template, tmp_path / "alarmd.db")
    return f"sqlite:///{tmp_path}/alarmd.db"
