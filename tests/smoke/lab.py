"""A real daemon as a subprocess, and short words for what smoke tests do to it."""

from __future__ import annotations

import json
import socket
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy.demo.centre import DemoCentre
from protocols.dc09 import Frame, build, parse_frame

CLOCK = '[testing]\nclock_socket = "{path}"\n'


class Lab:
    """One centre under test.

    Attributes:
        centre: the process and its folder. token: a session of the demo operator.
    """

    def __init__(self, centre: DemoCentre) -> None:
        self.centre = centre
        self.token = ""

    def log_in(self) -> None:
        """Get a session."""
        self.token = self.centre.token()

    def get(self, path: str) -> Any:
        """Ask the api."""
        return json.loads(self._fetch(path, {"Authorization": f"Bearer {self.token}"}))

    def metrics(self) -> str:
        """The exposition as text."""
        return self._fetch("/metrics", {}).decode()

    def _fetch(self, path: str, headers: dict[str, str]) -> bytes:
        """Ask the daemon; when it is not there, say how it ended."""
        try:
            with urllib.request.urlopen(
                urllib.request.Request(self.centre.base + path, headers=headers), timeout=10
            ) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError:
            raise
        except urllib.error.URLError as error:
            process = self.centre.process
            status = None if process is None else process.poll()
            raise RuntimeError(f"{error}; the daemon's status is {status}:\n{self.centre.last_words()}") from error

    def metric(self, line_start: str) -> float:
        """The value of one series; 0 when it is not there."""
        for line in self.metrics().splitlines():
            if line.startswith(line_start):
                return float(line.rpartition(" ")[2])
        return 0.0

    def signals(self) -> list[dict[str, Any]]:
        """Stored signals, newest first."""
        return list(self.get("/api/signals?limit=500")["items"])

    def incidents(self, *, open_only: bool = True) -> list[dict[str, Any]]:
        """Incidents, newest first."""
        return list(self.get(f"/api/incidents?limit=500&open_only={str(open_only).lower()}")["items"])

    def move_clock(self, seconds: float) -> None:
        """Move the daemon's clock forward."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as channel:
            channel.settimeout(10)
            channel.connect(str(self.clock_path))
            channel.sendall(f"advance {seconds}\n".encode())
            assert channel.recv(100) == b"ok\n"

    @property
    def clock_path(self) -> Path:
        """Where the clock's socket is."""
        return self.centre.folder / "clock"

    def database(self) -> sqlite3.Connection:
        """The store, to read."""
        return sqlite3.connect(f"file:{self.centre.folder}/alarmd.sqlite3?mode=ro", uri=True)


def press(seq: int, account: str = "1000", code: str = "1101") -> bytes:
    """A Contact ID frame; 1101 is a press."""
    return build("ADM-CID", f"{seq:04}", account, data=f"#{account}|{code} 01 001")


@contextmanager
def dialler(lab: Lab, timeout_s: float = 10.0) -> Iterator[socket.socket]:
    """A TCP connection to the DC-09 door."""
    with socket.create_connection(("127.0.0.1", lab.centre.ports.dc09), timeout=timeout_s) as line:
        yield line


def ask(lab: Lab, octets: bytes, timeout_s: float = 10.0) -> Frame | None:
    """Send one frame on a connection of its own; the answer, or None for silence until `timeout_s`."""
    with dialler(lab, timeout_s) as line:
        line.sendall(octets)
        return hear(line)


def hear(line: socket.socket) -> Frame | None:
    """The next answer on a connection, or None when none comes before its timeout."""
    heard = b""
    try:
        while not heard.endswith(b"\r"):
            piece = line.recv(4096)
            if not piece:
                return None
            heard += piece
    except TimeoutError:
        return None
    return parse_frame(heard)
