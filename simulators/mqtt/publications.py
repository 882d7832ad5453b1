"""What a device of each family publishes when something happens to it."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from protocols.mqtt_devices import Family, OwnEvent, build_event, topic_of

APPLICATION = "17c82e96-be03-4f38-aef3-f83d48582d97"


class Does(StrEnum):
    """What a device can do."""

    PRESS = "press"
    LONG = "long"
    DOUBLE = "double"
    FALL = "fall"
    SMOKE = "smoke"
    BATTERY = "battery"
    TEST = "test"
    BEAT = "beat"
    ONLINE = "online"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Publication:
    """One message. `asks` is the id that an application acknowledgement will repeat, `""` when none will come."""

    topic: str
    payload: bytes
    asks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device of a family, by the name that its family knows it by (an EUI for the LoRaWAN ones)."""

    family: Family
    name: str
    text: str = ""
    zone: str = ""

    def publication(self, does: Does, number: int, at: datetime) -> Publication:
        """The `number`th message of the device, at `at` (aware).

        Raises:
            ValueError: such a device cannot do that.
        """
        make = {
            Family.OWN: self._own,
            Family.CHIRPSTACK: self._chirpstack,
            Family.THINGS_STACK: self._things_stack,
            Family.ZIGBEE: self._zigbee,
            Family.SHELLY: self._shelly,
        }.get(self.family)
        found = make(does, number, at) if make is not None else None
        if found is None:
            raise ValueError(f"a device of {self.family} cannot do {does}")
        return found

    def _own(self, does: Does, number: int, at: datetime) -> Publication:
        if does is Does.BEAT:
            return Publication(topic_of(self.name, "alive"), b"1")
        if does in (Does.ONLINE, Does.OFFLINE):
            return Publication(topic_of(self.name, "availability"), does.encode())
        asks = f"{self.name}-{number}-{at.timestamp():.6f}"
        kinds = {Does.LONG: "personal", Does.DOUBLE: "personal", Does.PRESS: "personal", Does.TEST: "personal"}
        event = OwnEvent(
            kind=kinds.get(does, does),
            id=asks,
            time=at,
            text=self.text,
            zone=self.zone,
            battery=9 if does is Does.BATTERY else 81,
            state="test" if does is Does.TEST else "alarm",
        )
        return Publication(topic_of(self.name, "event"), build_event(event), asks)

    def _chirpstack(self, does: Does, number: int, at: datetime) -> Publication | None:
        data = _button_bytes(does)
        if data is None:
            return None
        tree = {
            "deduplicationId": f"{self.name}-{number}-{at.timestamp():.6f}",
            "time": at.isoformat(),
            "deviceInfo": {"devEui": self.name, "deviceProfileName": "Milesight WS101"},
            "fCnt": number,
            "fPort": 85,
            "data": data,
            "rxInfo": [{"gatewayId": "0016c001f153a14c", "rssi": -36}],
        }
        return _json(f"application/{APPLICATION}/device/{self.name}/event/up", tree)

    def _things_stack(self, does: Does, number: int, at: datetime) -> Publication | None:
        data = _button_bytes(does)
        if data is None:
            return None
        tree = {
            "end_device_ids": {"device_id": f"eui-{self.name}", "dev_eui": self.name.upper()},
            "received_at": at.isoformat(),
            "uplink_message": {"f_port": 85, "f_cnt": number, "frm_payload": data},
        }
        return _json(f"v3/larmknappar@ttn/devices/eui-{self.name}/up", tree)

    def _zigbee(self, does: Does, number: int, at: datetime) -> Publication | None:
        del number, at
        topic = f"zigbee2mqtt/{self.name}"
        if does in (Does.ONLINE, Does.OFFLINE):
            return _json(f"{topic}/availability", {"state": does})
        actions = {Does.PRESS: "emergency", Does.LONG: "hold", Does.DOUBLE: "double"}
        said = {"battery": 9 if does is Does.BATTERY else 81, "linkquality": 120}
        if does in actions:
            return _json(topic, {"action": actions[does]} | said)
        return _json(topic, said) if does in (Does.BEAT, Does.BATTERY) else None

    def _shelly(self, does: Does, number: int, at: datetime) -> Publication | None:
        del at
        topic = f"shellies/{self.name}"
        presses = {Does.PRESS: "S", Does.LONG: "L", Does.DOUBLE: "SS"}
        if does in presses:
            return _json(f"{topic}/input_event/0", {"event": presses[does], "event_cnt": number})
        return Publication(f"{topic}/sensor/battery", b"9") if does is Does.BATTERY else None


def _button_bytes(does: Does) -> str | None:
    """What a Milesight WS101 sends, in base64."""
    presses = {Does.PRESS: 1, Does.LONG: 2, Does.DOUBLE: 3}
    battery = bytes([0x01, 0x75, 9 if does is Does.BATTERY else 81])
    if does in presses:
        return b64encode(battery + bytes([0xFF, 0x2E, presses[does]])).decode()
    return b64encode(battery).decode() if does in (Does.BEAT, Does.BATTERY) else None


def _json(topic: str, tree: dict[str, Any]) -> Publication:
    return Publication(topic, json.dumps(tree).encode())
