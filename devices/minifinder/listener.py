"""The MiniFinder door's port; it only feeds the codec."""

from __future__ import annotations

from typing import Any

from twisted.internet.interfaces import IAddress

from alarmd.config import MinifinderSettings
from devices.listener import Centre, Rejects
from devices.minifinder.connection import MinifinderConnection
from devices.minifinder.reception import MinifinderReception
from devices.stream_door import StreamDoor
from devices.twisted_bridge import Reactor


class MinifinderDoor(StreamDoor[MinifinderSettings]):
    """The TCP listener of one [[doors]] block of kind minifinder."""

    def __init__(self, settings: MinifinderSettings, centre: Centre, reactor: Reactor, **limits: Any) -> None:
        super().__init__(settings, centre, reactor, **limits)
        self.reception = MinifinderReception(self.name, centre)

    @property
    def rejects(self) -> Rejects:
        """The last bytes that became no frame, for technicians."""
        return self.reception.rejects

    def connect(self, peer: IAddress, *, tls: bool) -> MinifinderConnection:
        """A new connection from `peer`."""
        return MinifinderConnection(self, peer)
