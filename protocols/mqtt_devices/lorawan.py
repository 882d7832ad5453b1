"""An uplink's bytes to a reading: the model decides, else port and length, else what the server decoded."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from protocols.mqtt_devices.buttons import MODELS, CutBytesError
from protocols.mqtt_devices.decoded_fields import read_fields
from protocols.mqtt_devices.json_tree import find
from protocols.mqtt_devices.report import NOTHING_READ, Reading

_NAMES = {
    "ws101": "ws101", "tbpb100": "tbpb100", "trackerd": "trackerd", "lgt92": "lgt92", "pb01": "pb01",
    "pb01l": "pb01", "lw004pb": "lw004pb",
}  # fmt: skip
_POSITION_BYTES = 10


@dataclass(frozen=True, slots=True)
class Uplink:
    """One uplink of a LoRaWAN device.

    Attributes:
        model: as registered here, `""` when not said. profile: what the network server calls the device's type.
        decoded: the fields that the server's own codec made, if it has one.
    """

    port: int
    data: bytes
    decoded: Mapping[str, Any]
    model: str = ""
    profile: str = ""


def read_uplink(uplink: Uplink) -> tuple[Reading, str]:
    """What the uplink says, and which model read it (`fields` for the server's codec, `""` when it holds nothing).

    Raises:
        CutBytesError: nobody can say whether a press is in it.
    """
    if not uplink.data:
        return (read_fields(uplink.decoded) or NOTHING_READ, "fields") if uplink.decoded else (NOTHING_READ, "")
    model = _model(uplink)
    if model:
        by_port = MODELS[model].by_port
        decode = by_port.get(uplink.port) or by_port.get(0)
        if decode is not None:
            return decode(uplink.data), model
    fields = read_fields(uplink.decoded) if uplink.decoded else None
    if fields is None:
        raise CutBytesError(f"unknown bytes on port {uplink.port}; say the unit's model")
    return fields, "fields"


def _model(uplink: Uplink) -> str:
    if uplink.model in MODELS:
        return uplink.model
    words = re.sub(r"[^a-z0-9 ]", "", uplink.profile.casefold()).split()
    for word in words:
        if word in _NAMES:
            return _NAMES[word]
    return _by_shape(uplink.port, len(uplink.data))


def _by_shape(port: int, length: int) -> str:
    """The model whose port and length these are; the makers' ports hardly overlap."""
    if port == 85:
        return "ws101"
    if port == 147:
        return "tbpb100"
    if port in (2, 3):
        return "trackerd" if length >= _POSITION_BYTES else "pb01" if (port, length) == (2, 8) else ""
    return ""


def read_base64(words: Any) -> bytes | None:
    """The bytes in a base64 text; b"" when there is none, None when it is no base64."""
    if words is None or words == "":
        return b""
    if not isinstance(words, str):
        return None
    try:
        return b64decode(words, validate=True)
    except ValueError:
        return None


def read_gateways(listed: Any, *path: str) -> tuple[str, ...]:
    """The gateways in a list of receptions, in lower case; at most eight."""
    if not isinstance(listed, list):
        return ()
    named = (find(each, *path) for each in listed[:8])
    return tuple(name.casefold() for name in named if isinstance(name, str))
