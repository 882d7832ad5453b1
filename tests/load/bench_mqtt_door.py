"""What the MQTT door takes: events from one publisher through Mosquitto, as it is shipped, until all are acknowledged.

`python -m tests.load.bench_mqtt_door` prints a table. `bare` is an aiomqtt client that acknowledges by itself; `door`
is ours with an intake that gives its receipt on the loop's next turn; `centre` is a whole daemon, acknowledging what is
durable on SQLite. CPU is that of this process: client or door. `--careless` lets the broker save when it likes: what
the shipped settings cost shows in the difference.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import cast

import aiomqtt
import uvloop

from alarmd.domain.unit import AlarmUnit
from alarmd.system_clock import SystemClock
from deploy.demo.centre import DemoCentre, Ports
from devices.mqtt.listener import MqttDoor
from devices.twisted_bridge import Reactor
from tests.devices.broker import Broker, broker_address, certificates
from tests.fakes.centre import TestCentre
from tests.fakes.pace import asked
from tests.load.bench_dc09_door import NextTurn, Quiet
from tests.smoke.lab import Lab

KINDS = ("bare", "door", "centre")
TOPIC = "larm/hem-12/event"
PATIENCE_S = 120.0

Heard = Callable[[], float]


@asynccontextmanager
async def receiver(kind: str, broker: Broker, folder: Path) -> AsyncIterator[Heard]:
    """One of the kinds; gives how many events it has acknowledged."""
    make = {"bare": bare, "door": door, "centre": centre}[kind]
    async with make(broker, folder) as heard:
        yield heard


@asynccontextmanager
async def bare(broker: Broker, folder: Path) -> AsyncIterator[Heard]:
    """aiomqtt as it comes."""
    count, address = 0, broker_address(broker, "alarmd")

    async def hear() -> None:
        nonlocal count
        async for _ in client.messages:
            count += 1

    async with aiomqtt.Client(address.host, address.port, tls_context=address.tls()) as client:
        await client.subscribe("larm/+/event", qos=1)
        ear = asyncio.ensure_future(hear())
        yield lambda: count
        ear.cancel()


@asynccontextmanager
async def door(broker: Broker, folder: Path) -> AsyncIterator[Heard]:
    """Our door alone."""
    parts = TestCentre(AlarmUnit(id=1, tenant_id=1, protocol="mqtt", address="hem-12"))
    own = replace(parts.centre, intake=NextTurn(), tracer=Quiet(), clock=SystemClock())
    opened = MqttDoor(broker.settings(), own, cast(Reactor, None))
    await opened.open()
    serves = asyncio.ensure_future(opened.serve())
    labels = {"door": "mqtt", "outcome": "ok"}
    yield lambda: parts.telemetry.registry.get_sample_value("alarmd_frames_total", labels) or 0.0
    await opened.close()
    serves.cancel()
    await asyncio.gather(serves, return_exceptions=True)


@asynccontextmanager
async def centre(broker: Broker, folder: Path) -> AsyncIterator[Heard]:
    """A whole daemon."""
    lab = Lab(DemoCentre(folder / "centre", Ports.free(), units=60, more=broker.toml(rate_per_source=0.0)))
    lab.centre.prepare()
    lab.centre.start()
    yield lambda: lab.metric('alarmd_signals_total{door="mqtt",lane="life_safety",verdict="stored"}')
    lab.centre.stop()


async def measure(kind: str, count: int, keys: Path, *, careless: bool) -> None:
    """One row."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        broker = Broker(folder, keys)
        if careless:
            broker.forget("autosave_on_changes true")
        await broker.start()
        lines = [json.dumps({"kind": "personal", "id": str(n), "battery": 81}).encode() for n in range(count)]
        async with receiver(kind, broker, folder) as heard:
            before, began = os.times(), time.monotonic()
            publishing = asyncio.ensure_future(broker.publish_lines("hem-12", TOPIC, lines))
            complete = await asked(lambda: heard() >= count, PATIENCE_S)
            took, after = time.monotonic() - began, os.times()
            await publishing
        broker.kill()
    cpu = 1e6 * (after.user + after.system - before.user - before.system) / count
    shown = f"{cpu:10.0f}" if kind != "centre" else f"{'-':>10}"
    print(f"{kind:8}{count:8}{'' if complete else ' incomplete'}{count / took:10.0f}{shown}", flush=True)


async def run(told: argparse.Namespace) -> None:
    """The table."""
    print("kind      events  events/s    cpu us")
    with tempfile.TemporaryDirectory() as name, certificates(Path(name)) as keys:
        for kind in KINDS:
            await measure(kind, told.count, keys, careless=told.careless)


def main() -> None:
    """Read arguments and run."""
    say = argparse.ArgumentParser(description=__doc__)
    say.add_argument("--count", type=int, default=3000)
    say.add_argument("--careless", action="store_true")
    uvloop.run(run(say.parse_args()))


if __name__ == "__main__":
    main()
