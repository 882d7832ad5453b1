"""A device at its broker: publishes, waits to hear that it is stored, and goes wrong on purpose."""

from __future__ import annotations

import asyncio
import ssl
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Self

import aiomqtt

from protocols.mqtt_devices import Family, UnreadableError, read_ack, topic_of
from simulators.answer import Answer, Kind
from simulators.mqtt.publications import Device, Does, Publication


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerAddress:
    """Where the broker is, and with what we prove who we are; PEM files, none for a plain connection."""

    host: str
    port: int
    authority: str = ""
    certificate: str = ""
    key: str = ""

    def tls(self) -> ssl.SSLContext | None:
        """Our side of TLS."""
        if not self.authority:
            return None
        context = ssl.create_default_context(cafile=self.authority)
        if self.certificate:
            context.load_cert_chain(self.certificate, self.key)
        return context


@dataclass(frozen=True, slots=True, kw_only=True)
class Slips:
    """What goes wrong: retained when it must not be, sent twice, or cut after so many bytes."""

    retain: bool = False
    twice: bool = False
    cut_at: int | None = None


class MqttDevice:
    """A connected device; use it as `async with`. Its last will says offline, where its family knows that.

    Args:
        patience_s: how long it waits to hear that an event is stored. tries: how often it publishes until then.
    """

    def __init__(
        self,
        device: Device,
        broker: BrokerAddress,
        *,
        slips: Slips | None = None,
        patience_s: float = 5.0,
        tries: int = 1,
    ) -> None:
        self._device = device
        self._broker = broker
        self._slips = slips or Slips()
        self._patience_s = patience_s
        self._tries = tries
        self._stored: dict[str, asyncio.Event] = {}
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Connect, and listen for acknowledgements.

        Raises:
            OSError: the broker is away or refuses us.
        """
        will = None
        if self._device.family is Family.OWN:
            will = aiomqtt.Will(topic_of(self._device.name, "availability"), Does.OFFLINE, qos=1, retain=True)
        broker = self._broker
        self._client = aiomqtt.Client(
            broker.host, broker.port, tls_context=broker.tls(), will=will, timeout=5, keepalive=10
        )  # fmt: skip
        try:
            await self._stack.enter_async_context(self._client)
            if self._device.family is Family.OWN:
                await self._client.subscribe(topic_of(self._device.name, "ack"), qos=1)
                group = await self._stack.enter_async_context(asyncio.TaskGroup())
                ear = group.create_task(self._hear())
                self._stack.callback(ear.cancel)
        except aiomqtt.MqttError as error:
            raise OSError(f"broker {broker.host}:{broker.port}: {error}") from None
        return self

    async def __aexit__(self, *error: object) -> None:
        """Say goodbye, so that the last will is not told."""
        await self._stack.aclose()

    async def send(self, publication: Publication) -> Answer:
        """Publish; taken when the centre says stored, or, where no such answer exists, when the broker has it."""
        began = time.monotonic()
        stored = self._stored.setdefault(publication.asks, asyncio.Event())
        answer = Answer(kind=Kind.SILENT, message=publication.asks)
        for turn in range(1, self._tries + 1):
            try:
                await self._publish(publication)
                if publication.asks:
                    async with asyncio.timeout(self._patience_s):
                        await stored.wait()
            except aiomqtt.MqttError as error:
                answer = Answer(kind=Kind.UNREACHABLE, said=str(error), tries=turn, message=publication.asks)
            except TimeoutError:
                answer = Answer(kind=Kind.SILENT, tries=turn, message=publication.asks)
            else:
                said = "stored" if publication.asks else "PUBACK of the broker"
                ms = (time.monotonic() - began) * 1000
                return Answer(kind=Kind.TAKEN, said=said, ms=ms, tries=turn, message=publication.asks)
        return answer

    async def _publish(self, publication: Publication) -> None:
        payload = publication.payload[: self._slips.cut_at]
        for _ in range(2 if self._slips.twice else 1):
            await self._client.publish(publication.topic, payload, qos=1, retain=self._slips.retain)

    async def _hear(self) -> None:
        try:
            async for message in self._client.messages:
                try:
                    self._stored.setdefault(read_ack(bytes(message.payload)), asyncio.Event()).set()
                except UnreadableError:
                    continue
        except aiomqtt.MqttError:
            return
