"""Which families are listened to, under which topics; a message is read by the one its topic belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from protocols.mqtt_devices import chirpstack, own, shelly, things_stack, zigbee2mqtt
from protocols.mqtt_devices.errors import (
    BadSourceError,
    PeerError,
    UnknownTopicError,
    UnreadableBytesError,
)
from protocols.mqtt_devices.report import Family, ModelOf, Report, Sender


@dataclass(frozen=True, slots=True)
class _Reader:
    """How one family is heard: its usual base topic, what to subscribe to behind it, and its codec."""

    base: str
    filters: Sequence[str]
    find_sender: Callable[[list[str]], Sender | None]
    read: Callable[[Sender, bytes, ModelOf], Report]


_READERS: Mapping[Family, _Reader] = {
    Family.OWN: _Reader("larm", own.FILTERS, own.find_sender, own.read),
    Family.CHIRPSTACK: _Reader("application", chirpstack.FILTERS, chirpstack.find_sender, chirpstack.read),
    Family.THINGS_STACK: _Reader("v3", things_stack.FILTERS, things_stack.find_sender, things_stack.read),
    Family.ZIGBEE: _Reader("zigbee2mqtt", zigbee2mqtt.FILTERS, zigbee2mqtt.find_sender, zigbee2mqtt.read),
    Family.SHELLY: _Reader("shellies", shelly.FILTERS, shelly.find_sender, shelly.read),
    Family.SHELLY_RPC: _Reader("", shelly.RPC_FILTERS, shelly.find_rpc_sender, shelly.read_rpc),
}


@dataclass(frozen=True, slots=True)
class Source:
    """A family under a base topic (`""`: at the root)."""

    family: Family
    base: str

    @property
    def filters(self) -> tuple[str, ...]:
        """What to subscribe to."""
        return tuple(f"{self.base}/{each}" if self.base else each for each in _READERS[self.family].filters)

    def levels(self, topic: str) -> list[str] | None:
        """The topic's levels behind the base, None when it lies elsewhere."""
        if not self.base:
            return topic.split("/")
        return topic[len(self.base) + 1 :].split("/") if topic.startswith(f"{self.base}/") else None


def parse_source(words: str) -> Source:
    """Read `family` or `family=base/topic`.

    Raises:
        BadSourceError: an unknown family, or a base with wildcards or a slash at an end.
    """
    name, equals, base = words.partition("=")
    try:
        family = Family(name.strip())
    except ValueError:
        raise BadSourceError(f"{words!r}: no such family; write one of {', '.join(Family)}") from None
    base = base.strip() if equals else _READERS[family].base
    if any(c in base for c in "+#\x00$") or base != base.strip("/"):
        raise BadSourceError(f"{words!r}: a base topic has no +, # or $, and no slash at its ends")
    return Source(family, base)


def nobody_knows(identities: tuple[str, ...]) -> str:
    """No model is registered."""
    del identities
    return ""


def read(
    topic: str,
    payload: bytes,
    *,
    sources: Sequence[Source],
    retained: bool = False,
    model_of: ModelOf = nobody_knows,
) -> Report | None:
    """What a message says; None when it does not concern us (commands, a bridge's own talk).

    Args:
        topic: as the broker delivered it.
        payload: its bytes, at most what the door lets in.
        sources: what is listened to; the first that knows the topic reads the message.
        retained: the broker's flag: the message is from an earlier time.
        model_of: names the model of a LoRaWAN device, where it is registered.

    Raises:
        UnknownTopicError: no source of ours publishes there.
        UnreadableError: the payload is not what the topic promises; `sender` says who sent it.
        UnreadableBytesError: a button's bytes are cut or unknown; `report` is what could be read.
    """
    known = False
    for source in sources:
        levels = source.levels(topic)
        if levels is None:
            continue
        known = known or bool(source.base)
        reader = _READERS[source.family]
        sender = reader.find_sender(levels)
        if sender is None:
            continue
        try:
            report = reader.read(sender, payload, model_of)
        except PeerError as error:
            error.sender = sender
            if isinstance(error, UnreadableBytesError) and error.report is not None:
                error.sender = error.report.sender
                error.report = replace(error.report, retained=error.report.retained or retained)
            raise
        return replace(report, retained=True) if retained else report
    if known:
        return None
    raise UnknownTopicError("no family that is listened to publishes on this topic")
