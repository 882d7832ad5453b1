"""The SOS Access door's ports: TCP and TLS; they only feed the codec."""

from __future__ import annotations

from typing import Any

from twisted.internet.interfaces import IAddress

from alarmd.config import SosAccessSettings
from devices.listener import Centre, Rejects
from devices.sos_access.connection import SosAccessConnection
from devices.sos_access.reception import SosAccessReception
from devices.stream_door import StreamDoor
from devices.twisted_bridge import Reactor


class SosAccessDoor(StreamDoor[SosAccessSettings]):
    """TCP and TLS listeners of one [[doors]] block of kind sos_access."""

    def __init__(self, settings: SosAccessSettings, centre: Centre, reactor: Reactor, **limits: Any) -> None:
        super().__init__(settings, centre, reactor, **({"first_byte_s": settings.idle_s} | limits))
        self.reception = SosAccessReception(self.name, settings, centre)

    @property
    def rejects(self) -> Rejects:
        """The last bytes that became no request, for technicians."""
        return self.reception.rejects

    def connect(self, peer: IAddress, *, tls: bool) -> SosAccessConnection:
        """A new connection from `peer`."""
        return SosAccessConnection(self, peer, tls=tls)

    async def close(self) -> None:
        """Give the answers that are under way, changes of passwords among them, then close everything."""
        await super().close()
        await self.reception.settle()
