"""Each test of the console begins in Swedish."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from console import texts


@pytest.fixture(autouse=True)
def swedish() -> Iterator[None]:
    texts.use("sv")
    yield
    texts.use("sv")
