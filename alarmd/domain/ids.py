"""Numbers for everything that is stored: unique, and in the order of time."""

from __future__ import annotations

import secrets
from datetime import datetime

_SEQUENCE_BITS = 16
_NODE_BITS = 4
_SEQUENCE = (1 << _SEQUENCE_BITS) - 1
_ROOM_EACH_MS = _SEQUENCE >> 2


class IdMaker:
    """Makes 63-bit ids: milliseconds since 1970, then 4 bits of node, then a 16-bit sequence.

    Strictly growing within a process, also when the clock is set back. The sequence begins anywhere, so that a
    restart in the same millisecond does not repeat one; two nodes never meet.
    """

    def __init__(self, node: int = 0, first: int | None = None) -> None:
        """`node` is 0–15, different for each daemon on one store; `first` is where the sequence begins.

        Raises:
            ValueError: for a node outside 0–15.
        """
        if not 0 <= node < 1 << _NODE_BITS:
            raise ValueError(f"node {node} is not between 0 and 15")
        self._node = node << _SEQUENCE_BITS
        self._ms = 0
        self._sequence = secrets.randbits(_SEQUENCE_BITS) if first is None else first & _SEQUENCE

    def __call__(self, now: datetime) -> int:
        """The next id; `now` is aware UTC."""
        ms = int(now.timestamp() * 1000)
        if ms > self._ms:
            self._ms = ms
            self._sequence = (self._sequence + 1) & _ROOM_EACH_MS
        elif self._sequence < _SEQUENCE:
            self._sequence += 1
        else:
            self._ms += 1
            self._sequence = 0
        return self._ms << (_SEQUENCE_BITS + _NODE_BITS) | self._node | self._sequence
