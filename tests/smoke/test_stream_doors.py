"""Doors for transmitters, pendants and nurse-call systems in a whole daemon: all ring within a second, and last."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from alarmd.store import registry
from alarmd.store.engine import tool_engine
from deploy.demo.headless import HeadlessConsole
from simulators.answer import Answer
from simulators.espa_x.caller import Caller
from simulators.ipa.sender import Sender
from simulators.minifinder.pendant import Pendant
from simulators.setracker.watch import Watch
from simulators.sos_access.transmitter import Transmitter
from simulators.target import Target
from simulators.wire import Asker
from tests.devices.broker import free_port
from tests.fakes.loop import until
from tests.smoke.lab import Lab

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]

KINDS = ("sos_access", "minifinder", "setracker", "espa_x", "ipa")
PASSWORD = "hemligt-losen-1"


class Doors:
    """A running centre with one door of each kind, and whom it knows."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.targets = {kind: Target("127.0.0.1", free_port()) for kind in KINDS}
        blocks = [f'[[doors]]\nkind = "{kind}"\ntcp = "{t.host}:{t.port}"\n' for kind, t in self.targets.items()]
        lab.centre.more += "\n" + "\n".join(blocks)
        lab.centre.write_settings()
        self._register()
        lab.centre.start()
        lab.log_in()

    def _register(self) -> None:
        engine = tool_engine(f"sqlite:///{self.lab.centre.folder}/alarmd.sqlite3")
        known = {
            "sos_access": ("4711", {"authentication": PASSWORD}), "minifinder": ("350000000000017", {}),
            "setracker": ("8800000017", {}), "espa_x": ("larm", {"password": "hemligt"}), "ipa": ("huset", {}),
        }  # fmt: skip
        with registry.changing(engine) as connection:
            for kind, (address, settings) in known.items():
                registry.add(connection, "unit", tenant_id=1, protocol=kind, address=address, settings=settings)
        engine.dispose()


@pytest.fixture
def doors(lab: Lab) -> Doors:
    return Doors(lab)


async def test_each_press_rings_within_a_second_and_survives_a_kill(doors: Doors) -> None:
    askers = {kind: Asker(target) for kind, target in doors.targets.items()}
    presses: dict[str, Callable[[], Awaitable[Answer]]] = {
        "sos_access": lambda: Transmitter([doors.targets["sos_access"]]).alarm("QA", reference="r1"),
        "minifinder": lambda: Pendant(askers["minifinder"]).send("sos"),
        "setracker": lambda: Watch(askers["setracker"]).send("sos"),
        "espa_x": lambda: Caller(askers["espa_x"]).call("1", "214", "Larm"),
        "ipa": lambda: Sender(askers["ipa"]).alarm("1", "209", "ASSIST"),
    }
    async with HeadlessConsole(doors.lab.centre.feed, doors.lab.token) as console:
        for press in presses.values():
            began, before = time.monotonic(), len(console.shown)
            answer = await press()
            await until(lambda: len(console.shown) > before)  # noqa: B023
            assert answer.taken
            assert time.monotonic() - began < 1.0
    for asker in askers.values():
        await asker.close()
    doors.lab.centre.kill()
    doors.lab.centre.start()
    stored = {signal["door"]: signal["kind"] for signal in doors.lab.signals()}
    assert {kind: stored.get(kind) for kind in KINDS} == dict.fromkeys(KINDS, "press")
    await asyncio.get_running_loop().shutdown_default_executor()


async def test_a_new_password_survives_a_kill_and_replaces_the_old_one(doors: Doors) -> None:
    unit = Transmitter([doors.targets["sos_access"]])
    assert (await unit.renew()).taken
    assert unit.authentication != PASSWORD
    doors.lab.centre.kill()
    doors.lab.centre.start()
    assert (await unit.alarm("QA", reference="r1")).taken
    assert (await unit.alarm("QA", reference="r2")).taken
    old = Transmitter([doors.targets["sos_access"]])
    assert (await old.alarm("QA", reference="r3")).said.startswith("status 4")
    with doors.lab.database() as store:
        (settings,) = store.execute("SELECT settings FROM units WHERE protocol = 'sos_access'").fetchone()
    assert unit.authentication not in settings
    assert PASSWORD not in settings
