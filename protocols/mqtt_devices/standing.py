"""What lasts: a state that is reported again and again is one alarm, and only its end is a restore (sheet §4)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace

from protocols.mqtt_devices.report import Event


class Standing:
    """States that last, by device and code; the one unheard for longest is forgotten first.

    Args:
        most: states remembered.
    """

    def __init__(self, most: int = 100_000) -> None:
        self._most = most
        self._lasting: OrderedDict[tuple[str, str], None] = OrderedDict()

    def news(self, device: str, events: Iterable[Event]) -> tuple[Event, ...]:
        """What is new in `events`: no end without a beginning, and what lasted already is marked `repeated`."""
        return tuple(new for event in events if (new := self._judge((device, event.code), event)) is not None)

    def _judge(self, matter: tuple[str, str], event: Event) -> Event | None:
        lasted = matter in self._lasting
        if event.over:
            self._lasting.pop(matter, None)
            return event if lasted or not event.standing else None
        self._lasting[matter] = None
        self._lasting.move_to_end(matter)
        if len(self._lasting) > self._most:
            self._lasting.popitem(last=False)
        return replace(event, repeated=True) if lasted and event.standing else event
