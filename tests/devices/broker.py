"""A real Mosquitto with the settings that we ship (only paths and port are its own), and its own clients as peers."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from alarmd.config.doors.mqtt import MqttSettings
from simulators.mqtt.device import BrokerAddress
from tests.fakes.pace import pause

SHIPPED = Path(__file__).parents[2] / "deploy" / "mosquitto"
NAMES = ("alarmd", "alarmd-2", "chirpstack", "hemtjanst", "hem-12", "hem-13", "shellybutton1-A4CF12F45D3C")
MOSQUITTO = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
PATIENCE_S = 10.0


def free_port() -> int:
    """A port of loopback that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class Broker:
    """One broker with a folder of its own."""

    def __init__(self, folder: Path, certificates: Path) -> None:
        self.folder = folder
        self.certificates = certificates
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        (folder / "kept").mkdir()
        shutil.copy(SHIPPED / "access.acl", folder)
        (folder / "access.acl").chmod(0o600)
        text = (SHIPPED / "mosquitto.conf").read_text(encoding="utf-8")
        for ours, theirs in (
            ("listener 8883", f"listener {self.port} 127.0.0.1"),
            ("/etc/mosquitto/alarmd/access.acl", f"{folder}/access.acl"),
            ("/etc/mosquitto/alarmd", str(certificates)),
            ("/var/lib/mosquitto/alarmd/", f"{folder}/kept/"),
        ):
            assert ours in text
            text = text.replace(ours, theirs)
        (folder / "mosquitto.conf").write_text(f"{text}\nuser {os.environ.get('USER') or 'root'}\n", encoding="utf-8")

    def forget(self, line: str) -> None:
        """Run without that line of the settings."""
        settings = self.folder / "mosquitto.conf"
        text = settings.read_text(encoding="utf-8")
        assert line in text
        settings.write_text(text.replace(line, ""), encoding="utf-8")

    async def start(self) -> None:
        """Start, and wait until it listens."""
        assert MOSQUITTO is not None, "mosquitto is missing: run deploy/setup/debian.sh"
        self._run(MOSQUITTO)
        ends = asyncio.get_running_loop().time() + PATIENCE_S
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                assert asyncio.get_running_loop().time() < ends, self.log()
                assert self.is_running, self.log()
                await pause(0.02)
            else:
                writer.close()
                return

    def _run(self, program: str) -> None:
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [program, "-c", str(self.folder / "mosquitto.conf")], stdout=log, stderr=log
            )

    @property
    def is_running(self) -> bool:
        """It has not ended."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """Kill it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def log(self) -> str:
        """What it has said."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def has_saved(self, payload: bytes) -> bool:
        """A message with that payload is in its file."""
        kept = self.folder / "kept" / "mosquitto.db"
        return kept.exists() and payload in kept.read_bytes()

    def settings(self, client_id: str = "alarmd", **words: object) -> MqttSettings:
        """A door at this broker."""
        own = self.certificates / client_id
        return MqttSettings(
            broker=f"127.0.0.1:{self.port}",
            client_id=client_id,
            tls=True,
            authority=str(self.certificates / "authority.pem"),
            certificate=f"{own}.pem",
            private_key=f"{own}.key",
            **words,  # type: ignore[arg-type]
        )

    def toml(self, client_id: str = "alarmd", **words: object) -> str:
        """The same as a block of a settings file."""
        tree = msgspec.structs.asdict(self.settings(client_id)) | words
        return "[[doors]]\n" + "".join(f"{word} = {json.dumps(value)}\n" for word, value in tree.items())

    def _words(self, program: str, name: str) -> list[str]:
        own = self.certificates / name
        files = ["--cafile", str(self.certificates / "authority.pem"), "--cert", f"{own}.pem", "--key", f"{own}.key"]
        return [program, "-h", "127.0.0.1", "-p", str(self.port), *files]

    async def publish(self, name: str, topic: str, payload: bytes, *more: str) -> int:
        """Publish with QoS 1 by mosquitto_pub as client `name`; its exit status."""
        words = [*self._words("mosquitto_pub", name), "-q", "1", "-t", topic, "-s", *more]
        process = await asyncio.create_subprocess_exec(
            *words, stdin=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
        )
        await process.communicate(payload)
        return int(process.returncode or 0)

    async def publish_lines(self, name: str, topic: str, lines: list[bytes]) -> None:
        """Publish each line with QoS 1 over one connection."""
        words = [*self._words("mosquitto_pub", name), "-q", "1", "-t", topic, "-l"]
        process = await asyncio.create_subprocess_exec(*words, stdin=asyncio.subprocess.PIPE)
        await process.communicate(b"\n".join(lines))

    async def retained(self, name: str, topic: str) -> bytes:
        """The retained message there; b"" for none."""
        words = [*self._words("mosquitto_sub", name), "-t", topic, "--retained-only", "-C", "1", "-W", "1", "-N"]
        process = await asyncio.create_subprocess_exec(
            *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
        )
        return (await process.communicate())[0]

    async def listen(self, name: str, topic: str, count: int = 1) -> asyncio.subprocess.Process:
        """mosquitto_sub as client `name`, which ends after `count` messages."""
        words = [
            "stdbuf",
            "-oL",
            *self._words("mosquitto_sub", name),
            "-q",
            "1",
            "-t",
            topic,
            "-C",
            str(count),
            "-W",
            "20",
            "-d",
        ]
        process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
        assert process.stdout is not None
        while b"SUBACK" not in await process.stdout.readline():
            pass
        return process


def broker_address(broker: Broker, name: str) -> BrokerAddress:
    """The broker as the simulated device of that name knows it."""
    own = broker.certificates / name
    authority = str(broker.certificates / "authority.pem")
    return BrokerAddress(
        host="127.0.0.1", port=broker.port, authority=authority, certificate=f"{own}.pem", key=f"{own}.key"
    )  # fmt: skip


@contextmanager
def certificates(folder: Path) -> Iterator[Path]:
    """What the shipped script makes."""
    subprocess.run([SHIPPED / "certificates.sh", folder, "127.0.0.1", *NAMES], check=True, capture_output=True)
    yield folder
