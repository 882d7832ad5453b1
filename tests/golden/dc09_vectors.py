"""Reads the shared DC-09 vectors for the tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DOCUMENT: dict[str, Any] = json.loads(Path(__file__).with_name("dc09.json").read_text(encoding="utf-8"))
VECTORS: list[dict[str, Any]] = DOCUMENT["vectors"]


def vectors(*categories: str) -> list[dict[str, Any]]:
    return [vector for vector in VECTORS if vector["category"] in categories]


def named(name: str) -> dict[str, Any]:
    return next(vector for vector in VECTORS if vector["name"] == name)


def octets(vector: dict[str, Any]) -> bytes:
    return bytes.fromhex(vector["frame_hex"])
