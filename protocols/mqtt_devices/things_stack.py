"""The Things Stack 3: `v3/<application>@<tenant>/devices/<device id>/<word>` (sheet §3)."""

from __future__ import annotations

from protocols.mqtt_devices import json_tree
from protocols.mqtt_devices.chirpstack import with_uplink
from protocols.mqtt_devices.errors import UnreadableError
from protocols.mqtt_devices.lorawan import Uplink, read_base64, read_gateways
from protocols.mqtt_devices.message_key import message_key
from protocols.mqtt_devices.report import Family, ModelOf, Report, Sender

FILTERS = ("+/devices/+/up", "+/devices/+/join")
_WORDS = {"up", "join"}


def find_sender(levels: list[str]) -> Sender | None:
    """The device that a topic (behind the base) names; None for what does not concern us."""
    if len(levels) != 4 or levels[1] != "devices" or levels[3] not in _WORDS:
        return None
    device, word = levels[2], levels[3]
    return Sender(
        family=Family.THINGS_STACK, device=device, identities=(device,), word=word, may_be_alarm=word == "up"
    )  # fmt: skip


def read(sender: Sender, payload: bytes, model_of: ModelOf) -> Report:
    """Read an uplink by its bytes, a join as a sign of life. The device's EUI names it too, in lower case.

    Raises:
        UnreadableError: no JSON, or a payload that is no base64.
        UnreadableBytesError: the button's bytes end too early or are not known.
    """
    tree = json_tree.load(payload)
    eui = json_tree.text(tree, "end_device_ids", "dev_eui").casefold()
    sender = Sender(
        family=sender.family,
        device=sender.device,
        identities=(eui, sender.device) if eui else sender.identities,
        word=sender.word,
        may_be_alarm=sender.may_be_alarm,
    )
    message = json_tree.child(tree, "uplink_message")
    received = json_tree.find(tree, "received_at")
    parts = (json_tree.find(message, name) for name in ("session_key_id", "f_cnt", "f_port", "frm_payload"))
    report = Report(
        sender=sender,
        key=message_key(sender.identities[0], sender.word, received, *parts),
        key_is_unique=received is not None,
        sent_at=json_tree.time(tree, "received_at"),
        via=read_gateways(json_tree.find(message, "rx_metadata"), "gateway_ids", "eui"),
    )
    if sender.word != "up":
        return report
    data = read_base64(json_tree.find(message, "frm_payload"))
    if data is None:
        raise UnreadableError("frm_payload is no base64")
    return with_uplink(
        report,
        Uplink(
            port=json_tree.whole(message, "f_port"),
            data=data,
            decoded=json_tree.child(message, "decoded_payload"),
            model=model_of(sender.identities),
            profile=json_tree.text(message, "version_ids", "model_id"),
        ),
    )
