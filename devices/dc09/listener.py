"""The DC-09 door's ports: TCP connections and UDP datagrams, on Twisted; they only feed the codec."""

from __future__ import annotations

from typing import Any

from twisted.internet.interfaces import IAddress

from alarmd.config import Dc09Settings
from devices.dc09.connection import Dc09Connection
from devices.dc09.datagrams import Datagrams
from devices.dc09.reception import Reception
from devices.dc09.unit_settings import SettingsReader
from devices.listener import Centre, Rejects
from devices.stream_door import StreamDoor
from devices.twisted_bridge import Reactor


class Dc09Door(StreamDoor[Dc09Settings]):
    """TCP and UDP listeners of one [[doors]] block of kind dc09."""

    def __init__(self, settings: Dc09Settings, centre: Centre, reactor: Reactor, **limits: Any) -> None:
        super().__init__(settings, centre, reactor, **limits)
        self.reception = Reception(self.name, centre, SettingsReader(settings.key, window=settings.window))

    @property
    def rejects(self) -> Rejects:
        """The last bytes that became no message, for technicians."""
        return self.reception.rejects

    def connect(self, peer: IAddress, *, tls: bool) -> Dc09Connection:
        """A new connection from `peer`."""
        return Dc09Connection(self, peer)

    def _open_ports(self) -> None:
        super()._open_ports()
        if self.settings.udp:
            self._open_datagrams(self.settings.udp, Datagrams(self))
