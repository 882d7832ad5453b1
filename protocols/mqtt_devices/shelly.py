"""Shelly Button 1 (first generation) and the RPC events of later generations (sheet §6)."""

from __future__ import annotations

from protocols.mqtt_devices import json_tree
from protocols.mqtt_devices.errors import UnreadableError
from protocols.mqtt_devices.message_key import message_key
from protocols.mqtt_devices.report import (
    BUTTON,
    DOUBLE,
    LONG,
    SHORT,
    TRIPLE,
    Event,
    Family,
    ModelOf,
    Reading,
    Report,
    Sender,
)
from protocols.mqtt_devices.zigbee2mqtt import read_availability

FILTERS = ("+/input_event/+", "+/sensor/battery", "+/online", "announce")
RPC_FILTERS = ("+/events/rpc", "+/online")
_PRESSES = {"S": SHORT, "SS": DOUBLE, "SSS": TRIPLE, "L": LONG}
_RPC_PRESSES = {"single_push": SHORT, "double_push": DOUBLE, "triple_push": TRIPLE, "long_push": LONG}
_RPC_EDGES = {"btn_down", "btn_up"}


def find_sender(levels: list[str]) -> Sender | None:
    """The button that a topic (behind the base) names; None for what does not concern us."""
    if levels == ["announce"]:
        return Sender(family=Family.SHELLY, device="", identities=(), word="announce")
    device, *rest = levels
    words = {("input_event",): "input_event", ("sensor", "battery"): "battery", ("online",): "online"}
    word = words.get(tuple(rest)) or (words.get(tuple(rest[:1])) if len(rest) == 2 else None)
    if word is None:
        return None
    return Sender(
        family=Family.SHELLY, device=device, identities=(device,), word=word, may_be_alarm=word == "input_event"
    )  # fmt: skip


def read(sender: Sender, payload: bytes, model_of: ModelOf) -> Report:
    """Read a press, a battery in percent, or whether the button is online.

    Raises:
        UnreadableError: not what the topic promises.
    """
    del model_of
    if sender.word == "online":
        return Report(sender=sender, link=read_availability(payload), key=message_key(sender.device, payload))
    if sender.word == "battery":
        return Report(sender=sender, reading=Reading(battery_percent=_percent(payload)))
    tree = json_tree.load(payload)
    if sender.word == "announce":
        device = json_tree.text(tree, "id")
        named = Sender(family=Family.SHELLY, device=device, identities=(device,) if device else (), word=sender.word)
        return Report(sender=named)
    pressed = json_tree.text(tree, "event")
    return Report(
        sender=sender,
        reading=Reading(events=(Event(_PRESSES.get(pressed, BUTTON)),) if pressed else ()),
        key=message_key(sender.device, pressed, json_tree.find(tree, "event_cnt")),
    )


def find_rpc_sender(levels: list[str]) -> Sender | None:
    """The device that a topic of a later generation names; None for what does not concern us."""
    if levels[1:] not in (["events", "rpc"], ["online"]):
        return None
    device, word = levels[0], levels[-1]
    return Sender(
        family=Family.SHELLY_RPC, device=device, identities=(device,), word=word, may_be_alarm=word == "rpc"
    )  # fmt: skip


def read_rpc(sender: Sender, payload: bytes, model_of: ModelOf) -> Report:
    """Read the button events of a notification; other notifications are signs of life.

    Raises:
        UnreadableError: no JSON object, or neither true nor false where that is due.
    """
    del model_of
    if sender.word == "online":
        return Report(sender=sender, link=read_availability(payload), key=message_key(sender.device, payload))
    tree = json_tree.load(payload)
    listed = json_tree.find(tree, "params", "events")
    happened = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    words = [(json_tree.text(one, "component"), json_tree.text(one, "event")) for one in happened]
    pressed = [event for component, event in words if event in _RPC_PRESSES or _is_press(component, event)]
    at = json_tree.number(tree, "params", "ts")
    return Report(
        sender=sender,
        reading=Reading(events=tuple(Event(_RPC_PRESSES.get(word, BUTTON)) for word in pressed)),
        key=message_key(sender.device, at, *words),
        key_is_unique=at is not None,
        sent_at=json_tree.from_epoch(at),
        from_device=True,
    )


def _is_press(component: str, event: str) -> bool:
    """An event of an input that we do not know: rather a press too many."""
    return component.startswith(("input:", "bthomedevice:")) and bool(event) and event not in _RPC_EDGES


def _percent(payload: bytes) -> float:
    try:
        percent = float(payload[:16])
    except ValueError:
        raise UnreadableError("no number") from None
    if not 0 <= percent <= 100:
        raise UnreadableError("no percentage")
    return percent
