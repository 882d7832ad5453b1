"""A scenario played against a receiver: each unit of it with a line of its own, and a summary by step."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any

from protocols.dc09.keys import Key
from simulators.answer import Answer
from simulators.clock import Wall, wall_now
from simulators.dc09_frames import Dialler, Token
from simulators.dc09_unit import Dc09Unit
from simulators.events import Event
from simulators.faults import FaultSettings
from simulators.latencies import Latencies
from simulators.scaip_messages import Caller
from simulators.scaip_unit import ScaipUnit
from simulators.scenario import Action, Scenario, Step
from simulators.sip_auth import Account
from simulators.target import Protocol, Target, Transport, demo_address, demo_protocol

Unit = Dc09Unit | ScaipUnit
Targets = Callable[[Protocol, Transport], Target]
_UnitKey = tuple[int, Protocol | None, Transport, str, bool, FaultSettings]

STATUS_EVERY_S = 1.0


@dataclass(slots=True)
class StepOutcome:
    """What became of one step's messages."""

    step: Step
    kinds: Counter[str]
    times: Latencies

    def line(self) -> str:
        """One line for a person."""
        what = self.step.what.value if self.step.what else "silence"
        counts = "  ".join(f"{kind} {number}" for kind, number in sorted(self.kinds.items())) or "-"
        times = self.times
        took = f"  p50 {times.percentile(50):.1f} ms  p99 {times.percentile(99):.1f} ms" if times.count else ""
        return f"{self.step.at:7.1f} s  {what:<12} {len(self.step.units):>5} units  {counts}{took}"


class Play:
    """Plays a scenario once.

    Args:
        targets: where each protocol and transport is.
        key: for steps with `encrypted`. account: for SCAIP; `{unit}` in its username is the cid.
        seed: for the faults. say: gets the lines.
    """

    def __init__(
        self,
        scenario: Scenario,
        targets: Targets,
        *,
        key: Key | None = None,
        account: Account | None = None,
        seed: int = 1,
        say: Callable[[str], None] | None = print,
        wall: Wall = wall_now,
    ) -> None:
        self._scenario = scenario
        self._targets = targets
        self._key = key
        self._account = account
        self._seed = seed
        self._say = say or (lambda line: None)
        self._wall = wall
        self._units: dict[_UnitKey, Unit] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.outcomes = [StepOutcome(step, Counter(), Latencies()) for step in scenario.steps]
        self._stopping = False

    def stop(self) -> None:
        """Send nothing more; the summary comes when what is under way has ended."""
        self._stopping = True

    async def run(self) -> list[StepOutcome]:
        """Play to the end and wait for the last answers."""
        self._say(f"{self._scenario.title}: {self._scenario.seconds:g} s")
        started = monotonic()
        next_status = STATUS_EVERY_S
        try:
            for action in self._scenario.actions():
                while not self._stopping and action.at > (now := monotonic() - started):
                    if now >= next_status:
                        next_status = self._status(now)
                    await asyncio.sleep(min(action.at - now, STATUS_EVERY_S / 4))
                if self._stopping:
                    break
                self._start(self._act(action))
            while self._tasks:
                await asyncio.wait(self._tasks, timeout=STATUS_EVERY_S)
                self._status(monotonic() - started)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            for unit in self._units.values():
                await unit.close()
        for outcome in self.outcomes:
            self._say(outcome.line())
        return self.outcomes

    def _start(self, act: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(act)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _act(self, action: Action) -> None:
        step = self._scenario.steps[action.step]
        if step.what is None:
            return
        late = timedelta(seconds=step.late_s)
        happened_at = self._wall() - late if step.late_s else None
        event = Event(what=step.what, restored=step.restored, happened_at=happened_at)
        answer: Answer = await self._unit(action).send(event)
        outcome = self.outcomes[action.step]
        outcome.kinds[answer.kind.value] += 1
        if answer.taken and answer.ms is not None:
            outcome.times.add(answer.ms)

    def _unit(self, action: Action) -> Unit:
        step = self._scenario.steps[action.step]
        # A unit keeps its line, its clock and its sequence numbers through all steps that describe it alike.
        key = (action.unit, step.protocol, step.transport, step.token, step.encrypted, step.faults)
        if key not in self._units:
            self._units[key] = self._new_unit(action.unit, step)
        return self._units[key]

    def _new_unit(self, number: int, step: Step) -> Unit:
        protocol = step.protocol or demo_protocol(number)
        target = self._targets(protocol, step.transport)
        address = demo_address(protocol, number)
        seed = self._seed * 1_000_003 + len(self._units)
        if protocol is Protocol.DC09:
            key = self._key if step.encrypted else None
            dialler = Dialler(account=address, key=key, token=Token(step.token))
            return Dc09Unit(dialler, target, faults=step.faults, seed=seed)
        account = self._account
        if account is not None:
            account = Account(account.username.replace("{unit}", address), account.password)
        return ScaipUnit(Caller(cid=address, account=account), target, faults=step.faults, seed=seed)

    def _status(self, now: float) -> float:
        ended = sum(sum(outcome.kinds.values()) for outcome in self.outcomes)
        taken = sum(outcome.kinds["taken"] for outcome in self.outcomes)
        self._say(f"{now:7.0f} s  ended {ended}  taken {taken}  under way {len(self._tasks)}")
        return now + STATUS_EVERY_S
