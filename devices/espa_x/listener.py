"""The ESPA-X door's ports; they only feed the codec."""

from __future__ import annotations

from typing import Any

from twisted.internet.interfaces import IAddress

from alarmd.config import EspaXSettings
from devices.espa_x.connection import EspaXConnection
from devices.espa_x.reception import EspaXReception
from devices.listener import Centre, Rejects
from devices.stream_door import StreamDoor
from devices.twisted_bridge import Reactor


class EspaXDoor(StreamDoor[EspaXSettings]):
    """TCP and TLS listeners of one [[doors]] block of kind espa_x."""

    def __init__(self, settings: EspaXSettings, centre: Centre, reactor: Reactor, **limits: Any) -> None:
        super().__init__(settings, centre, reactor, **limits)
        self.reception = EspaXReception(self.name, centre)

    @property
    def rejects(self) -> Rejects:
        """The last bytes that became no message, for technicians."""
        return self.reception.rejects

    def connect(self, peer: IAddress, *, tls: bool) -> EspaXConnection:
        """A new connection from `peer`."""
        return EspaXConnection(self, peer, tls=tls)
