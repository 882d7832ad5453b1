"""What a message of an MQTT device says, whatever family it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

BUTTON = "button"
SHORT = "button_short"
LONG = "button_long"
DOUBLE = "button_double"
TRIPLE = "button_triple"
HOLD = "button_hold"
SOS = "sos"
TAMPER = "tamper"


class Family(StrEnum):
    """Who decides what topics and payloads look like."""

    OWN = "larm"
    CHIRPSTACK = "chirpstack"
    THINGS_STACK = "things_stack"
    ZIGBEE = "zigbee2mqtt"
    SHELLY = "shelly"
    SHELLY_RPC = "shelly_rpc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who published, by the topic alone.

    Attributes:
        device: its name there, as people know it.
        identities: what a unit may be registered as, the most certain first.
        word: the last part of the topic, which says what kind of message it is.
        may_be_alarm: a press could be in such a message, so an unreadable one is a person's concern.
        is_gateway: it is a bridge that speaks for many buttons.
    """

    family: Family
    device: str
    identities: tuple[str, ...]
    word: str
    may_be_alarm: bool = False
    is_gateway: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened.

    Attributes:
        code: one of the words above; in our own format the `kind` as it was sent.
        over: it says that this is over.
        standing: it is reported for as long as it lasts, so that only its beginning is a new press.
        repeated: it lasted already (`Standing` tells).
        test: somebody tries the device.
    """

    code: str
    over: bool = False
    standing: bool = False
    repeated: bool = False
    test: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """WGS 84 degrees, latitude −90 to 90 and longitude −180 to 180."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the device itself says.

    Attributes:
        battery_percent: 0 to 100. battery_mv: millivolts. battery_low: the device's own judgement.
        texts: further readings by word, as text for people (temperature, zone, text…).
    """

    events: tuple[Event, ...] = ()
    battery_percent: float | None = None
    battery_mv: int | None = None
    battery_low: bool | None = None
    external_power: bool | None = None
    position: Position | None = None
    texts: Mapping[str, str] = field(default_factory=dict)


NOTHING_READ = Reading()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One message, read.

    Attributes:
        key: equal for the same message published or delivered twice.
        key_is_unique: no later press can have the same key, so that it may be recognised for a long time.
        sent_at: device's or network server's time, aware UTC. from_device: it is the device's own clock.
        link: True for online, False for offline (a last will), None when the message is not about that.
        asks: the id that an application acknowledgement must repeat (our own format), None when none is due.
        retained: the broker kept it from an earlier time.
        model: what decoded its bytes, `""` when nothing had to be.
        via: bridges and gateways that passed it on, as they may be registered; they live too.
    """

    sender: Sender
    reading: Reading = NOTHING_READ
    key: str = ""
    key_is_unique: bool = False
    sent_at: datetime | None = None
    from_device: bool = False
    link: bool | None = None
    asks: str | None = None
    retained: bool = False
    model: str = ""
    via: tuple[str, ...] = ()

    @property
    def events(self) -> tuple[Event, ...]:
        """What happened now: a retained message is old, so nothing in it is an alarm (sheet §1)."""
        return () if self.retained else self.reading.events

    @property
    def is_alive(self) -> bool:
        """It shows that the device lives: it was sent now, and does not say that it is gone."""
        return not self.retained and self.link is not False


ModelOf = Callable[[tuple[str, ...]], str]
"""Asked with a sender's identities for the model it is registered as; `""` when nobody knows."""
