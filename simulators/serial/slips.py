"""What goes wrong on a serial line, as decisions without a line: spoilt, cut, drowned in noise, not heard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from random import Random

NOISE = b"\x00\x7f\xfe\xff"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipSettings:
    """Shares of the messages, 0 to 1; the defaults are none.

    Attributes:
        spoilt: one character is wrong. cut: the second half never leaves. noise: meaningless characters in front.
        deaf: the answer is not heard, so the message is repeated.
    """

    spoilt: float = 0.0
    cut: float = 0.0
    noise: float = 0.0
    deaf: float = 0.0

    def __post_init__(self) -> None:
        for each in fields(self):
            if not 0 <= getattr(self, each.name) <= 1:
                raise ValueError(f"{each.name} is a share from 0 to 1, not {getattr(self, each.name)}")


class Slips:
    """Decides for each message.

    Args:
        spoil: how this protocol's messages look after a bit has fallen over.
    """

    def __init__(self, settings: SlipSettings, spoil: Callable[[bytes], bytes], seed: int = 0) -> None:
        self._settings, self._spoil, self._random = settings, spoil, Random(seed)

    def outgoing(self, octets: bytes) -> bytes:
        """What really leaves."""
        if self._happens(self._settings.spoilt):
            octets = self._spoil(octets)
        if self._happens(self._settings.cut):
            octets = octets[: len(octets) // 2]
        if self._happens(self._settings.noise):
            octets = bytes(self._random.choices(NOISE, k=self._random.randint(1, 8))) + octets
        return octets

    def deaf(self) -> bool:
        """True when the answer that has just come is not heard."""
        return self._happens(self._settings.deaf)

    def _happens(self, share: float) -> bool:
        return share > 0 and self._random.random() < share
