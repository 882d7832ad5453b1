"""What can go wrong between a unit and a receiver, as decisions without any waiting or sockets.

A fault looks at one message that is about to leave and says what really leaves: nothing, one or several
messages, each after a delay. Faults are chained; every one draws from the same seeded random numbers, so a run
can be repeated. Wrong keys, wrong clocks and half-open connections are not about single messages: units and
links ask the settings for them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from random import Random
from typing import Any, Protocol

_CHECKSUM = re.compile(rb"\n([0-9A-Fa-f]{4})")


@dataclass(frozen=True, slots=True)
class Delivery:
    """Bytes that leave after so many seconds."""

    after_s: float
    payload: bytes


class Fault(Protocol):
    """One thing that goes wrong."""

    def happen(self, delivery: Delivery) -> list[Delivery]:
        """What becomes of one message."""
        ...


class Loss:
    """A share of the messages vanishes."""

    def __init__(self, share: float, random: Random) -> None:
        self._share, self._random = share, random

    def happen(self, delivery: Delivery) -> list[Delivery]:
        """Keep it, or not."""
        return [] if self._random.random() < self._share else [delivery]


class Delay:
    """Every message is late by something between two times, seconds."""

    def __init__(self, least_s: float, most_s: float, random: Random) -> None:
        self._least, self._most, self._random = least_s, most_s, random

    def happen(self, delivery: Delivery) -> list[Delivery]:
        """Add the time."""
        return [Delivery(delivery.after_s + self._random.uniform(self._least, self._most), delivery.payload)]


class Duplicate:
    """A share of the messages arrives twice, the second one a little later."""

    AFTER_S = 0.02

    def __init__(self, share: float, random: Random) -> None:
        self._share, self._random = share, random

    def happen(self, delivery: Delivery) -> list[Delivery]:
        """Once or twice."""
        if self._random.random() >= self._share:
            return [delivery]
        return [delivery, Delivery(delivery.after_s + self.AFTER_S, delivery.payload)]


class Reorder:
    """A share of the messages is kept back so long that those after them overtake."""

    BY_S = 0.1

    def __init__(self, share: float, random: Random) -> None:
        self._share, self._random = share, random

    def happen(self, delivery: Delivery) -> list[Delivery]:
        """Keep it back, or not."""
        if self._random.random() >= self._share:
            return [delivery]
        return [Delivery(delivery.after_s + self.BY_S, delivery.payload)]


class WrongCrc:
    """A share of the DC-09 frames carries a checksum that does not fit; other bytes are left alone."""

    def __init__(self, share: float, random: Random) -> None:
        self._share, self._random = share, random

    def happen(self, delivery: Delivery) -> list[Delivery]:
        """Spoil it, or not."""
        payload = delivery.payload
        frame = _CHECKSUM.match(payload)
        if frame is None or self._random.random() >= self._share:
            return [delivery]
        spoilt = b"%04X" % (int(frame.group(1), 16) ^ self._random.randrange(1, 0x10000))
        return [Delivery(delivery.after_s, payload[:1] + spoilt + payload[5:])]


class FaultChain:
    """Several faults, one after the other."""

    def __init__(self, faults: Sequence[Fault] = ()) -> None:
        self._faults = tuple(faults)

    def __bool__(self) -> bool:
        return bool(self._faults)

    def happen(self, payload: bytes) -> list[Delivery]:
        """What really leaves when a unit sends these bytes."""
        deliveries = [Delivery(0.0, payload)]
        for fault in self._faults:
            deliveries = [after for before in deliveries for after in fault.happen(before)]
        return deliveries


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultSettings:
    """Which faults a unit has; the defaults are none.

    Attributes:
        loss, duplicate, reorder, wrong_crc: shares of the messages, 0 to 1.
        delay_ms: least and most delay of every message, milliseconds.
        wrong_key: the unit encrypts with another key than it should.
        clock_skew_s: error of its clock, seconds, ahead is positive. stuck_clock: no NAK can set it.
        half_open: after so many messages the connection is dead without a word; 0 is never.
    """

    loss: float = 0.0
    delay_ms: tuple[float, float] = (0.0, 0.0)
    duplicate: float = 0.0
    reorder: float = 0.0
    wrong_crc: float = 0.0
    wrong_key: bool = False
    clock_skew_s: float = 0.0
    stuck_clock: bool = False
    half_open: int = 0

    def __post_init__(self) -> None:
        for name in ("loss", "duplicate", "reorder", "wrong_crc"):
            share = getattr(self, name)
            if not 0 <= share <= 1:
                raise ValueError(f"{name} is a share from 0 to 1, not {share}")
        if not 0 <= self.delay_ms[0] <= self.delay_ms[1]:
            raise ValueError(f"delay_ms is [least, most] in milliseconds, not {list(self.delay_ms)}")
        if self.half_open < 0:
            raise ValueError("half_open is a number of messages, 0 or more")

    def outgoing(self, random: Random) -> FaultChain:
        """What happens to messages on their way out."""
        chain: list[Fault] = []
        if self.wrong_crc:
            chain.append(WrongCrc(self.wrong_crc, random))
        return FaultChain(chain + self._network(random))

    def incoming(self, random: Random) -> FaultChain:
        """What happens to datagrams on their way back; streams come back whole."""
        return FaultChain(self._network(random))

    def _network(self, random: Random) -> list[Fault]:
        chain: list[Fault] = []
        if self.loss:
            chain.append(Loss(self.loss, random))
        if self.duplicate:
            chain.append(Duplicate(self.duplicate, random))
        if self.reorder:
            chain.append(Reorder(self.reorder, random))
        if self.delay_ms[1]:
            chain.append(Delay(self.delay_ms[0] / 1000, self.delay_ms[1] / 1000, random))
        return chain


NO_FAULTS = FaultSettings()

_KINDS = {field.name: type(field.default) for field in fields(FaultSettings)}


def faults_from_table(table: Mapping[str, Any]) -> FaultSettings:
    """Read a TOML table of faults.

    Raises:
        ValueError: an unknown name, or a value of the wrong kind or out of range; the text says which.
    """
    values: dict[str, Any] = {}
    for name, value in table.items():
        kind = _KINDS.get(name)
        if kind is None:
            raise ValueError(f"unknown fault {name!r}; known are {', '.join(_KINDS)}")
        values[name] = _read(name, kind, value)
    return FaultSettings(**values)


def _read(name: str, kind: type, value: Any) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind is bool and isinstance(value, bool):
        return value
    if kind is int and number and int(value) == value:
        return int(value)
    if kind is float and number:
        return float(value)
    if kind is tuple:
        return _read_range(name, value)
    raise ValueError(f"fault {name} wants {'true or false' if kind is bool else 'a number'}, not {value!r}")


def _read_range(name: str, value: Any) -> tuple[float, float]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value), float(value)
    if isinstance(value, list) and len(value) == 2 and all(type(v) in (int, float) for v in value):
        return float(value[0]), float(value[1])
    raise ValueError(f"fault {name} wants [least, most], not {value!r}")
