"""Reads the shared MQTT vectors for the tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DOCUMENT: dict[str, Any] = json.loads(Path(__file__).with_name("mqtt.json").read_text(encoding="utf-8"))
VECTORS: list[dict[str, Any]] = DOCUMENT["vectors"]


def named(name: str) -> dict[str, Any]:
    return next(vector for vector in VECTORS if vector["name"] == name)


def payload(vector: dict[str, Any]) -> bytes:
    if "payload_text" in vector:
        return str(vector["payload_text"]).encode()
    return json.dumps(vector["payload_json"], ensure_ascii=False).encode()
