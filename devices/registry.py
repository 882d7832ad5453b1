"""Which door answers to which kind in the settings; use it only after the reactor is installed.

A door's modules are imported when it is configured: a centre without serial lines needs no serial driver.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Protocol, cast, runtime_checkable

from alarmd.config import DoorSettings
from alarmd.domain.ports import SendResult, SmsGateway
from devices.listener import Centre
from devices.twisted_bridge import Reactor


class AnyDoor(Protocol):
    """What bootstrap needs of a door.

    Attributes:
        name: as configured. addresses: way (`tcp`, `udp`, `tls`) to the address it listens on.
    """

    name: str
    addresses: dict[str, tuple[str, int]]

    async def open(self) -> None:
        """Begin to hear units, or raise what stands in the way within 10 s."""

    async def serve(self) -> None:
        """Hear them; returns or raises only when the door is lost by itself (broker away, cable pulled)."""

    async def close(self) -> None:
        """Stop and close what is open; may be said twice."""


class NoticeSender(Protocol):
    """A `Sender` that knows which channels are its own: those whose URL begins with `scheme`."""

    scheme: str

    async def send(self, target: str, title: str, body: str) -> SendResult:
        """Hand the text over to the channel that `target` names."""


@runtime_checkable
class SendsNotices(Protocol):
    """A door that notices can go out by, too."""

    sender: NoticeSender


@runtime_checkable
class SendsTexts(Protocol):
    """A door with a modem that sends text messages, too."""

    gateway: SmsGateway


MakeDoor = Callable[[DoorSettings, Centre, Reactor], AnyDoor]

DOORS: Mapping[str, str] = {
    "ademco685": "devices.ademco685.listener:Ademco685Door",
    "dc07": "devices.dc07.listener:Dc07Door",
    "dc09": "devices.dc09.listener:Dc09Door",
    "minifinder": "devices.minifinder.listener:MinifinderDoor",
    "espa_x": "devices.espa_x.listener:EspaXDoor",
    "ipa": "devices.ipa.listener:IpaDoor",
    "espa444": "devices.espa444.listener:EspaDoor",
    "surgard": "devices.surgard.listener:SurgardDoor",
    "scaip": "devices.scaip.listener:ScaipDoor",
    "setracker": "devices.setracker.listener:SetrackerDoor",
    "sos_access": "devices.sos_access.listener:SosAccessDoor",
    "sms": "devices.sms.listener:SmsDoor",
    "webhook": "devices.webhook.listener:WebhookDoor",
    "mqtt": "devices.mqtt.listener:MqttDoor",
}


def door_class(kind: str) -> MakeDoor:
    """The class of the doors of a kind."""
    module, _, name = DOORS[kind].partition(":")
    return cast(MakeDoor, getattr(import_module(module), name))


def make_door(settings: DoorSettings, centre: Centre, reactor: Reactor) -> AnyDoor:
    """The door of one [[doors]] block."""
    return door_class(settings.kind)(settings, centre, reactor)
