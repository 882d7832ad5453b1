"""The cloud service: it signs one event, posts it, and repeats it until somebody has it."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from protocols.webhook import Event, Secret, build_event, sign
from simulators.answer import Answer, Kind
from simulators.clock import Wall, wall_now
from simulators.webhook.exchange import BadAnswerError, exchange

TIMEOUT_S = 10.0
WRONG = Secret(b"not the secret that was agreed..")

_KINDS = {200: Kind.TAKEN, 401: Kind.REFUSED, 413: Kind.REFUSED, 422: Kind.REFUSED, 429: Kind.BUSY, 503: Kind.BUSY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Slips:
    """What goes wrong: another secret, a clock that is off by seconds, a body that is cut after so many bytes."""

    wrong_secret: bool = False
    clock_skew_s: float = 0.0
    cut_at: int | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """One cloud service.

    Attributes:
        url: of the endpoint, http or https. tries: how often one event is posted. pause_s: between the tries.
    """

    url: str
    secret: Secret
    slips: Slips = field(default_factory=Slips)
    tries: int = 3
    pause_s: float = 1.0
    trust: ssl.SSLContext | None = None
    wall: Wall = wall_now

    async def post(self, identity: str, event: Event) -> Answer:
        """Send one event until it is taken or refused; repeats have the same id and a new signature."""
        body = build_event(event)[: self.slips.cut_at]
        began = monotonic()
        answer = Answer(kind=Kind.UNREACHABLE, message=identity)
        for number in range(1, self.tries + 1):
            if number > 1:
                await asyncio.sleep(self.pause_s)
            kind, said = await self._once(identity, body)
            ms = (monotonic() - began) * 1000 if said else None
            answer = Answer(kind=kind, said=said, ms=ms, tries=number, message=identity)
            if kind in (Kind.TAKEN, Kind.REFUSED):
                break
        return answer

    async def _once(self, identity: str, body: bytes) -> tuple[Kind, str]:
        headers = {"content-type": "application/json", **sign(self._key(), identity, self._now(), body)}
        try:
            async with asyncio.timeout(TIMEOUT_S):
                status, said = await exchange("POST", self.url, headers, body, trust=self.trust)
        except (OSError, TimeoutError, BadAnswerError):
            return Kind.UNREACHABLE, ""
        return _KINDS.get(status, Kind.REFUSED), f"{status} {said.decode('utf-8', 'replace')}"

    def _key(self) -> Secret:
        return WRONG if self.slips.wrong_secret else self.secret

    def _now(self) -> datetime:
        return self.wall() + timedelta(seconds=self.slips.clock_skew_s)
