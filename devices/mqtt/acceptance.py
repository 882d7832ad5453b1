"""Which deliveries still await their acknowledgement, and which the broker repeats: our own duplicate check.

The broker sends a message again, with the same packet id, when it has not heard our acknowledgement. Known again by id
and content, it is never a second press, however the content looks; the same content under another id is.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from alarmd.domain.signal import Lane, Signal
from devices.mqtt.subscriber import Delivery

_IDS = 65_536


class Message:
    """One message whose signals are on their way to the ledger.

    Attributes:
        delivery: the latest one; whoever is acknowledged is the broker on that connection.
        durable: all its signals are stored. asks: the id an application acknowledgement repeats, None for none.
        is_spared: no limit of rate is for it.
        tries: how often the centre had no room for it.
    """

    __slots__ = (
        "address", "asks", "delivery", "digest", "durable", "is_spared", "received_s", "signals", "tries",
    )  # fmt: skip

    def __init__(
        self, delivery: Delivery, signals: Sequence[Signal], received_s: float, address: str, asks: str | None
    ) -> None:
        self.delivery = delivery
        self.digest = digest_of(delivery)
        self.signals = signals
        self.received_s = received_s
        self.address = address
        self.asks = asks
        self.durable = False
        self.is_spared = False
        self.tries = 0

    @property
    def is_urgent(self) -> bool:
        """A person may need help."""
        return any(signal.lane is Lane.LIFE_SAFETY for signal in self.signals)


class Acceptance:
    """Messages by packet id: those under way, and those acknowledged last."""

    def __init__(self) -> None:
        self._by_mid: dict[int, Message] = {}

    def add(self, message: Message) -> None:
        """A message is under way. The broker uses its ids again, so there are never more than 65,535."""
        if message.delivery.mid:
            self._by_mid[message.delivery.mid % _IDS] = message

    def repeats(self, delivery: Delivery) -> Message | None:
        """The message that the broker sends again, or None: it is new."""
        if not delivery.repeated:
            return None
        message = self._by_mid.get(delivery.mid)
        return message if message is not None and message.digest == digest_of(delivery) else None

    def forget(self, message: Message) -> None:
        """It was let go: the broker keeps it and will send it again, then as new."""
        if self._by_mid.get(message.delivery.mid) is message:
            del self._by_mid[message.delivery.mid]


def digest_of(delivery: Delivery) -> bytes:
    """Sixteen bytes that stand for topic and payload."""
    topic = delivery.topic.encode("utf-8", "surrogatepass")
    return blake2b(topic + b"\0" + delivery.payload, digest_size=16).digest()
