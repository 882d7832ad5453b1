"""The settings of an MQTT door."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from alarmd.config.doors.base import DoorSettings
from protocols.mqtt_devices import BadSourceError, parse_source

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class MqttSettings(DoorSettings, frozen=True, kw_only=True):
    """[[doors]] Devices behind an MQTT broker, to which alarmd goes as a client.

    `broker` is HOST:PORT. `client_id` names our session there: fixed, and different for each daemon. `sources` are the
    families that are heard, each `family` or `family=base/topic`: larm, chirpstack, things_stack, zigbee2mqtt, shelly,
    shelly_rpc. `tls` is a must beyond loopback unless `plain` allows it; `authority` (PEM) signed the broker's
    certificate, the system's own when empty; `certificate` and `private_key` (PEM) are ours. `password_file` holds the
    password of `username`. `most_bytes` is the longest payload; `rate_per_source` messages a second, 0 for any;
    `keepalive_s` is how soon a dead broker is noticed.
    """

    kind: Literal["mqtt"] = "mqtt"
    broker: str = ""
    client_id: str = ""
    sources: tuple[str, ...] = ("larm",)
    tls: bool = False
    plain: bool = False
    authority: str = ""
    certificate: str = ""
    private_key: str = ""
    username: str = ""
    password_file: str = ""
    most_bytes: int = 262_144
    rate_per_source: float = 50.0
    keepalive_s: int = 10

    @property
    def address(self) -> tuple[str, int]:
        """Host and port of the broker.

        Raises:
            ValueError: it is no HOST:PORT.
        """
        host, colon, port = self.broker.rpartition(":")
        if not (host and colon and port.isdecimal() and 0 < int(port) < 65_536):
            raise ValueError(f"broker = {self.broker!r}: write HOST:PORT, for example broker.example.se:8883")
        return host.strip("[]"), int(port)

    def contradictions(self) -> Iterator[str]:
        """Address, session, security and sources."""
        try:
            _ = self.address
        except ValueError as error:
            yield f" {error}"
        if not self.client_id:
            yield " client_id: give the session a name that stays, another one for each daemon"
        if bool(self.certificate) != bool(self.private_key):
            yield ": certificate and private_key belong together"
        host = self.broker.rpartition(":")[0]
        if not (self.tls or self.plain or host in _LOOPBACK):
            yield f" broker = {self.broker}: beyond loopback it needs tls = true (or plain = true, on your own risk)"
        if not self.sources:
            yield " sources: name at least one family, else nothing is heard"
        for words in self.sources:
            try:
                parse_source(words)
            except BadSourceError as error:
                yield f" sources: {error}"
        if self.most_bytes < 1_024 or self.keepalive_s < 2:
            yield ": most_bytes must be at least 1024 and keepalive_s at least 2"
