"""A daemon of its own in a folder of its own: settings, database with fictive people, process."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from deploy.demo.certificate import write_certificate

USER = PASSWORD = "demo"
PYTHON = sys.executable


@dataclass(frozen=True)
class Ports:
    """Where the demo listens on loopback."""

    web: int = 8470
    pages: int = 8471
    dc09: int = 12128
    scaip: int = 5060
    scaip_tls: int = 5061

    @classmethod
    def free(cls) -> Ports:
        """Ports that nobody uses now."""
        held = []
        for _ in range(5):
            tcp = socket.socket()
            tcp.bind(("127.0.0.1", 0))
            held.append(tcp)
        numbers = [each.getsockname()[1] for each in held]
        for each in held:
            each.close()
        return cls(*numbers)


SETTINGS = """
[centre]
name = "Demo"
[store]
url = "{url}"
[web]
internal = "127.0.0.1:{web}"
public = "127.0.0.1:{pages}"
public_url = "http://127.0.0.1:{pages}"
[notify]
demo_file = "{folder}/notices.txt"
[[doors]]
kind = "dc09"
tcp = "127.0.0.1:{dc09}"
udp = "127.0.0.1:{dc09}"
key = "{key}"
rate_per_source = 0
connections_per_source = 30000
[[doors]]
kind = "scaip"
udp = "127.0.0.1:{scaip}"
tcp = "127.0.0.1:{scaip}"
tls = "127.0.0.1:{scaip_tls}"
certificate = "{folder}/certificate.pem"
private_key = "{folder}/key.pem"
challenge = false
rate_per_source = 0
connections_per_source = 30000
[log]
level = "{level}"
{more}
"""


@dataclass
class DemoCentre:
    """One daemon. Use `prepare`, then `start`; `stop` ends it in good order."""

    folder: Path
    ports: Ports = field(default_factory=Ports)
    units: int = 200
    url: str = ""
    level: str = "warning"
    more: str = ""
    key: str = ""
    wrapper: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def config(self) -> Path:
        """The settings file."""
        return self.folder / "alarmd.toml"

    @property
    def base(self) -> str:
        """Where the internal listener is."""
        return f"http://127.0.0.1:{self.ports.web}"

    @property
    def feed(self) -> str:
        """Where the console feed is."""
        return f"ws://127.0.0.1:{self.ports.web}/feed"

    @property
    def log(self) -> Path:
        """What the daemon says."""
        return self.folder / "alarmd.log"

    def prepare(self) -> None:
        """Write settings and certificate, make the database and fill it with fictive people and units."""
        self.folder.mkdir(parents=True, exist_ok=True)
        write_certificate(self.folder, datetime.now(UTC))
        self.write_settings()
        subprocess.run([PYTHON, "-m", "alarmd", "db", "upgrade", "--config", str(self.config)], check=True)
        subprocess.run(
            [PYTHON, "-m", "alarmd", "seed-demo", "--units", str(self.units), "--config", str(self.config)],
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def write_settings(self) -> None:
        """Write the settings file anew."""
        url = self.url or f"sqlite:///{self.folder}/alarmd.sqlite3"
        self.config.write_text(
            SETTINGS.format(
                url=url, folder=self.folder, level=self.level, more=self.more, key=self.key, **vars(self.ports)
            )
        )

    def start(self, patience_s: float = 20.0) -> None:
        """Start the daemon and return when it is ready.

        Raises:
            RuntimeError: it ended or is not ready in time; the message holds the end of its log.
        """
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self.wrapper, PYTHON, "-m", "alarmd", "run", "--config", str(self.config)],
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
            )
        ends = time.monotonic() + patience_s
        while time.monotonic() < ends:
            if self.process.poll() is not None:
                raise RuntimeError(f"alarmd ended with status {self.process.returncode}:\n{self.last_words()}")
            if self.is_ready():
                return
            time.sleep(0.05)
        raise RuntimeError(f"alarmd is not ready after {patience_s:.0f} s:\n{self.last_words()}")

    def is_ready(self) -> bool:
        """True when /ready says so."""
        try:
            with urllib.request.urlopen(f"{self.base}/ready", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def last_words(self, lines: int = 30) -> str:
        """The end of the daemon's log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""

    def token(self) -> str:
        """A session token of the demo operator."""
        request = urllib.request.Request(
            f"{self.base}/api/login",
            data=json.dumps({"username": USER, "password": PASSWORD}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return str(json.load(answer)["token"])

    def kill(self) -> None:
        """End the daemon as a power cut would: kill -9."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> int:
        """Ask it to stop and return its exit status; after 15 s it is killed."""
        if self.process is None:
            return 0
        self.process.terminate()
        try:
            return self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()
