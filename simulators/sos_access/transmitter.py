"""A transmitter: sends a request, and goes to its other receiver when the first does not take it (sheet §1)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from protocols.sos_access import AlarmRequest, AnswerError, Request, Root, Status, build, read_answer
from protocols.sos_access import Answer as Verdict
from simulators.answer import Answer, Kind
from simulators.target import Target
from simulators.wire import NO_SLIPS, Slips, Wire

TRIES = 3
_KINDS = {Status.STORED: Kind.TAKEN, Status.DUPLICATE: Kind.TAKEN, Status.NOT_TREATED: Kind.BUSY}


@dataclass(slots=True)
class Transmitter:
    """One transmitter.

    Attributes:
        receivers: the primary and, if there is one, the secondary.
        authentication: its password; a granted change is used at once.
        header: sends the XML declaration. answer_s: how long it waits for an answer.
    """

    receivers: Sequence[Target]
    code: str = "4711"
    kind: str = "TL001"
    authentication: str = field(default="hemligt-losen-1", repr=False)
    slips: Slips = NO_SLIPS
    header: bool = True
    answer_s: float = 10.0

    async def alarm(self, event_code: str, **fields: Any) -> Answer:
        """Report an event; further fields are those of `AlarmRequest`."""
        fields = {"receiver": "ARC1", **fields}
        return await self._send(AlarmRequest(root=Root.ALARM, event_code=event_code, **self._who(), **fields))

    async def ping(self) -> Answer:
        """A sign of life."""
        return await self._send(Request(root=Root.PING, **self._who()))

    async def renew(self) -> Answer:
        """Ask for a new password and use it from now on."""
        return await self._send(Request(root=Root.NEW_AUTHENTICATION, **self._who()))

    def _who(self) -> dict[str, Any]:
        return {"transmitter_code": self.code, "transmitter_type": self.kind, "authentication": self.authentication}

    async def _send(self, request: Request) -> Answer:
        octets = build(request, header=self.header)
        began = monotonic()
        answer = Answer(kind=Kind.UNREACHABLE, message=request.reference)
        for number in range(1, TRIES * len(self.receivers) + 1):
            kind, verdict = await self._once(octets, self.receivers[(number - 1) % len(self.receivers)])
            ms = (monotonic() - began) * 1000 if verdict else None
            said = f"status {verdict.status} {verdict.text}" if verdict else ""
            answer = Answer(kind=kind, said=said, ms=ms, tries=number, message=request.reference)
            if verdict is not None and verdict.new_authentication and kind is Kind.TAKEN:
                self.authentication = verdict.new_authentication
            if verdict is not None and verdict.status not in (Status.NOT_TREATED, Status.OTHER_ERROR):
                break
        return answer

    async def _once(self, octets: bytes, receiver: Target) -> tuple[Kind, Verdict | None]:
        heard = bytearray()

        def read(more: bytes) -> Verdict | None:
            heard.extend(more)
            return read_answer(bytes(heard)) if heard.rstrip().endswith(b"response>") and b"</" in heard else None

        try:
            wire = await Wire.open(receiver, self.slips)
        except (OSError, TimeoutError):
            return Kind.UNREACHABLE, None
        try:
            await wire.send(octets)
            verdict = await wire.hear(read, self.answer_s)
        except (OSError, TimeoutError, AnswerError):
            return Kind.SILENT, None
        finally:
            await asyncio.shield(wire.close())
        return _KINDS.get(Status(verdict.status), Kind.REFUSED), verdict
