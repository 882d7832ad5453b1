"""The demo without a terminal: 200 real alarms over every way in, each shown once and in time, counted by signal.

The last line printed is one JSON object; the exit status is 0 only if every alarm was answered, stored once, shown
once, and shown under one second after it reached the socket.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import urllib.request
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from deploy.demo.centre import DemoCentre, Ports
from deploy.demo.headless import HeadlessConsole
from protocols.dc09 import Key
from simulators.answer import Answer
from simulators.dc09_frames import Dialler, Token
from simulators.dc09_unit import Dc09Unit
from simulators.events import PRESS, Event, What
from simulators.scaip_messages import Caller
from simulators.scaip_unit import ScaipUnit
from simulators.target import Target, Transport

ALARMS = 200
LIMIT_MS = 1000.0
KEY = bytes(range(16))
EVENTS = (PRESS, Event(what=What.FALL), Event(what=What.SMOKE))
Sending = Callable[[Event], Awaitable[Answer]]


@dataclass(frozen=True)
class Way:
    """One way into the centre."""

    name: str
    protocol: str
    transport: Transport
    key: Key | None = None
    token: Token = Token.CONTACT_ID


WAYS = (
    Way("scaip-udp", "scaip", Transport.UDP),
    Way("dc09-tcp", "dc09", Transport.TCP),
    Way("scaip-tcp", "scaip", Transport.TCP),
    Way("dc09-udp", "dc09", Transport.UDP, token=Token.SIA),
    Way("scaip-tls", "scaip", Transport.TLS),
    Way("dc09-tcp-aes", "dc09", Transport.TCP, Key(KEY)),
    Way("dc09-udp-aes", "dc09", Transport.UDP, Key(KEY), Token.SIA),
)


@dataclass
class Sent:
    """One alarm that left a unit."""

    way: str
    address: str
    answer: Answer


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """p50, p99 and max in milliseconds."""
    ranked = sorted(values) or [0.0]
    return {
        "p50": round(ranked[len(ranked) // 2], 2),
        "p99": round(ranked[min(len(ranked) - 1, int(len(ranked) * 0.99))], 2),
        "max": round(ranked[-1], 2),
    }


async def main() -> int:
    """Run the check in a folder of its own and return the exit status."""
    with tempfile.TemporaryDirectory(prefix="alarmd-check-") as folder:
        centre = DemoCentre(Path(folder), Ports.free(), more="", key="hex:" + KEY.hex())
        print("preparing: settings, database, three municipalities with fictive people", flush=True)
        centre.prepare()
        centre.start()
        try:
            report = await _check(centre)
        finally:
            status = centre.stop()
        if status != 0:
            print(f"alarmd ended with status {status}:\n{centre.last_words()}")
        print(json.dumps(report))
        return 0 if report["ok"] and status == 0 else 1


async def _check(centre: DemoCentre) -> dict[str, Any]:
    token = await asyncio.to_thread(centre.token)
    units = await asyncio.to_thread(_units, centre, token)
    async with HeadlessConsole(centre.feed, token) as console, AsyncExitStack() as stack:
        sending = await _senders(centre, units, stack)
        operator = asyncio.create_task(_operate(console))
        sent: list[Sent] = []
        print(f"sending {ALARMS} alarms over {', '.join(way.name for way in WAYS)}", flush=True)
        async with asyncio.TaskGroup() as group:
            for number in range(ALARMS):
                way, address, send = sending[number % len(sending)]
                group.create_task(_send(sent, way, address, send, EVENTS[number % len(EVENTS)]))
                await asyncio.sleep(0.02)
        await _until(lambda: len(console.shown) >= ALARMS, 10.0)
        operator.cancel()
        handled = await asyncio.gather(operator, return_exceptions=True)
        stored = await _stored(centre, token)
    return _report(sent, stored, console, handled)


async def _send(sent: list[Sent], way: Way, address: str, send: Sending, event: Event) -> None:
    sent.append(Sent(way.name, address, await send(event)))


async def _until(true: Callable[[], bool], patience_s: float) -> None:
    ends = asyncio.get_running_loop().time() + patience_s
    while not true() and asyncio.get_running_loop().time() < ends:
        await asyncio.sleep(0.05)


async def _stored(centre: DemoCentre, token: str) -> list[dict[str, Any]]:
    """All stored signals, once their last stamps (which ride with later commits) are written."""
    found: list[dict[str, Any]] = []
    for _ in range(20):
        found = await asyncio.to_thread(_signals, centre, token)
        if len(found) >= ALARMS and all(signal["painted_at"] and signal["answered_at"] for signal in found):
            break
        await asyncio.sleep(0.25)
    return found


async def _senders(
    centre: DemoCentre, units: dict[str, list[str]], stack: AsyncExitStack
) -> list[tuple[Way, str, Sending]]:
    """Twenty units on each way, so that with 200 alarms some of them press a second time."""
    free = {protocol: iter(addresses) for protocol, addresses in units.items()}
    found: list[tuple[Way, str, Sending]] = []
    for number in range(20 * len(WAYS)):
        way = WAYS[number % len(WAYS)]
        address = next(free[way.protocol])
        unit: Dc09Unit | ScaipUnit
        if way.protocol == "dc09":
            target = Target("127.0.0.1", centre.ports.dc09, way.transport)
            dialler = Dialler(account=address, key=way.key, token=way.token)
            unit = await stack.enter_async_context(Dc09Unit(dialler, target, seed=number))
        else:
            port = centre.ports.scaip_tls if way.transport is Transport.TLS else centre.ports.scaip
            unit = await stack.enter_async_context(
                ScaipUnit(Caller(cid=address), Target("127.0.0.1", port, way.transport), seed=number)
            )
        found.append((way, address, unit.send))
    return found


async def _operate(console: HeadlessConsole) -> dict[str, int]:
    """Claim what rings, close every other one: an operator at work while the rest keeps coming."""
    done = {"claimed": 0, "closed": 0}
    board = console.client.board
    try:
        while True:
            row = board.next_waiting()
            if row is None or done["claimed"] >= 20:
                await asyncio.sleep(0.02)
                continue
            reply = await console.client.command("claim", row.id)
            done["claimed"] += reply.ok
            if reply.ok and done["claimed"] % 2:
                reply = await console.client.command("close", row.id, outcome="helped_by_voice", text="demo")
                done["closed"] += reply.ok
    except asyncio.CancelledError:
        return done


def _get(centre: DemoCentre, token: str, path: str) -> Any:
    request = urllib.request.Request(centre.base + path, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def _units(centre: DemoCentre, token: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"dc09": [], "scaip": []}
    for unit in _get(centre, token, "/api/units?limit=500")["items"]:
        found[unit["protocol"]].append(unit["unit"])
    return found


def _signals(centre: DemoCentre, token: str) -> list[dict[str, Any]]:
    found = _get(centre, token, "/api/signals?limit=500")["items"]
    return [signal for signal in found if signal["lane"] == "life_safety"]


def _report(
    sent: list[Sent], stored: list[dict[str, Any]], console: HeadlessConsole, handled: Sequence[Any]
) -> dict[str, Any]:
    stages: dict[str, list[float]] = {"durable": [], "answered": [], "painted": []}
    for signal in stored:
        for stage, times in stages.items():
            if signal.get(f"{stage}_at"):
                times.append(_since(signal["received_at"], signal[f"{stage}_at"]))
    wanted, kept = Counter(alarm.address for alarm in sent), Counter(signal["address"] for signal in stored)
    answered = [alarm for alarm in sent if alarm.answer.taken]
    ids = {signal["id"] for signal in stored}
    report: dict[str, Any] = {
        "sent": len(sent),
        "answered": len(answered),
        "shown": len(ids & set(console.shown)),
        "lost": sum((wanted - kept).values()) + len(ids - set(console.shown)),
        "doubled": sum((kept - wanted).values()) + sum(1 for id_ in ids if console.shown[id_] > 1),
        "incidents": len({signal["incident_id"] for signal in stored}),
        "second_presses": sum(count - 1 for count in wanted.values()),
        "operator": handled[0] if isinstance(handled[0], dict) else repr(handled[0]),
        "unit_ms": percentiles([alarm.answer.ms for alarm in answered if alarm.answer.ms is not None]),
        "by_way": dict(Counter(alarm.way for alarm in answered)),
        "stage_ms": {stage: percentiles(times) for stage, times in stages.items()},
    }
    whole = report["sent"] == report["answered"] == report["shown"] == ALARMS == len(stages["painted"])
    in_time = report["stage_ms"]["painted"]["max"] < LIMIT_MS
    report["ok"] = bool(whole and in_time and not report["lost"] and not report["doubled"])
    return report


def _since(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds() * 1000
