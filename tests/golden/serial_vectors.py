"""Reads the shared vectors of serial base stations for the tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DOCUMENT: dict[str, Any] = json.loads(Path(__file__).with_name("serial.json").read_text(encoding="utf-8"))
ESPA_BLOCKS: list[dict[str, Any]] = DOCUMENT["espa_blocks"]
ESPA_SESSIONS: list[dict[str, Any]] = DOCUMENT["espa_sessions"]


def lines(*protocols: str) -> list[dict[str, Any]]:
    return [vector for vector in DOCUMENT["lines"] if vector["protocol"] in protocols]


def named(name: str) -> bytes:
    vectors = [*ESPA_BLOCKS, *DOCUMENT["lines"]]
    found = next(vector for vector in vectors if vector["name"] == name)
    return bytes.fromhex(found.get("block_hex") or found["line_hex"])


def ids(vector: dict[str, Any]) -> str:
    return str(vector["name"])
