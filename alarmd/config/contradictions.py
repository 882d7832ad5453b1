"""Settings that are well written each, but cannot stand together."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import msgspec

from alarmd.config.addresses import is_loopback
from alarmd.config.sections import Config


def contradictions(config: Config) -> list[str]:
    """A sentence for each; none when the settings can be used."""
    return [*_doors(config), *_addresses(config), *_times(config), *_centre(config)]


def _doors(config: Config) -> Iterator[str]:
    for number, door in enumerate(config.doors, 1):
        where = f"[[doors]] no. {number} ({door.name or door.kind})"
        yield from (f"{where}{sentence}." for sentence in door.contradictions())
    names = [door.name or door.kind for door in config.doors]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"doors: the name {name!r} is used twice."


def _addresses(config: Config) -> Iterator[str]:
    web = config.web
    addresses = {"[web] internal": web.internal, "[web] public": web.public}
    for number, door in enumerate(config.doors, 1):
        addresses |= {f"[[doors]] no. {number} {way}": address for way, address in door.listeners().items()}
    for where, address in addresses.items():
        try:
            loopback = is_loopback(address)
        except ValueError as error:
            yield f"{where}: {error}."
            continue
        if config.testing.clock_socket and not loopback:
            yield f"{where} = {address}: [testing] clock_socket is only allowed when every listener is on loopback."
        elif where == "[web] internal" and not (loopback or web.internal_certificate):
            yield f"{where} = {address}: beyond loopback it needs internal_certificate and internal_key (TLS)."
        elif where == "[web] public" and not (loopback or web.public_certificate or web.behind_proxy):
            yield f"{where} = {address}: needs public_certificate and public_key (TLS), or behind_proxy = true."


def _times(config: Config) -> Iterator[str]:
    times = {**msgspec.structs.asdict(config.times), "channel_s": config.notify.channel_s}
    yield from (f"{name} = {seconds}: a time must be above 0 s." for name, seconds in times.items() if not seconds > 0)


def _centre(config: Config) -> Iterator[str]:
    centre = config.centre
    if not 0 <= centre.node <= 15:
        yield f"[centre] node = {centre.node}: must be 0 to 15, different for each daemon on one store."
    try:
        ZoneInfo(centre.time_zone)
    except (KeyError, ValueError, OSError):
        yield f"[centre] time_zone = {centre.time_zone!r}: there is no such zone (Europe/Stockholm is one)."
    if not config.store.url.startswith(("sqlite:///", "postgresql+psycopg://")):
        yield "[store] url: must begin with sqlite:/// or postgresql+psycopg://."
    if config.store.url.startswith("postgresql") and config.store.contacts_url.startswith("sqlite"):
        yield "[store] contacts_url: other nodes must see what this one has heard; leave it out or name PostgreSQL."
