"""The tables of the settings file, each with its defaults; the doors' are in `doors/`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from alarmd.config.doors.base import DoorSettings


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


class Profiles(msgspec.Struct, frozen=True, kw_only=True):
    """[profiles] `folder` holds device profiles of the installation's own (TOML); they go before the shipped ones."""

    folder: str = ""


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
    doors: tuple[DoorSettings, ...] = ()
    lanes: Lanes = Lanes()
    times: Times = Times()
    notify: Notify = Notify()
    log: Log = Log()
    profiles: Profiles = Profiles()
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
    "profiles": Profiles,
    "secrets": Secrets,
    "testing": Testing,
}
"""The tables of the file by their names; `[[doors]]` beside them are in `doors/`."""
