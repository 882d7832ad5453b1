"""One connection to the broker: the only module that knows aiomqtt (2.5, on paho).

aiomqtt acknowledges a message before anybody has stored it, and has no public switch (empicano/aiomqtt#345): here
paho's manual acknowledgement is on, and messages are taken straight from paho's callback, so that there is no queue to
overflow either. It leaves Nagle's algorithm on and does not reconnect: TCP_NODELAY is set, and each connection is a new
object.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import aiomqtt
from paho.mqtt.client import Client as Paho
from paho.mqtt.client import ConnectFlags, MQTTMessage
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from alarmd.config.doors.mqtt import MqttSettings

log = logging.getLogger(__name__)

ANSWER_S = 4.0
"""How long the broker may take for one answer; connecting and subscribing end within 10 s."""

_REFUSED = 128
_UNDER_WAY = 1_000
_NO_DELAY = ((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),)


class BrokerUnusableError(Exception):
    """The broker cannot be used now; the text says what stands in the way and what to do."""


class Acknowledges(Protocol):
    """A connection to a broker, as its messages know it."""

    def acknowledge(self, mid: int) -> None:
        """The broker may forget the message with that packet id."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message from the broker.

    Attributes:
        retained: it was kept from an earlier time. repeated: the broker has sent it to us before (DUP).
        mid: its packet id, the same each time it is sent; 0 when it needs no acknowledgement.
    """

    topic: str
    payload: bytes
    retained: bool
    repeated: bool
    mid: int
    connection: Acknowledges

    def acknowledge(self) -> None:
        """Tell the broker that it may forget the message; nothing happens when the connection is gone."""
        self.connection.acknowledge(self.mid)


class Subscriber:
    """A session at the broker, from `connect` to `close`; a new object for each connection.

    Args:
        met: told on connecting, before any message, whether the broker has kept our session. hear: takes each message
            at once. Neither may raise.
        state_topic: where our own last will says offline.
    """

    def __init__(
        self,
        settings: MqttSettings,
        met: Callable[[bool], None],
        hear: Callable[[Delivery], None],
        state_topic: str,
    ) -> None:
        self._settings = settings
        self._met = met
        self._hear = hear
        self._state_topic = state_topic
        self._client: _Client | None = None

    async def connect(self, filters: Sequence[str]) -> None:
        """Connect, take up the session and subscribe.

        Raises:
            BrokerUnusableError: the broker is away, refuses us or one of the filters, or a certificate cannot be used.
        """
        client = None
        try:
            tls = await asyncio.to_thread(self._tls)
            client = _Client(self._settings, tls, self._met, self._take, self._state_topic)
            await client.__aenter__()
            self._client = client
            await self._subscribe(client, filters)
            await client.publish(self._state_topic, "online", qos=1, retain=True, timeout=ANSWER_S)
        except (OSError, aiomqtt.MqttError, ValueError) as error:
            raise BrokerUnusableError(self._why(error)) from None
        finally:
            if client is not None and self._client is None:
                client.abandon()

    @property
    def is_lost(self) -> bool:
        """There is no connection, or none any more."""
        return self._client is None or self._client.is_lost

    async def stay(self) -> None:
        """Return never; raises when the connection is lost.

        Raises:
            BrokerUnusableError: it is lost.
        """
        if self._client is None:
            raise BrokerUnusableError("not connected")
        try:
            async for _ in self._client.messages:
                pass
        except aiomqtt.MqttError as error:
            raise BrokerUnusableError(self._why(error)) from None

    def acknowledge(self, mid: int) -> None:
        """PUBACK; a message of QoS 0 needs none."""
        if mid and self._client is not None:
            self._client.acknowledge(mid)

    def send(self, topic: str, payload: bytes) -> None:
        """Publish with QoS 1 without waiting; what cannot leave any more is lost with the connection."""
        if self._client is not None:
            self._client.send(topic, payload)

    async def publish(self, topic: str, payload: bytes) -> None:
        """Publish with QoS 1 and return when the broker has it.

        Raises:
            BrokerUnusableError: it does not say so.
        """
        if self._client is None:
            raise BrokerUnusableError("not connected")
        try:
            await self._client.publish(topic, payload, qos=1, timeout=ANSWER_S)
        except aiomqtt.MqttError as error:
            raise BrokerUnusableError(self._why(error)) from None

    async def close(self) -> None:
        """Say goodbye, so that the last will is not told; the session stays at the broker."""
        client, self._client = self._client, None
        if client is None:
            return
        try:
            if not client.is_lost:
                await client.publish(self._state_topic, "offline", qos=1, retain=True, timeout=1.0)
            await client.__aexit__(None, None, None)
        except aiomqtt.MqttError as error:
            log.info("leaving the broker: %s", error)
        finally:
            client.abandon()

    # ---- within ----

    async def _subscribe(self, client: _Client, filters: Sequence[str]) -> None:
        granted = await client.subscribe([(each, 1) for each in filters], timeout=ANSWER_S)
        levels = [int(code.value) if isinstance(code, ReasonCode) else code for code in granted]
        for each, level in zip(filters, levels, strict=False):
            if level >= _REFUSED:
                raise BrokerUnusableError(f"the broker refuses the subscription to {each}; look at its access list")
            if level == 0:
                log.warning("the broker grants %s with QoS 0 only: what is sent while we are away is lost", each)

    def _take(self, message: MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            topic = ""
        mid = message.mid if message.qos else 0
        self._hear(Delivery(topic, bytes(message.payload), message.retain, message.dup, mid, self))

    def _tls(self) -> ssl.SSLContext | None:
        settings = self._settings
        if not settings.tls:
            return None
        context = ssl.create_default_context(cafile=settings.authority or None)
        if settings.certificate:
            context.load_cert_chain(settings.certificate, settings.private_key)
        return context

    def _why(self, error: Exception) -> str:
        text = f"broker {self._settings.broker}: {error}"
        if self._settings.tls and "timed out" in str(error):
            text += "; with TLS this is also how a broker refuses our certificate"
        return text


class _Client(aiomqtt.Client):
    """aiomqtt with manual acknowledgement. Overrides what paho calls; names with an underscore are theirs."""

    def __init__(
        self,
        settings: MqttSettings,
        tls: ssl.SSLContext | None,
        met: Callable[[bool], None],
        take: Callable[[MQTTMessage], None],
        state_topic: str,
    ) -> None:
        host, port = settings.address
        password = settings.password_file and Path(settings.password_file).read_text(encoding="utf-8").strip()
        super().__init__(
            host,
            port,
            username=settings.username or None,
            password=password or None,
            identifier=settings.client_id,
            clean_session=False,
            protocol=aiomqtt.ProtocolVersion.V311,
            will=aiomqtt.Will(state_topic, "offline", qos=1, retain=True),
            keepalive=settings.keepalive_s,
            timeout=ANSWER_S,
            max_inflight_messages=_UNDER_WAY,
            tls_context=tls,
            socket_options=_NO_DELAY,
        )
        self._met = met
        self._take = take
        self._client.connect_timeout = ANSWER_S
        self._client.manual_ack_set(True)

    @property
    def is_lost(self) -> bool:
        """The connection has ended by itself. Asking also takes note of why, so that asyncio does not complain."""
        return self._disconnected.done() and (self._disconnected.cancelled() or bool(self._disconnected.exception()))

    def abandon(self) -> None:
        """Close what a failed attempt to connect or a broken connection has left open; aiomqtt does not."""
        if (sock := self._client.socket()) is not None:
            self._loop.remove_reader(sock.fileno())
            self._loop.remove_writer(sock.fileno())
            sock.close()
        if self._misc_task is not None:
            self._misc_task.cancel()

    def acknowledge(self, mid: int) -> None:
        """PUBACK."""
        self._client.ack(mid, 1)

    def send(self, topic: str, payload: bytes) -> None:
        """PUBLISH with QoS 1, unattended."""
        self._client.publish(topic, payload, qos=1)

    def _on_connect(
        self,
        client: Paho,
        userdata: Any,
        flags: ConnectFlags,
        reason_code: ReasonCode,
        properties: Properties | None = None,
    ) -> None:
        if not reason_code.is_failure:
            self._met(bool(flags.session_present))
        super()._on_connect(client, userdata, flags, reason_code, properties)

    def _on_message(self, client: Paho, userdata: Any, message: MQTTMessage) -> None:
        self._take(message)

    def _on_socket_register_write(self, client: Paho, userdata: Any, sock: Any) -> None:
        def watch() -> None:
            if sock.fileno() >= 0:
                self._loop.add_writer(sock.fileno(), self._write, client)

        self._loop.call_soon_threadsafe(watch)

    def _on_socket_unregister_write(self, client: Paho, userdata: Any, sock: Any) -> None:
        if sock.fileno() >= 0:
            self._loop.remove_writer(sock.fileno())

    def _write(self, client: Paho) -> None:
        try:
            client.loop_write()
        except Exception as error:  # noqa: BLE001 - whatever it is, the connection is broken
            if not self._disconnected.done():
                self._disconnected.set_exception(error)
