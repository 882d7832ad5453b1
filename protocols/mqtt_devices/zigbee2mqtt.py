"""Zigbee2MQTT: `<base>/<friendly name>`, whose name may hold slashes (sheet §5).

Several bridges under one base are told apart by a level of their own: `zigbee2mqtt/<home>/bridge/state`.
"""

from __future__ import annotations

from typing import Any

from protocols.mqtt_devices import json_tree
from protocols.mqtt_devices.errors import UnreadableError
from protocols.mqtt_devices.json_tree import Tree
from protocols.mqtt_devices.message_key import message_key
from protocols.mqtt_devices.report import (
    BUTTON,
    DOUBLE,
    HOLD,
    LONG,
    SHORT,
    SOS,
    TAMPER,
    TRIPLE,
    Event,
    Family,
    ModelOf,
    Reading,
    Report,
    Sender,
)

FILTERS = ("#",)
_COMMANDS = {"set", "get"}
_ACTIONS = {
    "single": SHORT, "double": DOUBLE, "triple": TRIPLE, "hold": HOLD, "long": LONG, "off": BUTTON,
    "emergency": SOS, "panic": SOS, "sos": SOS,
}  # fmt: skip
_RELEASES = {"release", "hold_release", "button_release"}
_LATEST_S = 1e11


def find_sender(levels: list[str]) -> Sender | None:
    """The device or bridge that a topic (behind the base) names; None for commands and the bridge's own talk."""
    if "bridge" in levels:
        at = levels.index("bridge")
        if levels[at:] != ["bridge", "state"]:
            return None
        name = "/".join(levels[: at + 1])
        return Sender(family=Family.ZIGBEE, device=name, identities=(name,), word="state", is_gateway=True)
    word = levels[-1] if len(levels) > 1 else ""
    if word in _COMMANDS:
        return None
    if word == "availability":
        name = "/".join(levels[:-1])
        return Sender(family=Family.ZIGBEE, device=name, identities=(name,), word=word)
    name = "/".join(levels)
    return Sender(family=Family.ZIGBEE, device=name, identities=(name,), word="", may_be_alarm=True)


def read(sender: Sender, payload: bytes, model_of: ModelOf) -> Report:
    """Read a device's message or whether it can be reached.

    Raises:
        UnreadableError: no JSON object, or neither online nor offline.
    """
    del model_of
    if sender.word:
        return Report(sender=sender, link=read_availability(payload), key=message_key(sender.device, payload))
    if not payload:
        return Report(sender=sender, retained=True)
    tree = json_tree.load(payload)
    said = {name: value for name, value in tree.items() if name not in ("linkquality", "elapsed")}
    seen = json_tree.find(tree, "last_seen")
    return Report(
        sender=sender,
        reading=Reading(
            events=tuple(_events(tree)),
            battery_percent=json_tree.percent(tree, "battery"),
            battery_mv=json_tree.whole(tree, "voltage") or None,
            battery_low=json_tree.truth(json_tree.find(tree, "battery_low")),
        ),
        key=message_key(sender.device, *(f"{name}={said[name]}" for name in sorted(said))),
        key_is_unique=seen is not None,
        sent_at=_seen_at(tree, seen),
        via=_bridges(sender.device),
    )


def read_availability(payload: bytes) -> bool:
    """True for online: `{"state":"online"}`, or the bare word of older versions.

    Raises:
        UnreadableError: neither online nor offline.
    """
    word = payload.strip().decode("utf-8", "replace").casefold()
    if word.startswith("{"):
        word = json_tree.text(json_tree.load(payload), "state").casefold()
    if word not in ("online", "offline", "true", "false"):
        raise UnreadableError("neither online nor offline")
    return word in ("online", "true")


def _events(tree: Tree) -> list[Event]:
    action = json_tree.find(tree, "action")
    events: list[Event] = []
    if isinstance(action, str) and action and action not in _RELEASES:
        events.append(Event(_ACTIONS.get(action, BUTTON)))
    sos = json_tree.truth(json_tree.find(tree, "sos"))
    if sos is not None:
        # Pressed is counted each time it is said: the bridge repeats what it has cached, and nobody can tell.
        events.append(Event(SOS, over=not sos, standing=not sos))
    tamper = json_tree.truth(json_tree.find(tree, "tamper"))
    if tamper is not None:
        events.append(Event(TAMPER, over=not tamper, standing=True))
    return events


def _bridges(device: str) -> tuple[str, ...]:
    """What the bridge of a device may be called: its name may hold slashes, and so may what stands before it."""
    levels = device.split("/")[:-1][:8]
    return tuple("/".join([*levels[:count], "bridge"]) for count in range(len(levels) + 1))


def _seen_at(tree: Tree, seen: Any) -> Any:
    """`last_seen` is a time or milliseconds since 1970, as the bridge is set up."""
    if isinstance(seen, str):
        return json_tree.time(tree, "last_seen")
    milliseconds = json_tree.number(tree, "last_seen")
    return json_tree.from_epoch(milliseconds / 1000) if milliseconds is not None and milliseconds > _LATEST_S else None
