"""The console's settings: frozen, from the command line over one TOML file over defaults, with plain errors."""

from __future__ import annotations

import ssl
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from console.errors import BadSettings
from console.texts import LANGUAGES

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this console works.

    Attributes:
        url: the feed, `ws://` on the same machine, `wss://` otherwise. user: user name to log in with.
        language: `sv` or `en`. timezone: the zone times are shown in.
        sound_command: program and arguments run for each sound, with the lane's name last; empty: terminal bell.
        ca_file: certificate authority of the centre, if it is none of the system's. log_file: where faults are noted.
    """

    url: str = "ws://127.0.0.1:8470/feed"
    user: str = ""
    language: str = "sv"
    timezone: str = "Europe/Stockholm"
    sound_command: tuple[str, ...] = ()
    ca_file: str = ""
    log_file: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        parts = urlsplit(self.url)
        if parts.scheme not in ("ws", "wss") or not parts.hostname:
            raise BadSettings(f"url is {self.url!r}; it must look like ws://127.0.0.1:8470/feed or wss://host/feed")
        if parts.scheme == "ws" and parts.hostname not in LOOPBACK:
            raise BadSettings(f"url is {self.url!r}; without TLS only this computer is allowed: use wss://")
        if self.language not in LANGUAGES:
            raise BadSettings(f"language is {self.language!r}; it can be one of {', '.join(LANGUAGES)}")
        try:
            ZoneInfo(self.timezone)
        except (KeyError, ValueError, OSError) as error:
            raise BadSettings(f"timezone is {self.timezone!r}; it must be a name like Europe/Stockholm") from error

    @property
    def zone(self) -> ZoneInfo:
        """The zone times are shown in."""
        return ZoneInfo(self.timezone)

    @property
    def login_url(self) -> str:
        """Where a session is opened: the feed's address with HTTP in front."""
        parts = urlsplit(self.url)
        return f"{'https' if parts.scheme == 'wss' else 'http'}://{parts.netloc}/api/login"

    def tls(self) -> ssl.SSLContext | None:
        """The TLS context for `wss://`, else None.

        Raises:
            BadSettings: `ca_file` cannot be read.
        """
        if not self.url.startswith("wss:"):
            return None
        try:
            return ssl.create_default_context(cafile=self.ca_file or None)
        except (OSError, ssl.SSLError) as error:
            raise BadSettings(f"ca_file {self.ca_file!r} cannot be used: {error}") from error


_NAMES = {f.name for f in fields(Settings)}


def load(path: Path | None, options: Mapping[str, Any]) -> Settings:
    """Settings from a file (if one is named) and options, which win; None means not given.

    Raises:
        BadSettings: the file cannot be read, or a setting is unknown or unusable.
    """
    values = _read(path) if path is not None else {}
    values |= {name: value for name, value in options.items() if value is not None}
    for name, value in values.items():
        if name not in _NAMES:
            raise BadSettings(f"{name!r} is no setting of the console; there are {', '.join(sorted(_NAMES))}")
        if name == "sound_command":
            values[name] = _command(value)
        elif not isinstance(value, str):
            raise BadSettings(f"{name} is {value!r}; it must be a text")
    return Settings(**values)


def _read(path: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"{path} cannot be read: {error}") from error
    table = content.get("console", content)
    if not isinstance(table, dict):
        raise BadSettings(f"{path}: console must be a table")
    return dict(table)


def _command(value: Any) -> tuple[str, ...]:
    parts = value.split() if isinstance(value, str) else value
    if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
        raise BadSettings(f"sound_command is {value!r}; it must be a program with its arguments, as a list of texts")
    return tuple(parts)
