"""A nurse-call system: logs in, starts and stops calls, beats, with its faults."""

from __future__ import annotations

from dataclasses import dataclass, field

from protocols.espa_x import Message, Splitter, build
from simulators.answer import Answer, Kind
from simulators.clock import Wall, wall_now
from simulators.wire import Asker


@dataclass(slots=True)
class Caller:
    """One system. `log_in=False` is a fault: it calls without a login."""

    asker: Asker
    user: str = "larm"
    password: str = field(default="hemligt", repr=False)
    log_in: bool = True
    wall: Wall = wall_now
    _session: str = ""
    _invoked: int = 0

    async def call(self, reference: str, room: str, text: str = "") -> Answer:
        """Start a call."""
        fields = {"CP-PR-REF": reference, "CP-CALLINGNO": room, "CP-TEXTMSG": text, "CP-PRIO": "Emergency"}
        return await self._in_session("REQ.P-START", fields)

    async def stop(self, reference: str) -> Answer:
        """End a call."""
        return await self._in_session("REQ.P-STOP", {"CP-PR-REF": reference})

    async def beat(self) -> Answer:
        """A sign of life."""
        return await self._in_session("REQ.HEARTBEAT", {})

    async def _in_session(self, name: str, fields: dict[str, str]) -> Answer:
        if self.log_in and not self._session:
            answer = await self._ask("REQ.LOGIN", {"LI-USER": self.user, "LI-PASSWORD": self.password})
            if not answer.taken:
                return answer
        return await self._ask(name, fields)

    async def _ask(self, name: str, fields: dict[str, str]) -> Answer:
        self._invoked += 1
        number = str(self._invoked)
        splitter = Splitter()
        told: list[Message] = []

        def read(more: bytes) -> str | None:
            told.extend(i for i in splitter.feed(more) if isinstance(i, Message) and i.invoke_id in (number, ""))
            return f"{told[0].fields.get('RSP-CODE')} {told[0].fields.get('RSP-REASON')}" if told else None

        octets = build(
            Message(name, number, self._session, {n: text for n, text in fields.items() if text}), self.wall()
        )
        answer = await self.asker.ask(octets, read, number)
        if told and told[0].fields.get("RSP-CODE") != "200":
            return Answer(kind=Kind.REFUSED, said=answer.said, ms=answer.ms, tries=answer.tries, message=number)
        if told and name == "REQ.LOGIN":
            self._session = told[0].session_id
        return answer
