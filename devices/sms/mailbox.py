"""The modem's storage: every message in it is read, handed on, and deleted once it is durable (promise 1)."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from functools import partial

from alarmd.domain.ports import Clock
from devices.sms.modem import Modem
from devices.sms.reception import Reception
from protocols.at_modem import Deliver, MalformedPduError, StatusReport, commands, read_pdu, replies
from protocols.at_modem.replies import StoredMessage

log = logging.getLogger(__name__)

LIST_EVERY_S = 60.0
"""Indications get lost, so everything is listed now and then (sheet §1.1)."""

AGAIN_S = 2.0
"""After the store refused a message, it is read again so soon."""

READINGS = 3
"""A message that comes out cut is read so often; then what there is counts."""


class Mailbox:
    """Takes messages out of one modem.

    Args:
        reports: gets delivery reports.
    """

    def __init__(
        self, modem: Modem, reception: Reception, clock: Clock, reports: Callable[[StatusReport], None]
    ) -> None:
        self._modem = modem
        self._reception = reception
        self._clock = clock
        self._reports = reports
        self._bell = asyncio.Event()
        self._list_at_s = clock.monotonic()
        self._begin()

    def look_at(self, index: int) -> None:
        """The modem says that something lies in a place."""
        self._places[index] = None
        self._bell.set()

    def take_direct(self, pdu: str, tpdu_length: int | None) -> None:
        """A message that the modem did not store: there is only this one chance."""
        raw = pdu.encode("ascii", "replace")
        try:
            read = read_pdu(pdu, tpdu_length)
        except MalformedPduError as error:
            self._reception.unreadable(raw, str(error), _no_more)
            return
        if isinstance(read, StatusReport):
            self._reports(read)
        else:
            self._reception.receive(read, raw, _no_more)
            self._bell.set()

    async def serve(self) -> None:
        """List, read and delete for as long as the modem is there. Each time it is opened, everything is read anew.

        Raises:
            ModemLostError: it is not there any more.
        """
        self._begin()
        while True:
            now_s = self._clock.monotonic()
            if now_s >= self._list_at_s:
                self._list_at_s = now_s + LIST_EVERY_S
                await self._list()
            while self._places or self._deletable:
                if self._places:
                    await self._look(next(iter(self._places)))
                else:
                    await self._delete(self._deletable.popleft())
            self._reception.raise_due()
            due_s = self._reception.due_s
            until_s = self._list_at_s if due_s is None else min(self._list_at_s, due_s)
            await self._clock.wait_until(until_s, self._bell)

    # ---- within ----

    def _begin(self) -> None:
        """What was known of places is void: with another card in the modem, deleting by number would be blind."""
        self._opening = object()
        self._places: dict[int, None] = {}
        self._taken: dict[int, str] = {}
        self._durable: set[int] = set()
        self._deletable: deque[int] = deque()
        self._list_at_s = self._clock.monotonic()

    async def _list(self) -> None:
        answer = await self._modem.ask(commands.LIST_ALL, urgent=True)
        if not answer.is_ok:
            log.warning("the modem does not list its messages (%s); asked again", answer.reason)
            return
        found = replies.read_list(answer.lines)
        for stored in found:
            if self._taken.get(stored.index) != stored.pdu:
                if not self._take(stored, again=True):
                    self._places[stored.index] = None
            elif stored.index in self._durable and stored.index not in self._deletable:
                self._deletable.append(stored.index)

    async def _look(self, index: int) -> None:
        """Read one place, again if it comes out cut; an empty one is nothing (somebody was faster)."""
        self._places.pop(index, None)
        for left in reversed(range(READINGS)):
            answer = await self._modem.ask(commands.read_stored(index), urgent=True)
            stored = replies.read_message(answer.lines, index) if answer.is_ok else None
            if stored is None or self._taken.get(index) == stored.pdu or self._take(stored, again=left > 0):
                return

    def _take(self, stored: StoredMessage, *, again: bool) -> bool:
        """Hand a message on; False when it is damaged and shall be read `again`."""
        index, raw = stored.index, stored.pdu.encode("ascii", "replace")
        try:
            read = read_pdu(stored.pdu, stored.tpdu_length)
        except MalformedPduError as error:
            if again:
                return False
            self._taken[index] = stored.pdu
            self._reception.unreadable(raw, str(error), partial(self._done, self._opening, index))
            return True
        if isinstance(read, Deliver) and read.cut and again:
            return False
        self._taken[index] = stored.pdu
        if isinstance(read, StatusReport):
            self._reports(read)
            self._done(self._opening, index, True)
        else:
            self._reception.receive(read, raw, partial(self._done, self._opening, index))
        return True

    def _done(self, opening: object, index: int, durable: bool) -> None:
        if opening is not self._opening:
            return
        if durable:
            self._durable.add(index)
            self._deletable.append(index)
        else:
            self._taken.pop(index, None)
            self._list_at_s = min(self._list_at_s, self._clock.monotonic() + AGAIN_S)
        self._bell.set()

    async def _delete(self, index: int) -> None:
        """Empty a place; when the modem refuses, the next listing tries again, and the message is not told again."""
        answer = await self._modem.ask(commands.delete_stored(index), urgent=True)
        if answer.is_ok or answer.code == replies.NO_SUCH_PLACE:
            self._taken.pop(index, None)
            self._durable.discard(index)
        else:
            log.warning("the modem does not delete a message (%s); tried again", answer.reason)


def _no_more(_durable: bool) -> None:
    """Nothing can be deleted, and nothing repeated."""
