"""Counts how often in a row a unit was told that its clock is wrong."""

from __future__ import annotations

from collections import OrderedDict

PATIENCE = 3
"""The third wrong time in a row is taken: ACK and a technical incident instead of another NAK (DESIGN §6)."""


class ClockFaults:
    """Wrong times in a row, by account; the account unheard for longest is forgotten first.

    Args:
        most: accounts remembered.
    """

    def __init__(self, most: int = 100_000) -> None:
        self._most = most
        self._in_a_row: OrderedDict[str, int] = OrderedDict()

    def wrong(self, account: str) -> bool:
        """Count one more wrong time; True when patience is over (and the count begins anew)."""
        count = self._in_a_row.pop(account, 0) + 1
        if count >= PATIENCE:
            return True
        self._in_a_row[account] = count
        if len(self._in_a_row) > self._most:
            self._in_a_row.popitem(last=False)
        return False

    def right(self, account: str) -> None:
        """The account's clock is good."""
        if self._in_a_row:
            self._in_a_row.pop(account, None)
