"""The settings of doors to receivers with a computer output: Sur-Gard, Ademco 685 and SIA DC-07."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from alarmd.config.doors.kinds import KINDS
from alarmd.config.doors.serial import SerialSettings


class ReceiverSettings(SerialSettings, frozen=True, kw_only=True):
    """[[doors]] `codes` says what pulse codes mean here: the code as shown, and a kind (press, fire, battery…)."""

    codes: Mapping[str, str] = msgspec.field(default_factory=dict)

    def contradictions(self) -> Iterator[str]:
        """Codes of no kind."""
        yield from super().contradictions()
        for code, kind in self.codes.items():
            if kind not in KINDS:
                yield f" codes: {code!r} = {kind!r} is none of {', '.join(KINDS)}"


class SurgardSettings(ReceiverSettings, frozen=True, kw_only=True):
    """[[doors]] A receiver of the Sur-Gard family (MLR2 to System III), each line acknowledged when it is stored.

    `url` is a device (/dev/serial/by-id/…), `socket://host:port` or `rfc2217://host:port`; `baud` to `flow` must be
    those of the station. `plugged` is the signal that says the cable is in. `prefix` stands before each account in a
    unit's address, for two stations with equal accounts; `station` is the station's own address, if it is a unit too.
    `silent_s` must be more than its heartbeat (30 s by default). `codes` says what pulse codes mean here.
    """

    kind: Literal["surgard"] = "surgard"
    silent_s: float = 90.0


class Dc07Settings(SerialSettings, frozen=True, kw_only=True):
    """[[doors]] A receiver whose computer output is SIA DC-07, read as plain DC-09 frames on a line.

    `url` is a device (/dev/serial/by-id/…), `socket://host:port` or `rfc2217://host:port`; `baud` to `flow` must be
    those of the station. `plugged` is the signal that says the cable is in. `prefix` stands before each account in a
    unit's address, for two stations with equal accounts; `station` is the station's own address, if it is a unit too.
    `silent_s` of silence, seconds, are told about, 0 never.
    """

    kind: Literal["dc07"] = "dc07"


class Ademco685Settings(ReceiverSettings, frozen=True, kw_only=True):
    """[[doors]] An Ademco 685 receiver, or one that imitates it.

    `url` is a device (/dev/serial/by-id/…), `socket://host:port` or `rfc2217://host:port`; `baud` to `flow` must be
    those of the station. `plugged` is the signal that says the cable is in. `prefix` stands before each account in a
    unit's address, for two stations with equal accounts; `station` is the station's own address, if it is a unit too.
    `handshake` is ack, or none when the receiver waits for no answer: then what comes while we are away is lost.
    `silent_s` of silence, seconds, are told about, 0 never. `codes` says what pulse codes mean here.
    """

    kind: Literal["ademco685"] = "ademco685"
    handshake: Literal["ack", "none"] = "ack"
