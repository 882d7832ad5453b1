"""Frozen settings: one TOML file and the environment, validated, with every mistake explained in plain words."""

from __future__ import annotations

from alarmd.config.addresses import is_loopback, split_address
from alarmd.config.doors import (
    DOOR_KINDS,
    Dc09Settings,
    DoorSettings,
    EspaXSettings,
    IpaSettings,
    MinifinderSettings,
    NetworkSettings,
    ScaipSettings,
    SetrackerSettings,
    SosAccessSettings,
    TlsSettings,
    WebhookSettings,
)
from alarmd.config.errors import ConfigError
from alarmd.config.sections import SECTIONS, Config, Lanes
from alarmd.config.toml_file import from_tree, load

__all__ = [
    "DOOR_KINDS",
    "SECTIONS",
    "Config",
    "ConfigError",
    "Dc09Settings",
    "DoorSettings",
    "EspaXSettings",
    "IpaSettings",
    "Lanes",
    "MinifinderSettings",
    "NetworkSettings",
    "ScaipSettings",
    "SetrackerSettings",
    "SosAccessSettings",
    "TlsSettings",
    "WebhookSettings",
    "from_tree",
    "is_loopback",
    "load",
    "split_address",
]  # fmt: skip
