"""Which door answers to which kind in the settings; import it only after the reactor is installed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from alarmd.config import Door
from devices.dc09.listener import Dc09Door
from devices.listener import Centre
from devices.scaip.listener import ScaipDoor
from devices.twisted_bridge import Reactor


class AnyDoor(Protocol):
    """What bootstrap needs of a door.

    Attributes:
        name: as configured. addresses: way (`tcp`, `udp`, `tls`) to the address it listens on.
    """

    name: str
    addresses: dict[str, tuple[str, int]]

    async def open(self) -> None:
        """Begin to listen, or raise what stands in the way."""

    async def close(self) -> None:
        """Stop listening and close what is open."""


DOORS: Mapping[str, Callable[[Door, Centre, Reactor], AnyDoor]] = {"dc09": Dc09Door, "scaip": ScaipDoor}


def make_door(settings: Door, centre: Centre, reactor: Reactor) -> AnyDoor:
    """The door of one [[doors]] block."""
    return DOORS[settings.kind](settings, centre, reactor)
