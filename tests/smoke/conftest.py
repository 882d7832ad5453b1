"""A prepared store once for the session, and a running daemon for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.demo.centre import DemoCentre, Ports
from tests.smoke.lab import CLOCK, Lab


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an upgraded and seeded store."""
    folder = tmp_path_factory.mktemp("prepared")
    DemoCentre(folder, Ports.free(), units=60).prepare()
    return folder


@pytest.fixture
def lab(prepared: Path, tmp_path: Path) -> Iterator[Lab]:
    """A centre that is not started yet, with a clock that can be moved; stopped afterwards whatever happened."""
    folder = tmp_path / "centre"
    shutil.copytree(prepared, folder)
    centre = DemoCentre(folder, Ports.free(), level="info")
    centre.more = CLOCK.format(path=folder / "clock")
    centre.write_settings()
    lab = Lab(centre)
    yield lab
    centre.stop()


@pytest.fixture
def running(lab: Lab) -> Lab:
    """A centre that runs, with a session."""
    lab.centre.start()
    lab.log_in()
    return lab
