"""The texts of WWW-Authenticate and Authorization (RFC 7616 §3.3, §3.4), read and written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from protocols.sip.errors import MalformedMessageError
from protocols.sip.uri import quoted, unquoted

_PARAM = re.compile(r'\s*,?\s*([A-Za-z0-9_\-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s,"]*)')
_QUOTED_NAMES = frozenset({"username", "realm", "nonce", "uri", "response", "cnonce", "opaque", "domain"})


class Algorithm(Enum):
    """The hash of a digest; Basic does not exist here."""

    MD5 = "MD5"
    SHA256 = "SHA-256"


def read_algorithm(text: str | None) -> Algorithm | None:
    """The algorithm named; MD5 when none is (RFC 2617); None when it is one we do not speak."""
    if not text:
        return Algorithm.MD5
    for algorithm in Algorithm:
        if algorithm.value == text.upper():
            return algorithm
    return None


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the asking side says; `qop` is false only toward units of the RFC 2069 kind."""

    realm: str
    nonce: str
    algorithm: Algorithm = Algorithm.MD5
    qop: bool = True
    stale: bool = False
    opaque: str = ""

    def __str__(self) -> str:
        parts = [f"realm={quoted(self.realm)}", f"nonce={quoted(self.nonce)}"]
        if self.opaque:
            parts.append(f"opaque={quoted(self.opaque)}")
        if self.stale:
            parts.append("stale=true")
        parts.append(f"algorithm={self.algorithm.value}")
        if self.qop:
            parts.append('qop="auth"')
        return "Digest " + ", ".join(parts)


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    """What the answering side says; `qop` is empty in the RFC 2069 form, `nc` then too."""

    username: str
    realm: str
    nonce: str
    uri: str
    response: str
    algorithm: str = ""
    qop: str = ""
    nc: str = ""
    cnonce: str = ""
    opaque: str = ""

    def __str__(self) -> str:
        values = {name: getattr(self, name) for name in self.__slots__}
        return "Digest " + ", ".join(
            f"{name}={quoted(value) if name in _QUOTED_NAMES else value}"
            for name, value in values.items()
            if value or name in {"username", "realm", "nonce", "uri", "response"}
        )

    def __repr__(self) -> str:
        return "<Credentials>"


def _digest_params(text: str) -> dict[str, str] | None:
    scheme, _, rest = text.strip().partition(" ")
    if scheme.lower() != "digest":
        return None
    return {name.lower(): unquoted(value) for name, value in _PARAM.findall(rest)}


def parse_challenge(text: str) -> Challenge | None:
    """Read one challenge; None when it is not Digest or not of a kind we speak.

    Raises:
        MalformedMessageError: realm or nonce is missing.
    """
    params = _digest_params(text)
    if params is None:
        return None
    algorithm = read_algorithm(params.get("algorithm"))
    qops = {word.strip().lower() for word in params.get("qop", "").split(",") if word.strip()}
    if algorithm is None or (qops and "auth" not in qops):
        return None
    if "realm" not in params or "nonce" not in params:
        raise MalformedMessageError("challenge without realm or nonce")
    stale = params.get("stale", "").lower() == "true"
    return Challenge(params["realm"], params["nonce"], algorithm, bool(qops), stale, params.get("opaque", ""))


def parse_credentials(text: str) -> Credentials | None:
    """Read Authorization or Proxy-Authorization; None when the scheme is not Digest.

    Raises:
        MalformedMessageError: a parameter that every digest needs is missing.
    """
    params = _digest_params(text)
    if params is None:
        return None
    needed = ("username", "realm", "nonce", "uri", "response")
    if any(name not in params for name in needed):
        raise MalformedMessageError("credentials without " + ", ".join(name for name in needed if name not in params))
    known = {name: params[name] for name in Credentials.__slots__ if name in params}
    return Credentials(**known)
