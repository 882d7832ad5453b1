"""Our own format, for scripts and converters: `larm/<unit>/event`, `/alive`, `/availability`, `/ack` (sheet §8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from protocols.mqtt_devices import json_tree
from protocols.mqtt_devices.errors import BadFieldError, UnreadableError
from protocols.mqtt_devices.json_tree import Tree
from protocols.mqtt_devices.message_key import message_key
from protocols.mqtt_devices.report import Event, Family, ModelOf, Reading, Report, Sender
from protocols.mqtt_devices.zigbee2mqtt import read_availability

FILTERS = ("+/event", "+/alive", "+/availability")
STATES = ("alarm", "restore", "test")
_WORDS = {"event", "alive", "availability"}
_LONGEST_ID = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEvent:
    """An event to publish; only `kind` is mandatory. `time` is aware, `battery` percent."""

    kind: str
    id: str = ""
    time: datetime | None = None
    text: str = ""
    zone: str = ""
    lat: float | None = None
    lon: float | None = None
    battery: float | None = None
    state: str = "alarm"


def find_sender(levels: list[str]) -> Sender | None:
    """The unit that a topic (behind the base) names; None for what does not concern us."""
    if len(levels) != 2 or levels[1] not in _WORDS or not levels[0]:
        return None
    unit, word = levels
    return Sender(family=Family.OWN, device=unit, identities=(unit,), word=word, may_be_alarm=word == "event")


def read(sender: Sender, payload: bytes, model_of: ModelOf) -> Report:
    """Read an event; a link test may say anything.

    Raises:
        UnreadableError: no JSON object, no kind, an unknown state, or neither online nor offline.
    """
    del model_of
    if sender.word == "alive":
        return Report(sender=sender)
    if sender.word == "availability":
        return Report(sender=sender, link=read_availability(payload), key=message_key(sender.device, payload))
    tree = json_tree.load(payload)
    kind, state = json_tree.text(tree, "kind"), json_tree.find(tree, "state")
    if not kind:
        raise UnreadableError("no kind")
    if state not in (None, *STATES):
        raise UnreadableError("state is none of alarm, restore, test")
    asks, told_at = _identity(tree), json_tree.find(tree, "time")
    return Report(
        sender=sender,
        reading=Reading(
            events=(Event(kind, over=state == "restore", test=state == "test"),),
            battery_percent=json_tree.percent(tree, "battery"),
            position=json_tree.position(json_tree.number(tree, "lat"), json_tree.number(tree, "lon")),
            texts={word: said for word in ("zone", "text") if (said := json_tree.text(tree, word))},
        ),
        key=message_key(sender.device, payload),
        key_is_unique=bool(asks) and isinstance(told_at, str),
        sent_at=json_tree.time(tree, "time"),
        from_device=True,
        asks=asks,
    )


def _identity(tree: Tree) -> str:
    found = json_tree.find(tree, "id")
    if isinstance(found, int) and not isinstance(found, bool):
        found = str(found)
    return found[:_LONGEST_ID] if isinstance(found, str) else ""


def build_event(event: OwnEvent) -> bytes:
    """The payload of an event, without what is empty.

    Raises:
        BadFieldError: no kind, an unknown state, a time without zone, or a number that JSON cannot hold.
    """
    if not event.kind:
        raise BadFieldError("an event needs a kind")
    if event.state not in STATES:
        raise BadFieldError(f"state {event.state!r} is none of {', '.join(STATES)}")
    if event.time is not None and event.time.tzinfo is None:
        raise BadFieldError("a time needs its zone")
    tree: dict[str, object] = {"id": event.id, "kind": event.kind, "text": event.text, "zone": event.zone}
    tree |= {"lat": event.lat, "lon": event.lon, "battery": event.battery, "state": event.state}
    tree["time"] = event.time.isoformat().replace("+00:00", "Z") if event.time is not None else None
    return msgspec.json.encode({word: value for word, value in tree.items() if value not in (None, "")})


def build_ack(asks: str) -> bytes:
    """The application acknowledgement: the event with that id is stored."""
    return msgspec.json.encode({"id": asks, "result": "stored"})


def read_ack(payload: bytes) -> str:
    """The id that an acknowledgement confirms.

    Raises:
        UnreadableError: no acknowledgement.
    """
    tree = json_tree.load(payload)
    if json_tree.find(tree, "result") != "stored":
        raise UnreadableError("no acknowledgement")
    return json_tree.text(tree, "id")


def topic_of(unit: str, word: str, base: str = Family.OWN) -> str:
    """The topic on which `unit` publishes `event`, `alive` or `availability`, or hears `ack`.

    Raises:
        BadFieldError: the unit is no single topic level.
    """
    if not unit or any(c in unit for c in "/+#\x00"):
        raise BadFieldError(f"unit {unit!r} cannot stand in a topic: no /, + or #")
    return f"{base}/{unit}/{word}"
