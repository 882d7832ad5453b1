"""Frozen settings: one TOML file and the environment, validated, with every mistake explained in plain words.

The environment overrides single values: `ALARMD_STORE__URL` is `url` in `[store]`.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_type_hints
from zoneinfo import ZoneInfo

import msgspec


class ConfigError(Exception):
    """The settings cannot be used; `mistakes` holds a sentence for each thing to mend."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


class Centre(msgspec.Struct, frozen=True, kw_only=True):
    """[centre] Who we are: `name` is shown to staff; signals of unknown senders belong to tenant number `tenant`.

    `node` is 0 to 15, different for each daemon on one store.
    """

    name: str = "alarmd"
    tenant: int = 1
    node: int = 0
    time_zone: str = "Europe/Stockholm"
    language: Literal["sv", "en"] = "sv"


class Store(msgspec.Struct, frozen=True, kw_only=True):
    """[store] `url` as SQLAlchemy writes it (sqlite:///… or postgresql+psycopg://…).

    An empty `contacts_url` keeps last contacts beside it; `anchor_file` gets the journal's head each hour.
    """

    url: str = "sqlite:///alarmd.sqlite3"
    contacts_url: str = ""
    anchor_file: str = ""


class Web(msgspec.Struct, frozen=True, kw_only=True):
    """[web] Internal listener (console feed, api, metrics) and public one (responder pages); HOST:PORT, empty: off."""

    internal: str = "127.0.0.1:8470"
    internal_certificate: str = ""
    internal_key: str = ""
    public: str = ""
    public_certificate: str = ""
    public_key: str = ""
    public_url: str = ""
    behind_proxy: bool = False


class Door(msgspec.Struct, frozen=True, kw_only=True):
    """[[doors]] One door. Addresses are HOST:PORT; an empty one is not opened.

    `kind` is dc09 or scaip. `key` (dc09) is the default key for encrypted frames, `hex:…` or `text:…`.
    `window` (dc09) is whether device clocks are checked (−40 s to +20 s). `realm` and `challenge` (scaip) are for
    digest; without a challenge everything from `trusted_sources` (networks in CIDR notation) is let in unasked.
    `voice` says how calls come about, `voice_media` what is heard. `certificate` and `private_key` are for TLS.
    `idle_s` closes silent connections.
    """

    kind: Literal["dc09", "scaip"]
    name: str = ""
    tcp: str = ""
    udp: str = ""
    tls: str = ""
    certificate: str = ""
    private_key: str = ""
    key: str = ""
    window: bool = True
    realm: str = "alarmd"
    challenge: bool = True
    trusted_sources: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    unknown_units: Literal["take", "refuse"] = "take"
    hold: bool = False
    voice: Literal["none", "device_calls", "call_number", "call_back"] = "device_calls"
    voice_media: Literal["duplex", "listen", "speak"] = "duplex"
    voice_number: str = ""
    voice_minutes: int = 5
    heartbeat_minutes: int = 0
    connections: int = 30_000
    connections_per_source: int = 2_000
    rate_per_source: float = 200.0
    idle_s: float = 7_200.0


class Lanes(msgspec.Struct, frozen=True, kw_only=True):
    """[lanes] How many messages may wait in each lane before it turns new ones away."""

    life_safety: int = 100_000
    technical: int = 5_000
    information: int = 2_000
    test: int = 1_000


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """[times] Seconds until somebody must have acted, before something louder happens.

    A tenant may have its own: `alarmd tenant set NAME answer_s=45`.
    """

    answer_s: float = 30.0
    lease_s: float = 120.0
    acceptance_s: float = 60.0
    arrival_s: float = 1_800.0
    visit_s: float = 3_600.0
    new_press_pause_s: float = 600.0
    reminder_s: float = 86_400.0


class Notify(msgspec.Struct, frozen=True, kw_only=True):
    """[notify] Outgoing notices; `channel_s` is how long one channel is tried before the next."""

    channel_s: float = 20.0
    demo_file: str = ""


class Log(msgspec.Struct, frozen=True, kw_only=True):
    """[log] How much to say on stderr."""

    level: Literal["debug", "info", "warning", "error"] = "info"


class Secrets(msgspec.Struct, frozen=True, kw_only=True):
    """[secrets] `key_file` opens the units' own keys (`enc:…`), made by `alarmd secrets new-key`."""

    key_file: str = ""


class Testing(msgspec.Struct, frozen=True, kw_only=True):
    """[testing] `clock_socket` lets a test move the clock; refused with any listener beyond loopback."""

    clock_socket: str = ""


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """All settings of one daemon."""

    centre: Centre = Centre()
    store: Store = Store()
    web: Web = Web()
    doors: tuple[Door, ...] = ()
    lanes: Lanes = Lanes()
    times: Times = Times()
    notify: Notify = Notify()
    log: Log = Log()
    secrets: Secrets = Secrets()
    testing: Testing = Testing()


SECTIONS: Mapping[str, type[msgspec.Struct]] = {
    "centre": Centre,
    "store": Store,
    "web": Web,
    "lanes": Lanes,
    "times": Times,
    "notify": Notify,
    "log": Log,
    "secrets": Secrets,
    "testing": Testing,
}


def load(path: Path, environment: Mapping[str, str] | None = None) -> Config:
    """Read and check the file.

    Raises:
        ConfigError: with a sentence for each mistake, not only the first.
    """
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError([f"{path}: there is no such file. Copy deploy/examples/alarmd.toml and change it."]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError([f"{path}: not readable as TOML: {error}."]) from error
    return from_tree(tree, os.environ if environment is None else environment)


def from_tree(tree: Mapping[str, Any], environment: Mapping[str, str] | None = None) -> Config:
    """Build and check the settings from a parsed tree.

    Raises:
        ConfigError: with a sentence for each mistake.
    """
    mistakes: list[str] = []
    sections = {name: dict(tree.get(name, {})) for name in SECTIONS}
    _from_environment(sections, environment or {}, mistakes)
    for name in tree:
        if name not in SECTIONS and name != "doors":
            mistakes.append(f"[{name}]: there is no such section{_meant(name, [*SECTIONS, 'doors'])}.")
    built: dict[str, Any] = {
        name: _section(f"[{name}]", shape, sections[name], mistakes) for name, shape in SECTIONS.items()
    }
    doors = tree.get("doors", [])
    if not isinstance(doors, list):
        mistakes.append("doors: write each door as its own [[doors]] block.")
        doors = []
    built["doors"] = tuple(
        door for i, raw in enumerate(doors, 1) if (door := _section(f"[[doors]] no. {i}", Door, raw, mistakes))
    )
    if mistakes:
        raise ConfigError(mistakes)
    config = Config(**built)
    mistakes = list(_contradictions(config))
    if mistakes:
        raise ConfigError(mistakes)
    return config


def _section(where: str, shape: type[msgspec.Struct], raw: Mapping[str, Any], mistakes: list[str]) -> Any:
    hints = get_type_hints(shape)
    values: dict[str, Any] = {}
    before = len(mistakes)
    for key, value in raw.items():
        if key not in hints:
            mistakes.append(f"{where} {key}: there is no such setting{_meant(key, hints)}.")
            continue
        try:
            values[key] = msgspec.convert(value, hints[key])
        except msgspec.ValidationError as error:
            mistakes.append(f"{where} {key} = {value!r}: {_plain(str(error))}.")
    missing = [f.name for f in msgspec.structs.fields(shape) if f.required and f.name not in raw]
    mistakes.extend(f"{where} {name}: this setting is missing." for name in missing)
    return None if len(mistakes) > before else shape(**values)


_PLAIN = {
    "Expected": "expected",
    "`str`": "text",
    "`int`": "a whole number",
    "`float`": "a number",
    "`bool`": "true or false",
    "Invalid enum value": "not one of the possible values",
}


def _plain(error: str) -> str:
    for theirs, ours in _PLAIN.items():
        error = error.replace(theirs, ours)
    return error.rstrip(".")


def _meant(word: str, known: Any) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]}" if close else ""


def _from_environment(sections: dict[str, dict[str, Any]], environment: Mapping[str, str], mistakes: list[str]) -> None:
    for name, text in environment.items():
        if not name.startswith("ALARMD_") or "__" not in name:
            continue
        section, _, key = name.removeprefix("ALARMD_").lower().partition("__")
        if section not in sections:
            mistakes.append(f"environment {name}: there is no section [{section}]{_meant(section, sections)}.")
            continue
        hint = get_type_hints(SECTIONS[section]).get(key, str)
        try:
            sections[section][key] = msgspec.convert(text, hint, strict=False)
        except msgspec.ValidationError as error:
            mistakes.append(f"environment {name} = {text!r}: {_plain(str(error))}.")


def split_address(text: str) -> tuple[str, int]:
    """`HOST:PORT` to its parts; IPv6 in brackets; port 0 lets the system choose.

    Raises:
        ValueError: with what is wrong.
    """
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not port.isdigit() or int(port) > 65_535:
        raise ValueError(f"{text!r} is not HOST:PORT")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        raise ValueError(f"{host!r} in {text!r} is not an IP address (a listener needs one, 0.0.0.0 for all)") from None
    return host, int(port)


def is_loopback(address: str) -> bool:
    """True when a HOST:PORT can only be reached from this machine (an empty one is not reached at all)."""
    return not address or ipaddress.ip_address(split_address(address)[0]).is_loopback


def _contradictions(config: Config) -> list[str]:
    found: list[str] = []
    addresses = {"[web] internal": config.web.internal, "[web] public": config.web.public}
    for i, door in enumerate(config.doors, 1):
        addresses |= {f"[[doors]] no. {i} {way}": getattr(door, way) for way in ("tcp", "udp", "tls")}
        found += _door_contradictions(i, door)
    for where, address in addresses.items():
        try:
            loopback = is_loopback(address)
        except ValueError as error:
            found.append(f"{where}: {error}.")
            continue
        if config.testing.clock_socket and not loopback:
            found.append(
                f"{where} = {address}: [testing] clock_socket is only allowed when every listener is on loopback."
            )
        elif where == "[web] internal" and not (loopback or config.web.internal_certificate):
            found.append(f"{where} = {address}: beyond loopback it needs internal_certificate and internal_key (TLS).")
        elif where == "[web] public" and not (loopback or config.web.public_certificate or config.web.behind_proxy):
            found.append(f"{where} = {address}: needs public_certificate and public_key (TLS), or behind_proxy = true.")
    times = {**msgspec.structs.asdict(config.times), "channel_s": config.notify.channel_s}
    found += [f"{name} = {seconds}: a time must be above 0 s." for name, seconds in times.items() if not seconds > 0]
    names = [door.name or door.kind for door in config.doors]
    found += [f"doors: the name {name!r} is used twice." for name in sorted({n for n in names if names.count(n) > 1})]
    if not 0 <= config.centre.node <= 15:
        found.append(f"[centre] node = {config.centre.node}: must be 0 to 15, different for each daemon on one store.")
    try:
        ZoneInfo(config.centre.time_zone)
    except (KeyError, ValueError, OSError):
        found.append(
            f"[centre] time_zone = {config.centre.time_zone!r}: there is no such zone (Europe/Stockholm is one)."
        )
    if not config.store.url.startswith(("sqlite:///", "postgresql+psycopg://")):
        found.append("[store] url: must begin with sqlite:/// or postgresql+psycopg://.")
    return found


def _door_contradictions(number: int, door: Door) -> list[str]:
    where = f"[[doors]] no. {number} ({door.name or door.kind})"
    found = []
    if not (door.tcp or door.udp or door.tls):
        found.append(f"{where}: give it at least one of tcp, udp or tls, else nothing can knock.")
    if door.tls and not (door.certificate and door.private_key):
        found.append(f"{where}: tls needs certificate and private_key.")
    if door.kind == "dc09" and door.tls:
        found.append(f"{where}: DC-09 has no TLS here; use tcp or udp (frames carry their own AES).")
    if door.key and not door.key.startswith(("hex:", "text:")):
        found.append(f"{where} key: begin it with hex: or text: (32 hex digits could be either).")
    if door.voice == "call_number" and not door.voice_number:
        found.append(f"{where} voice = 'call_number' needs voice_number (sip:… or gsm:…).")
    for network in door.trusted_sources:
        try:
            ipaddress.ip_network(network)
        except ValueError:
            found.append(f"{where} trusted_sources: {network!r} is no network in CIDR notation (10.1.0.0/16).")
    if not 1 <= door.voice_minutes <= 60:
        found.append(f"{where} voice_minutes = {door.voice_minutes}: SCAIP allows 1 to 60.")
    if not 0 <= door.heartbeat_minutes <= 1_440:
        found.append(
            f"{where} heartbeat_minutes = {door.heartbeat_minutes}: SCAIP allows 1 to 1440, 0 leaves it alone."
        )
    return found
