"""A person's alarm unit that reports by SCAIP: sends `mrq`, waits for the verdict, polls, repeats, registers."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from time import monotonic

from protocols.scaip.documents import MessageResponse, MessageType
from protocols.scaip.errors import ScaipError
from protocols.scaip.parse_response import read_response
from protocols.scaip.status import StatusNumber
from simulators.answer import Answer, Kind
from simulators.events import HEARTBEAT, PRESS, Event
from simulators.faults import NO_FAULTS, FaultSettings
from simulators.scaip_messages import Caller
from simulators.sip_auth import Authorization
from simulators.sip_line import SipLine, SipSilenceError
from simulators.target import Target

_REF_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a unit waits, seconds (sheet §2.7, §3.3).

    Attributes:
        sip_s: for SIP's own answer before the connection is given up; the protocol's limit is 32.
        verdict_s: for the `mrs` after the 200. tries: how often the same `mrq` is sent when none comes.
        hold_pause_s, hold_limit_s: between polls after status number 4, and how long in all.
    """

    sip_s: float = 20.0
    verdict_s: float = 20.0
    tries: int = 3
    hold_pause_s: float = 5.0
    hold_limit_s: float = 180.0


class ScaipUnit:
    """One unit. Give it a shared `line` to let many units use one socket; the caller then closes that.

    Args:
        caller: who it is. target: the receiver. patience: its timeouts.
        faults: what goes wrong on its own line. seed: for the faults.
        withdraws: send `RE` with the same reference after giving up, as the standard says (SS 4.4).
    """

    def __init__(
        self,
        caller: Caller,
        target: Target,
        *,
        patience: Patience | None = None,
        faults: FaultSettings = NO_FAULTS,
        seed: int | None = None,
        line: SipLine | None = None,
        withdraws: bool = True,
    ) -> None:
        self.caller = caller
        self.target = target
        self.patience = patience or Patience()
        self.withdraws = withdraws
        self.interval_min = 0
        self._own_line = line is None
        self.line = line or SipLine(target, faults=faults, random=Random(seed))
        self.line.listen(caller.name, self._hear)
        self.authorization = Authorization(caller.account) if caller.account else None
        self._verdicts: dict[str, asyncio.Queue[MessageResponse]] = {}
        self._keeping: asyncio.Task[None] | None = None

    async def __aenter__(self) -> ScaipUnit:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def new_ref(self) -> str:
        """A reference for a new session: ten letters and digits (`ref`, 1 to 16)."""
        return "".join(secrets.choice(_REF_LETTERS) for _ in range(10))

    async def send(self, event: Event, ref: str = "") -> Answer:
        """Report an event and stay with it until a verdict that ends the session, or until giving up."""
        return await self._deliver(event, ref or self.new_ref(), MessageType.MESSAGE)

    async def update(self, ref: str, event: Event) -> Answer:
        """Add to an earlier message: a position, a text (`IN`)."""
        return await self._deliver(event, ref, MessageType.INFORMATION)

    async def withdraw(self, ref: str, event: Event = PRESS) -> Answer:
        """Take an earlier message back (`RE`)."""
        return await self._deliver(event, ref, MessageType.RESET)

    async def beat(self) -> Answer:
        """One heartbeat (`PI`); an interval that the receiver sets is remembered in `interval_min`."""
        answer = await self._deliver(HEARTBEAT, self.new_ref(), MessageType.MESSAGE)
        if answer.interval_min and self.caller.interval_free:
            self.interval_min = answer.interval_min
        return answer

    async def send_parts(self, events: Sequence[Event]) -> Answer:
        """One message in several parts under one reference; the verdict on the last one counts (`ame`)."""
        ref = self.new_ref()
        for left, event in zip(range(len(events) - 1, 0, -1), events, strict=False):
            body = self.caller.document(event, ref, parts_left=left)
            part = await _Delivery(self, ref, body).only_sip()
            if part is not None:
                return part
        return await self._deliver(events[-1], ref, MessageType.MESSAGE)

    # ---- registration --------------------------------------------------------------------------------------------

    async def register(self, expires_s: int = 300) -> int:
        """Tell the receiver where this unit is; return SIP's status. With 0 seconds the binding is taken away.

        Raises:
            OSError: no connection, or no answer in 32 s.
        """
        link = await self.line.open()
        transport = self.target.transport.value
        message = self.caller.registration(self.target.host, link.local, transport, expires_s)
        return (await self.line.request(message, self.authorization)).status

    def keep_registered(self, expires_s: int = 300) -> None:
        """Register again at half the time until `close`; failures are tried again sooner."""
        if self._keeping is None:
            self._keeping = asyncio.create_task(self._keep_registered(expires_s))

    async def _keep_registered(self, expires_s: int) -> None:
        while True:
            try:
                status = await self.register(expires_s)
            except OSError:
                status = 0
            await asyncio.sleep(expires_s / 2 if status == 200 else min(5.0, expires_s / 2))

    async def close(self) -> None:
        """Stop registering and hang up."""
        self.line.ignore(self.caller.name)
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
            self._keeping = None
        if self._own_line:
            await self.line.close()

    # ---- verdicts ------------------------------------------------------------------------------------------------

    def _hear(self, body: bytes) -> None:
        try:
            verdict = read_response(body)
        except ScaipError:
            return
        queue = self._verdicts.get(verdict.ref)
        if queue is not None:
            queue.put_nowait(verdict)

    async def _deliver(self, event: Event, ref: str, kind: MessageType) -> Answer:
        body = self.caller.document(event, ref, kind)
        queue = self._verdicts.setdefault(ref, asyncio.Queue())
        try:
            answer = await _Delivery(self, ref, body).run(queue)
        finally:
            self._verdicts.pop(ref, None)
        if answer.kind in (Kind.SILENT, Kind.HELD) and self.withdraws and kind is MessageType.MESSAGE:
            await _Delivery(self, ref, self.caller.document(event, ref, MessageType.RESET)).only_sip()
        return answer


class _Delivery:
    """One document on its way, until a verdict ends it."""

    def __init__(self, unit: ScaipUnit, ref: str, body: bytes) -> None:
        self._unit = unit
        self._ref = ref
        self._message = unit.caller.message(body, unit.target.host)
        self._started = monotonic()
        self._sip_ms: float | None = None
        self._tries = 0

    async def run(self, verdicts: asyncio.Queue[MessageResponse]) -> Answer:
        patience = self._unit.patience
        left, hold_until = patience.tries, 0.0
        answer = self._answer(Kind.SILENT)
        while left:
            left -= 1
            failed = await self.only_sip()
            if failed is not None:
                answer = failed
                if answer.kind is Kind.BUSY or answer.kind is Kind.REFUSED:
                    return answer
                continue
            verdict = await _within(verdicts, patience.verdict_s)
            if verdict is None:
                answer = self._answer(Kind.SILENT, "200, no verdict")
                continue
            answer = self._judged(verdict)
            if answer.kind is not Kind.HELD:
                return answer
            hold_until = hold_until or monotonic() + patience.hold_limit_s
            if monotonic() + patience.hold_pause_s > hold_until:
                return answer
            await asyncio.sleep(patience.hold_pause_s)
            left += 1
        return answer

    async def only_sip(self) -> Answer | None:
        """Send once; None when SIP's answer was 200, else how it failed."""
        self._tries += 1
        unit = self._unit
        try:
            async with asyncio.timeout(unit.patience.sip_s):
                response = await unit.line.request(self._message, unit.authorization)
        except (SipSilenceError, TimeoutError):
            await unit.line.hang_up()
            return self._answer(Kind.SILENT)
        except OSError as error:
            await asyncio.sleep(min(1.0, unit.patience.verdict_s))
            return self._answer(Kind.UNREACHABLE, error.strerror or str(error))
        if self._sip_ms is None and response.status == 200:
            self._sip_ms = self._elapsed_ms()
        if response.status == 200:
            return None
        kind = Kind.BUSY if response.status in (480, 486, 503, 600) else Kind.REFUSED
        return self._answer(kind, f"{response.status} {response.reason}", answered=True)

    def _judged(self, verdict: MessageResponse) -> Answer:
        kind = {
            StatusNumber.HANDLED: Kind.TAKEN,
            StatusNumber.HOLD: Kind.HELD,
            StatusNumber.BUSY: Kind.BUSY,
        }.get(verdict.status, Kind.REFUSED)
        text = f" {verdict.ste}" if verdict.ste else ""
        return self._answer(kind, f"200, snu {verdict.snu}{text}", verdict)

    def _elapsed_ms(self) -> float:
        return (monotonic() - self._started) * 1000

    def _answer(
        self, kind: Kind, said: str = "", verdict: MessageResponse | None = None, *, answered: bool = False
    ) -> Answer:
        return Answer(
            kind=kind,
            said=said,
            ms=self._elapsed_ms() if verdict is not None or answered else None,
            sip_ms=self._sip_ms,
            tries=max(self._tries, 1),
            message=self._ref,
            interval_min=(verdict.hbi or 0) if verdict else 0,
            voice=verdict.mre if verdict else 0,
        )


async def _within(queue: asyncio.Queue[MessageResponse], seconds: float) -> MessageResponse | None:
    try:
        async with asyncio.timeout(seconds):
            return await queue.get()
    except TimeoutError:
        return None
