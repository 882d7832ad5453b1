"""An SMS door with its modem simulator, both running, and ways to wait for what happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from alarmd.config.doors.sms import SmsSettings
from alarmd.domain.signal import Signal
from alarmd.domain.unit import AlarmUnit
from devices.sms.listener import SmsDoor
from simulators.sms_modem.faults import Faults
from simulators.sms_modem.terminal import ModemTerminal
from tests.fakes.centre import TestCentre
from tests.fakes.loop import until

UNIT = AlarmUnit(id=7, tenant_id=2, protocol="sms", address="+46701740605", subscriber_ids=(70,))
STRANGER = "+46701740699"


class Bench:
    """A modem, a door and a centre."""

    def __init__(self, terminal: ModemTerminal, door: SmsDoor, centre: TestCentre) -> None:
        self.terminal, self.door, self.centre = terminal, door, centre
        self.sim = terminal.modem

    @property
    def told(self) -> list[tuple[str, str, bool]]:
        """Lane, kind and restore of `signals`."""
        return [(signal.lane.value, signal.kind.value, signal.restore) for signal in self.signals]

    @property
    def signals(self) -> list[Signal]:
        """Everything that was stored, the modem's own condition left out."""
        return [signal for signal in self.centre.intake.signals if not signal.address.startswith("modem ")]

    async def until(self, happened: Callable[[], bool]) -> None:
        """Wait until something is so."""
        await until(happened)

    async def empty(self) -> None:
        """Wait until every message has been taken and deleted."""
        await self.until(lambda: not self.sim.places)


@asynccontextmanager
async def open_bench(
    *units: AlarmUnit,
    faults: Faults | None = None,
    before: Callable[[ModemTerminal], None] = lambda terminal: None,
    **settings: object,
) -> AsyncIterator[Bench]:
    """A door that serves; `before` happens to the modem first."""
    centre = TestCentre(*(units or (UNIT,)))
    with ModemTerminal(faults=faults) as terminal:
        before(terminal)
        door = SmsDoor(SmsSettings(url=terminal.path, **settings), centre.centre, None, pause_s=0.0)  # type: ignore[arg-type]
        await door.open()
        serving = asyncio.ensure_future(door.serve())
        try:
            yield Bench(terminal, door, centre)
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
            await door.close()
