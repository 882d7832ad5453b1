"""Reads the shared vectors of GPS pendants for the tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

VECTORS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("gps.json").read_text(encoding="utf-8"))["vectors"]


def vectors(protocol: str) -> list[dict[str, Any]]:
    return [vector for vector in VECTORS if vector.get("protocol") == protocol]


def named(protocol: str, name: str) -> dict[str, Any]:
    return next(vector for vector in vectors(protocol) if vector["name"] == name)


def octets(vector: dict[str, Any]) -> bytes:
    return b"".join(bytes.fromhex(chunk) for chunk in vector.get("chunks_hex", [vector.get("frame_hex", "")]))


def ids(vector: dict[str, Any]) -> str:
    return str(vector["name"])
