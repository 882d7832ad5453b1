"""A SCAIP door on a private reactor, and units that knock."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from alarmd.config import ScaipSettings
from alarmd.system_clock import SystemClock
from deploy.demo.certificate import write_certificate
from devices.scaip.listener import ScaipDoor
from devices.twisted_bridge import private_reactor, release_reactor
from tests.devices.scaip.centre import FakeCentre, credentials
from tests.devices.scaip.client import Unit
from tests.fakes.loop import settle

MakeUnit = Callable[..., Awaitable[Unit]]
OpenDoor = Callable[..., Awaitable[ScaipDoor]]


@pytest.fixture
def behind() -> FakeCentre:
    """The centre behind the door, with one unit that has an account."""
    centre = FakeCentre()
    centre.units.add("90000001", **credentials("90000001"))
    return centre


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_certificate(tmp_path_factory.mktemp("tls"), SystemClock().now())


@pytest.fixture
async def open_door(behind: FakeCentre) -> AsyncIterator[OpenDoor]:
    """Opens doors; `challenge` is off unless asked for."""
    reactor = private_reactor(asyncio.get_running_loop())
    doors: list[ScaipDoor] = []

    async def open_one(*, first_byte_s: float = 60.0, **settings: Any) -> ScaipDoor:
        settings = {"udp": "127.0.0.1:0", "challenge": False} | settings
        door = ScaipDoor(ScaipSettings(**settings), behind.centre, reactor, first_byte_s=first_byte_s)
        await door.open()
        doors.append(door)
        return door

    yield open_one
    for door in doors:
        await door.close()
    await settle()
    release_reactor(reactor)


@pytest.fixture
async def make_unit(certificate: tuple[Path, Path]) -> AsyncIterator[MakeUnit]:
    """Connects units to a door."""
    units: list[Unit] = []

    async def connect(door: ScaipDoor, way: str = "udp", **fields: Any) -> Unit:
        trust = ssl.create_default_context(cafile=str(certificate[0])) if way == "tls" else None
        unit = await Unit.connect(way, door.addresses[way], trust=trust, **fields)
        units.append(unit)
        return unit

    yield connect
    for unit in units:
        await unit.close()


@pytest.fixture
async def door(open_door: OpenDoor) -> ScaipDoor:
    """A UDP door that trusts loopback."""
    return await open_door()


@pytest.fixture
async def unit(door: ScaipDoor, make_unit: MakeUnit) -> Unit:
    """A unit before it."""
    return await make_unit(door)
