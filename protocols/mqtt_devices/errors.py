"""The faults of this package: who was wrong, and what the centre does about it.

MqttDevicesError
├── PeerError                  the message is at fault; it is acknowledged once it is stored (promise 2)
│   ├── UnknownTopicError          no family publishes there: technical, folded per topic
│   ├── UnreadableError            no JSON, or not what the topic promises: by DESIGN §6 *Odd input*
│   └── UnreadableBytesError       a button's bytes are cut or unknown: a press cannot be ruled out
└── CallerError                our own configuration or code is at fault; no device hears of it
    ├── BadSourceError             a line of `sources` that names no family or an impossible topic
    └── BadFieldError              a field that cannot stand in the message we were asked to build
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from protocols.mqtt_devices.report import Report, Sender


class MqttDevicesError(Exception):
    """Root of every fault raised in this package."""


class PeerError(MqttDevicesError):
    """The message cannot be taken as it is.

    Attributes:
        sender: who sent it, as far as the topic tells; None when the topic is not known.
    """

    sender: Sender | None = None


class UnknownTopicError(PeerError):
    """No family that we listen to publishes on that topic."""


class UnreadableError(PeerError):
    """The payload is not the JSON, base64 or number that its topic promises."""


class UnreadableBytesError(PeerError):
    """A button's bytes cannot be read to their end.

    Attributes:
        report: what could be read before, with every event up to there.
    """

    report: Report | None = None


class CallerError(MqttDevicesError):
    """Our own side asked for something impossible."""


class BadSourceError(CallerError):
    """A source in the configuration cannot be used; the message says why and what may be written."""


class BadFieldError(CallerError):
    """A field would break the message, for example a unit whose name is no single topic level."""
