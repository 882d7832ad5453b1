"""The SCAIP door's ports: SIP over UDP, TCP and TLS, on Twisted; they only cut bytes and hand on."""

from __future__ import annotations

import itertools
from typing import Any

from twisted.internet.interfaces import IAddress

from alarmd.config import ScaipSettings
from devices.listener import Centre, Rejects
from devices.scaip.connection import ScaipConnection
from devices.scaip.datagrams import Datagrams
from devices.scaip.flow import Flows
from devices.scaip.reception import Reception
from devices.stream_door import StreamDoor
from devices.twisted_bridge import Reactor

TICK_S = 0.1
"""How often the timers of SIP act."""


class ScaipDoor(StreamDoor[ScaipSettings]):
    """UDP, TCP and TLS listeners of one [[doors]] block of kind scaip."""

    def __init__(self, settings: ScaipSettings, centre: Centre, reactor: Reactor, **limits: Any) -> None:
        super().__init__(settings, centre, reactor, **limits)
        self.flows = Flows()
        self.reception = Reception(self.name, settings, centre, self.flows)
        self._numbers = itertools.count(1)
        self._timer: Any = None

    @property
    def rejects(self) -> Rejects:
        """The last bytes that became no message, for technicians."""
        return self.reception.rejects

    @property
    def owed(self) -> int:
        """Answers and verdicts that have not left yet."""
        return self.reception.owed

    def connect(self, peer: IAddress, *, tls: bool) -> ScaipConnection:
        """A new connection from `peer`, with a name that is unique while the daemon runs."""
        way = "tls" if tls else "tcp"
        return ScaipConnection(self, peer, name=f"{way}-{next(self._numbers)}", tls=tls)

    async def open(self) -> None:
        """Begin to listen on all its ports, or on none; the timers of SIP run from now on."""
        await super().open()
        self._timer = self.reactor.callLater(TICK_S, self._tick)

    async def close(self) -> None:
        """Take nothing more, give the answers that are under way at most 2 s, then close everything."""
        await super().close()
        if self._timer is not None and self._timer.active():
            self._timer.cancel()

    def _open_ports(self) -> None:
        if self.settings.udp:
            self._open_datagrams(self.settings.udp, Datagrams(self))
        super()._open_ports()

    def _tick(self) -> None:
        self._timer = self.reactor.callLater(TICK_S, self._tick)
        self.reception.tick()
