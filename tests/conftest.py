"""What every test shares: nothing may be left behind, and hypothesis runs the same way for everyone."""

from __future__ import annotations

import asyncio
import gc
import os
import stat
import threading
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings

from tests.fakes.loop import new_loop, settle

_PROPERTY = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("dev", max_examples=10, **_PROPERTY)
settings.register_profile("ci", max_examples=10, derandomize=True, **_PROPERTY)
settings.register_profile("thorough", max_examples=300, **_PROPERTY)
settings.register_profile("deep", max_examples=5000, **_PROPERTY)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))

gc.disable()  # what is imported stays: looking through it while collecting, and after each test, is time for nothing


def pytest_collection_finish() -> None:
    """Collect from here on, and only what the tests make."""
    gc.freeze()
    gc.enable()


def _open_sockets() -> set[int]:
    """The inodes of the sockets that this process holds."""
    found = set()
    for descriptor in os.listdir("/proc/self/fd"):
        try:
            status = os.fstat(int(descriptor))
        except OSError:  # the one that the listing itself was read by
            continue
        if stat.S_ISSOCK(status.st_mode):
            found.add(status.st_ino)
    return found


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Fail the test that leaves a thread or a socket alive."""
    threads = set(threading.enumerate())
    sockets = _open_sockets()
    yield
    left = [t for t in threading.enumerate() if t not in threads and t.is_alive()]
    for thread in left:
        thread.join(timeout=2)
    left = [t for t in left if t.is_alive()]
    assert not left, f"threads left behind: {left}"
    if _open_sockets() - sockets:
        gc.collect()
    assert not _open_sockets() - sockets, "sockets left behind"


@pytest_asyncio.fixture
async def no_task_left() -> AsyncIterator[None]:
    """Fail the async test that leaves a task running (put on every async test at collection)."""
    before = asyncio.all_tasks()
    yield
    await settle()
    left = {t for t in asyncio.all_tasks() - before if t is not asyncio.current_task() and not t.done()}
    for task in left:
        task.cancel()
    assert not left, f"tasks left behind: {left}"


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Every async test runs on the loop that can tell when a condition comes true."""
    return {"turns": new_loop}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Guard every async test against tasks left behind."""
    for item in items:
        function = getattr(item, "function", None)
        if function is not None and asyncio.iscoroutinefunction(function):
            names = item.fixturenames  # type: ignore[attr-defined]
            if "no_task_left" not in names:
                names.insert(0, "no_task_left")
