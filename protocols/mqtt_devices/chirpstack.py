"""ChirpStack 4: `application/<id>/device/<devEui>/event/<word>` (sheet §2)."""

from __future__ import annotations

from dataclasses import replace

from protocols.mqtt_devices import json_tree
from protocols.mqtt_devices.errors import UnreadableBytesError, UnreadableError
from protocols.mqtt_devices.json_tree import Tree
from protocols.mqtt_devices.lorawan import Uplink, read_base64, read_gateways, read_uplink
from protocols.mqtt_devices.message_key import message_key
from protocols.mqtt_devices.report import Family, ModelOf, Reading, Report, Sender

FILTERS = ("+/device/+/event/+",)
_NO_SIGN_OF_LIFE = {"txack", "log", "ack"}


def find_sender(levels: list[str]) -> Sender | None:
    """The device that a topic (behind the base) names; None for what does not concern us."""
    if len(levels) != 5 or levels[1] != "device" or levels[3] != "event" or levels[4] in _NO_SIGN_OF_LIFE:
        return None
    eui, word = levels[2].casefold(), levels[4]
    return Sender(family=Family.CHIRPSTACK, device=eui, identities=(eui,), word=word, may_be_alarm=word == "up")


def read(sender: Sender, payload: bytes, model_of: ModelOf) -> Report:
    """Read an event: an uplink by its bytes, a status by its battery, anything else as a sign of life.

    Raises:
        UnreadableError: no JSON, or data that are no base64.
        UnreadableBytesError: the button's bytes end too early or are not known.
    """
    tree = json_tree.load(payload)
    report = Report(
        sender=sender,
        key=_key(sender, tree),
        key_is_unique=bool(json_tree.text(tree, "deduplicationId")),
        sent_at=json_tree.time(tree, "time"),
        via=read_gateways(json_tree.find(tree, "rxInfo"), "gatewayId"),
    )
    if sender.word == "status":
        unknown = json_tree.truth(json_tree.find(tree, "batteryLevelUnavailable"))
        return replace(
            report,
            reading=Reading(
                battery_percent=None if unknown else json_tree.percent(tree, "batteryLevel"),
                external_power=json_tree.truth(json_tree.find(tree, "externalPowerSource")),
            ),
        )
    return _read_uplink(report, tree, model_of) if sender.word == "up" else report


def _read_uplink(report: Report, tree: Tree, model_of: ModelOf) -> Report:
    data = read_base64(json_tree.find(tree, "data"))
    if data is None:
        raise UnreadableError("data is no base64")
    uplink = Uplink(
        port=json_tree.whole(tree, "fPort"),
        data=data,
        decoded=json_tree.child(tree, "object"),
        model=model_of(report.sender.identities),
        profile=json_tree.text(tree, "deviceInfo", "deviceProfileName"),
    )
    return with_uplink(report, uplink)


def with_uplink(report: Report, uplink: Uplink) -> Report:
    """The report with what its bytes say.

    Raises:
        UnreadableBytesError: they end too early or are not known; its `report` holds what came before.
    """
    try:
        reading, model = read_uplink(uplink)
    except UnreadableBytesError as error:
        error.report = replace(report, reading=getattr(error, "reading", report.reading))
        raise
    return replace(report, reading=reading, model=model)


def _key(sender: Sender, tree: Tree) -> str:
    parts = (json_tree.find(tree, name) for name in ("deduplicationId", "fCnt", "devAddr", "data", "time"))
    return message_key(sender.identities[0], sender.word, *parts)
