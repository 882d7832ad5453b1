"""One module of settings for each kind of door; a new kind gets its line here."""

from __future__ import annotations

from collections.abc import Mapping

from alarmd.config.doors.base import DoorSettings, NetworkSettings, TlsSettings
from alarmd.config.doors.dc09 import Dc09Settings
from alarmd.config.doors.espa444 import EspaSettings
from alarmd.config.doors.espa_x import EspaXSettings
from alarmd.config.doors.ipa import IpaSettings
from alarmd.config.doors.minifinder import MinifinderSettings
from alarmd.config.doors.mqtt import MqttSettings
from alarmd.config.doors.receivers import Ademco685Settings, Dc07Settings, SurgardSettings
from alarmd.config.doors.scaip import ScaipSettings
from alarmd.config.doors.setracker import SetrackerSettings
from alarmd.config.doors.sms import SmsSettings
from alarmd.config.doors.sos_access import SosAccessSettings
from alarmd.config.doors.webhook import WebhookSettings

DOOR_KINDS: Mapping[str, type[DoorSettings]] = {
    "ademco685": Ademco685Settings,
    "dc07": Dc07Settings,
    "dc09": Dc09Settings,
    "espa444": EspaSettings,
    "espa_x": EspaXSettings,
    "ipa": IpaSettings,
    "minifinder": MinifinderSettings,
    "mqtt": MqttSettings,
    "scaip": ScaipSettings,
    "setracker": SetrackerSettings,
    "sms": SmsSettings,
    "sos_access": SosAccessSettings,
    "surgard": SurgardSettings,
    "webhook": WebhookSettings,
}
"""What `kind` in a [[doors]] block may be."""

__all__ = [
    "DOOR_KINDS",
    "Dc09Settings",
    "DoorSettings",
    "EspaXSettings",
    "IpaSettings",
    "MinifinderSettings",
    "NetworkSettings",
    "ScaipSettings",
    "SetrackerSettings",
    "SmsSettings",
    "SosAccessSettings",
    "TlsSettings",
    "WebhookSettings",
]  # fmt: skip
