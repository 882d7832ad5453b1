"""MQTT devices: messages of LoRaWAN servers, Zigbee bridges, Shelly buttons and our own format to reports.

In: `parse_source` says which families are heard; `read` turns topic and payload into a `Report`; `Standing` tells
what is new in states that last. Out: `build_event` and `build_ack` of our own format. No IO, no clock of its own.
"""

from __future__ import annotations

from protocols.mqtt_devices.buttons import MODELS, CutBytesError, Model
from protocols.mqtt_devices.errors import (
    BadFieldError,
    BadSourceError,
    CallerError,
    MqttDevicesError,
    PeerError,
    UnknownTopicError,
    UnreadableBytesError,
    UnreadableError,
)
from protocols.mqtt_devices.message_key import message_key
from protocols.mqtt_devices.own import OwnEvent, build_ack, build_event, read_ack, topic_of
from protocols.mqtt_devices.report import Event, Family, ModelOf, Position, Reading, Report, Sender
from protocols.mqtt_devices.sources import Source, parse_source, read
from protocols.mqtt_devices.standing import Standing

__all__ = [
    "MODELS",
    "BadFieldError",
    "BadSourceError",
    "CallerError",
    "CutBytesError",
    "Event",
    "Family",
    "Model",
    "ModelOf",
    "MqttDevicesError",
    "OwnEvent",
    "PeerError",
    "Position",
    "Reading",
    "Report",
    "Sender",
    "Source",
    "Standing",
    "UnknownTopicError",
    "UnreadableBytesError",
    "UnreadableError",
    "build_ack",
    "build_event",
    "message_key",
    "parse_source",
    "read",
    "read_ack",
    "topic_of",
]
