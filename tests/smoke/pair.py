"""Two daemons on one PostgreSQL, each with its own number."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from deploy.demo.centre import DemoCentre, Ports
from tests.contract.postgres import postgres_server
from tests.smoke.lab import Lab


@contextmanager
def pair(folder: Path, more: str = "") -> Iterator[tuple[Lab, Lab]]:
    """Both run and have sessions; node 0 was started first. `more`, with its `{folder}`, goes into both settings."""
    with ExitStack() as stack:
        server = stack.enter_context(postgres_server())
        url = server.create("alarmd").replace("postgresql://", "postgresql+psycopg://")
        labs = []
        for number in (0, 1):
            own = folder / str(number)
            centre = DemoCentre(own, Ports.free(), units=40, url=url, level="info", more=more.format(folder=own))
            centre.environment = {"ALARMD_CENTRE__NODE": str(number)}
            if number == 0:
                centre.prepare()
                shutil.copytree(own, folder / "1")
            centre.write_settings()
            stack.callback(centre.stop)
            centre.start()
            labs.append(Lab(centre))
            labs[-1].log_in()
        yield labs[0], labs[1]
