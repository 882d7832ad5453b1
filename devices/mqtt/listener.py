"""The MQTT door: goes out to the broker, hears its devices, and is lost when the broker is."""

from __future__ import annotations

import asyncio
import logging

from alarmd.config.doors.mqtt import MqttSettings
from devices.listener import Centre, Rejects
from devices.mqtt.reception import Reception
from devices.mqtt.subscriber import BrokerUnusableError, Subscriber
from devices.mqtt.topic_sender import TopicSender
from devices.twisted_bridge import Reactor

log = logging.getLogger(__name__)

DRAIN_S = 2.0
_STEP_S = 0.01


class MqttDoor:
    """The session of one [[doors]] block of kind mqtt.

    Args:
        settings: its configuration. centre: the centre as doors see it. reactor: not needed here.

    Attributes:
        addresses: the broker.
        sender: takes notices for the home-care team's systems out to a topic.
    """

    def __init__(self, settings: MqttSettings, centre: Centre, reactor: Reactor) -> None:
        del reactor
        self.name = settings.name or settings.kind
        self.settings = settings
        self.addresses: dict[str, tuple[str, int]] = {}
        self._clock = centre.clock
        self._reception = Reception(self.name, centre, settings, self._send)
        self._subscriber: Subscriber | None = None
        self.sender = TopicSender(self._publish)

    @property
    def rejects(self) -> Rejects:
        """The last messages nobody could read, for technicians."""
        return self._reception.rejects

    async def open(self) -> None:
        """Take up the session at the broker.

        Raises:
            BrokerUnusableError: the broker is away or refuses us.
        """
        settings = self.settings
        subscriber = Subscriber(
            settings, self._reception.connected, self._reception.hear, f"alarmd/{settings.client_id}/state"
        )
        self._subscriber = subscriber
        await subscriber.connect(self._reception.filters)
        self.addresses = {"broker": settings.address}

    async def serve(self) -> None:
        """Hear devices until the connection is lost.

        Raises:
            BrokerUnusableError: it is lost.
        """
        while True:
            try:
                async with asyncio.TaskGroup() as group:
                    stays = group.create_task(self._stay())
                    await self._reception.waiting.run()
                    stays.cancel()
            except ExceptionGroup as lost:
                # Not `except*`: some releases of 3.11 wrap what is raised in there into another group.
                known, other = lost.split(BrokerUnusableError)
                if known is None or other is not None:
                    raise
                raise BrokerUnusableError(str(known.exceptions[0])) from None
            log.info("door %s: asking the broker again for what there was no room for", self.name)
            await self.close()
            await self.open()

    async def close(self) -> None:
        """Give the acknowledgements that are under way at most 2 s, then leave; the session stays at the broker."""
        subscriber = self._subscriber
        if subscriber is not None:
            self._reception.stop_taking()
            limit_s = self._clock.monotonic() + DRAIN_S
            while self._reception.owed and not subscriber.is_lost and self._clock.monotonic() < limit_s:
                await self._clock.wait_until(self._clock.monotonic() + _STEP_S)
            self._subscriber = None
            await subscriber.close()
        self.addresses = {}

    async def _stay(self) -> None:
        if self._subscriber is None:
            raise BrokerUnusableError("not connected")
        await self._subscriber.stay()

    async def _publish(self, topic: str, payload: bytes) -> None:
        if self._subscriber is None:
            raise BrokerUnusableError("not connected")
        await self._subscriber.publish(topic, payload)

    def _send(self, topic: str, payload: bytes) -> None:
        if self._subscriber is not None:
            self._subscriber.send(topic, payload)
