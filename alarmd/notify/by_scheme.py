"""Which sender a channel belongs to, by the scheme of its URL."""

from __future__ import annotations

from collections.abc import Mapping

from alarmd.domain.ports import Sender, SendResult


class ByScheme:
    """Implements `Sender` by handing over to the one whose scheme fits, else to `otherwise`."""

    def __init__(self, senders: Mapping[str, Sender], otherwise: Sender) -> None:
        self._senders = dict(senders)
        self._otherwise = otherwise

    def add(self, scheme: str, sender: Sender) -> None:
        """One more sender, unless its scheme has one already."""
        self._senders.setdefault(scheme, sender)

    async def send(self, target: str, title: str, body: str) -> SendResult:
        """Hand the text over to the channel that `target` names."""
        scheme = target.partition("://")[0].lower()
        return await self._senders.get(scheme, self._otherwise).send(target, title, body)
