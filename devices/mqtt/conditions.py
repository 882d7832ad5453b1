"""What stays as it is until a device says otherwise: its link and its battery. Only a change is told."""

from __future__ import annotations

from collections import OrderedDict
from enum import StrEnum


class Condition(StrEnum):
    """What may be good or bad."""

    LINK = "link"
    BATTERY = "battery"


class Conditions:
    """The bad ones, by device; the one unheard for longest is forgotten first.

    After our own start everything is unknown: a bad one is told, and the first good word may be told as a restore, so
    that an incident from before our start is closed.

    Args:
        most: conditions remembered.
    """

    def __init__(self, most: int = 200_000) -> None:
        self._most = most
        self._is_bad: OrderedDict[tuple[str, Condition], bool] = OrderedDict()

    def changes(self, device: str, condition: Condition, *, is_bad: bool, first_good: bool) -> bool:
        """Note how it is; True when that is news. `first_good`: good is news, too, of a device not heard before."""
        matter = (device, condition)
        before = self._is_bad.pop(matter, None)
        self._is_bad[matter] = is_bad
        if len(self._is_bad) > self._most:
            self._is_bad.popitem(last=False)
        return first_good or is_bad if before is None else before is not is_bad
