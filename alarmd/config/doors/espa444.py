"""The settings of an ESPA 4.4.4 door."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from alarmd.config.doors.kinds import KINDS
from alarmd.config.doors.serial import SerialSettings


class EspaRule(msgspec.Struct, frozen=True, kw_only=True):
    r"""[[doors.rules]] What a call with this `address`, or a text that holds the pattern `text`, means; the first fits.

    `unit` (`\g<1>` is what the pattern's first group found), `kind` and `peripheral` replace what the call says.
    """

    address: str = ""
    text: str = ""
    unit: str = ""
    kind: str = "press"
    peripheral: str = ""


class EspaSettings(SerialSettings, frozen=True, kw_only=True):
    """[[doors]] ESPA 4.4.4. `role` paging: we are polled at `address` by the station at `control`; control: we poll it.

    `url` is a device (/dev/serial/by-id/…), `socket://host:port` or `rfc2217://host:port`; `baud` to `flow` must be
    those of the station. `plugged` is the signal that says the cable is in. `prefix` stands before each account in a
    unit's address, for two stations with equal accounts; `station` is the station's own address, if it is a unit too.
    `charset` is that of its texts. `poll_s` is between polls in the control role. `silent_s` of silence, seconds, are
    told about, 0 never. `rules` say which unit a call is about.
    """

    kind: Literal["espa444"] = "espa444"
    role: Literal["paging", "control"] = "paging"
    address: str = "2"
    control: str = "1"
    charset: Literal["auto", "latin-1", "ascii-se", "cp437", "cp850", "utf-8"] = "auto"
    poll_s: float = 1.0
    rules: tuple[EspaRule, ...] = ()

    @property
    def longest_silence_s(self) -> float:
        """A station we poll must answer: ten seconds are enough to know."""
        return min(self.silent_s, max(10.0, 5 * self.poll_s)) if self.role == "control" else self.silent_s

    def contradictions(self) -> Iterator[str]:
        """Addresses, and rules that fit nothing or everything."""
        yield from super().contradictions()
        for word, address in (("address", self.address), ("control", self.control)):
            if not re.fullmatch("[0-9]", address):
                yield f" {word} = {address!r}: an ESPA address is one digit"
        if self.address == self.control:
            yield f" address and control are both {self.address!r}"
        if not 0.2 <= self.poll_s <= 60:
            yield f" poll_s = {self.poll_s}: must be 0.2 to 60"
        for number, rule in enumerate(self.rules, 1):
            yield from (f" rule no. {number}{sentence}" for sentence in _bad_rule(rule))


def _bad_rule(rule: EspaRule) -> Iterator[str]:
    if not (rule.address or rule.text):
        yield ": give it an address or a text, else it fits every call"
    if rule.kind not in KINDS:
        yield f": kind {rule.kind!r} is none of {', '.join(KINDS)}"
    try:
        re.compile(rule.text)
    except re.error as error:
        yield f": text {rule.text!r} is no pattern: {error}"
