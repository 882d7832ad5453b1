"""A PostgreSQL server of the test run's own: initdb, a Unix socket in a temporary directory, gone at the end."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BINARIES = Path("/usr/lib/postgresql")


class Server:
    """A running server. `as_user` is put before its programs, which refuse to run as root."""

    def __init__(self, binaries: Path, folder: Path, as_user: list[str]) -> None:
        self._binaries, self._folder, self._as_user = binaries, folder, as_user

    def run(self, program: str, *arguments: str) -> None:
        command = [*self._as_user, str(self._binaries / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self._folder, check=False)
        assert done.returncode == 0, f"{program}: {done.stderr or done.stdout}"

    def start(self) -> None:
        self.run("initdb", "-D", f"{self._folder}/cluster", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = (
            f"-c listen_addresses='' -c unix_socket_directories='{self._folder}' -c fsync=off -c max_connections=60"
        )
        log = f"{self._folder}/log"
        self.run("pg_ctl", "-D", f"{self._folder}/cluster", "-l", log, "-o", options, "-w", "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", f"{self._folder}/cluster", "-m", "immediate", "-w", "stop")

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self._folder}"

    def create(self, database: str, template: str = "template1") -> str:
        """Make a database and return its URL."""
        self.run("createdb", "-h", str(self._folder), "-U", "postgres", "-T", template, database)
        return self.url(database)


@contextmanager
def postgres_server() -> Iterator[Server]:
    """Start a server and stop it at the end."""
    found = sorted(BINARIES.glob("*/bin/initdb"))
    assert found, f"no PostgreSQL below {BINARIES}: `make test` installs it (package postgresql)"
    folder = Path(tempfile.mkdtemp(prefix="alarmd-pg-", dir="/tmp"))
    as_user: list[str] = []
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    folder.chmod(0o755)
    server = Server(found[-1].parent, folder, as_user)
    try:
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
