"""A system that sends alarms, resets, texts and heartbeats by IPA, with its faults."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from protocols.ipa import Ack, Alarm, Heartbeat, Message, Qualifier, Splitter, TextMessage, build
from simulators.answer import Answer, Kind
from simulators.wire import Asker


@dataclass(slots=True)
class Sender:
    """One system."""

    asker: Asker
    client_id: str = "huset"
    authentication: str = field(default="", repr=False)

    async def alarm(self, identity: str, source: str, word: str, qualifier: Qualifier = Qualifier.NEW) -> Answer:
        """An alarm of a source."""
        return await self._ask(Alarm(id=identity, source=source, type=word, qualifier=qualifier, **self._who()))

    async def text(self, identity: str, to: str, text: str) -> Answer:
        """A text for somebody."""
        return await self._ask(TextMessage(id=identity, to=to, text=text, **self._who()))

    async def beat(self, identity: str) -> Answer:
        """A sign of life."""
        return await self._ask(Heartbeat(id=identity, **self._who()))

    def _who(self) -> dict[str, Any]:
        return {"client_id": self.client_id, "authentication": self.authentication}

    async def _ask(self, message: Message) -> Answer:
        splitter = Splitter()
        heard: list[Ack] = []

        def read(more: bytes) -> str | None:
            heard.extend(item for item in splitter.feed(more) if isinstance(item, Ack) and item.id == message.id)
            return f"{heard[0].result} {heard[0].text}" if heard else None

        answer = await self.asker.ask(build(message), read, message.id)
        if heard and heard[0].result not in (200, 202):
            kind = Kind.BUSY if heard[0].result == 503 else Kind.REFUSED
            return Answer(kind=kind, said=answer.said, ms=answer.ms, tries=answer.tries, message=message.id)
        return answer
