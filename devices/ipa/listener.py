"""The IPA door's ports; they only feed the codec."""

from __future__ import annotations

from typing import Any

from twisted.internet.interfaces import IAddress

from alarmd.config import IpaSettings
from devices.ipa.connection import IpaConnection
from devices.ipa.reception import IpaReception
from devices.listener import Centre, Rejects
from devices.stream_door import StreamDoor
from devices.twisted_bridge import Reactor


class IpaDoor(StreamDoor[IpaSettings]):
    """TCP and TLS listeners of one [[doors]] block of kind ipa."""

    def __init__(self, settings: IpaSettings, centre: Centre, reactor: Reactor, **limits: Any) -> None:
        super().__init__(settings, centre, reactor, **limits)
        self.reception = IpaReception(self.name, centre)

    @property
    def rejects(self) -> Rejects:
        """The last bytes that became no message, for technicians."""
        return self.reception.rejects

    def connect(self, peer: IAddress, *, tls: bool) -> IpaConnection:
        """A new connection from `peer`."""
        return IpaConnection(self, peer, tls=tls)
