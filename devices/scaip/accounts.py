"""Who may log in: SIP accounts, read from the units' settings.

Words in a unit's settings: `sip_user` (its account, when that is not its controller id; several units may share
one); `ha1_md5`, `ha1_sha256` (half a digest for our realm: as secret as the password); `qop` (no: the unit answers
in the RFC 2069 form); `auth` (none: the unit cannot authenticate) together with `trusted_source` (networks in CIDR
notation, comma separated, that its messages must come from).
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from alarmd.domain.ports import Units
from alarmd.domain.unit import AlarmUnit
from protocols.sip import Algorithm

log = logging.getLogger(__name__)

PROTOCOL = "scaip"
ACCOUNT = "scaip:account"
"""The unit index lists each unit with HA1 also under this word and its `sip_user`."""

_WORDS = {Algorithm.MD5: "ha1_md5", Algorithm.SHA256: "ha1_sha256"}

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """One account: HA1 by algorithm, and whether it may answer without qop."""

    name: str
    secrets: Mapping[Algorithm, str]
    without_qop: bool = False


class Accounts(Protocol):
    """What authentication needs to know of units."""

    def find(self, name: str) -> Account | None:
        """The account of that name; None when there is none."""

    def unit(self, name: str) -> AlarmUnit | None:
        """The unit that has this account, or this controller id."""

    def speaks_for(self, name: str, cid: str) -> bool:
        """Whether this account may send messages of that controller."""

    def trusted(self, name: str, host: str) -> bool:
        """Whether that unit needs no credentials when it comes from `host`."""


class UnitAccounts:
    """Accounts by the unit index."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def find(self, name: str) -> Account | None:
        """The account of that name; None when no unit has HA1 for it."""
        unit = self.unit(name)
        if unit is None:
            return None
        secrets = {a: ha1.lower() for a, word in _WORDS.items() if (ha1 := unit.settings.get(word))}
        return Account(name, secrets, unit.settings.get("qop") == "no") if secrets else None

    def unit(self, name: str) -> AlarmUnit | None:
        """The unit with this account, or with this controller id."""
        return self._units.find(PROTOCOL, name) or self._units.find(ACCOUNT, name)

    def speaks_for(self, name: str, cid: str) -> bool:
        """Its own id, or that of a unit whose `sip_user` it is."""
        if name == cid:
            return True
        unit = self._units.find(PROTOCOL, cid)
        return unit is not None and unit.settings.get("sip_user") == name

    def trusted(self, name: str, host: str) -> bool:
        """Only with both words: `auth` none and a `trusted_source` that `host` is in."""
        unit = self.unit(name)
        if unit is None or unit.settings.get("auth") != "none":
            return False
        return is_within(host, unit.settings.get("trusted_source", ""))


@lru_cache(maxsize=4096)
def is_within(host: str, networks: str) -> bool:
    """Whether an address is in one of the comma separated networks; unreadable ones hold nobody, and are told."""
    try:
        address = ipaddress.ip_address(host)
        return any(address in network for network in read_networks(networks))
    except ValueError as error:
        log.error("trusted_source cannot be used: %s", error)
        return False


def read_networks(text: str) -> tuple[Network, ...]:
    """Read `10.1.0.0/16, 2001:db8::/32`.

    Raises:
        ValueError: one is no network in CIDR notation.
    """
    return tuple(ipaddress.ip_network(word.strip()) for word in text.split(",") if word.strip())
