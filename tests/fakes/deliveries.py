"""Messages as a broker would deliver them, and what it heard in return."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from devices.mqtt.subscriber import Delivery


class FakeConnection:
    """Remembers what was acknowledged."""

    def __init__(self) -> None:
        self.acknowledged: list[int] = []
        self._mids = count(1)

    def acknowledge(self, mid: int) -> None:
        """PUBACK."""
        self.acknowledged.append(mid)

    def delivery(
        self,
        topic: str,
        payload: bytes | dict[str, Any],
        *,
        retained: bool = False,
        repeated: bool = False,
        mid: int | None = None,
    ) -> Delivery:
        """A message of QoS 1 with the next packet id, or with `mid` (0: QoS 0)."""
        octets = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        return Delivery(topic, octets, retained, repeated, next(self._mids) if mid is None else mid, self)
