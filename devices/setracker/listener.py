"""The Setracker door's port; it only feeds the codec."""

from __future__ import annotations

from typing import Any

from twisted.internet.interfaces import IAddress

from alarmd.config import SetrackerSettings
from devices.listener import Centre, Rejects
from devices.setracker.connection import SetrackerConnection
from devices.setracker.reception import SetrackerReception
from devices.stream_door import StreamDoor
from devices.twisted_bridge import Reactor


class SetrackerDoor(StreamDoor[SetrackerSettings]):
    """The TCP listener of one [[doors]] block of kind setracker."""

    def __init__(self, settings: SetrackerSettings, centre: Centre, reactor: Reactor, **limits: Any) -> None:
        super().__init__(settings, centre, reactor, **limits)
        self.reception = SetrackerReception(self.name, centre)

    @property
    def rejects(self) -> Rejects:
        """The last bytes that became no frame, for technicians."""
        return self.reception.rejects

    def connect(self, peer: IAddress, *, tls: bool) -> SetrackerConnection:
        """A new connection from `peer`."""
        return SetrackerConnection(self, peer)
