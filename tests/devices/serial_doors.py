"""Serial doors on pseudo terminals for one test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from alarmd.config import DOOR_KINDS
from alarmd.domain.unit import AlarmUnit
from devices.base_station import BaseStation
from devices.registry import door_class
from tests.fakes.centre import TestCentre
from tests.fakes.serial_line import PseudoTerminal


def unit(protocol: str, address: str, number: int = 7) -> AlarmUnit:
    return AlarmUnit(id=number, tenant_id=3, protocol=protocol, address=address)


def make(kind: str, centre: TestCentre, url: str, **settings: Any) -> BaseStation[Any]:
    door = door_class(kind)(DOOR_KINDS[kind](url=url, **settings), centre.centre, None)  # type: ignore[arg-type]
    assert isinstance(door, BaseStation)
    return door


@asynccontextmanager
async def open_line(
    kind: str, centre: TestCentre, **settings: Any
) -> AsyncIterator[tuple[BaseStation[Any], PseudoTerminal]]:
    """A door and the far end of its line, closed at the end."""
    with PseudoTerminal() as cable:
        door = make(kind, centre, cable.url, **settings)
        await door.open()
        try:
            yield door, cable
        finally:
            await door.close()
