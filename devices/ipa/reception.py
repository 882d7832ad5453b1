"""What the IPA door does with one message: who sends it, store, and only then acknowledge (sheet §7)."""

from __future__ import annotations

import hmac
import re

from alarmd.domain.ports import Receipt
from alarmd.domain.signal import Flag, Signal
from alarmd.domain.unit import AlarmUnit
from devices.arrival import Arrival
from devices.ipa.translate import translate, translate_text
from devices.listener import Centre, Send
from devices.reception import Reception
from protocols.ipa import Ack, Alarm, Message, Rejected, TextMessage, build

_SECRET = re.compile(rb"""(\bAuthentication\s*=\s*["'])[^"']*""")


class IpaReception(Reception):
    """One IPA door's way with messages."""

    def __init__(self, door: str, centre: Centre) -> None:
        super().__init__(door, "ipa", centre)

    def receive(self, message: Message, source: str, known_as: str, send: Send) -> str:
        """Take one message from `source`; `send` is called once, at once or after the commit.

        Args:
            message: as read.
            source: `host:port`.
            known_as: who has proved on this connection who it is.
            send: takes the answer.

        Returns:
            Who has proved by now who it is, empty for nobody.
        """
        client = message.client_id or known_as
        address = _address(message, client) or source.rpartition(":")[0]
        self.heard(address, masked(message.raw), lambda: type(message).__name__)
        if isinstance(message, Ack):
            send(b"")
            return known_as
        station, unit = self.find(client), self.find(address)
        proved = self._is_proved(station or unit, message)
        if proved:
            self.beat(station)
            self.beat(unit if unit is not station else None)
        elif station or unit:
            self.note_refused(source, client or address, station or unit)
        if isinstance(message, Alarm | TextMessage):
            self._raise(message, source, address, (station, unit) if proved else (None, None), proved, send)
        elif station is None and unit is None:
            self.note_stranger(source, client or address)
            self._acknowledge(message.id, address, 403, send)
        else:
            self._acknowledge(message.id, address, 200 if proved else 401, send)
        return client if proved and (station or unit) else known_as

    def reject(self, rejected: Rejected, source: str, known_as: str, send: Send) -> None:
        """Bytes that are no message: kept; of somebody who has proved who it is they may be an alarm."""
        raw = masked(rejected.raw)
        self.rejected(rejected.reason, raw, source)
        unit = self.find(known_as)
        if rejected.reason != "unreadable":
            return send(b"")
        if unit is None:
            self.note_unreadable(source, rejected.reason, raw)
            return self._acknowledge(rejected.id, known_as, 400, send)
        key = f"unreadable:{self.centre.new_id(self.clock.now())}"
        arrival = self.arrival(source, known_as, unit, key=key, raw=raw)
        self.submit(
            [arrival.unclassified({"problem": rejected.reason})],
            lambda receipt: self._acknowledge(rejected.id, known_as, 400, send),
        )

    def spares(self, message: Message, known_as: str) -> bool:
        """True for what a source may send however much it sends: alarms of units we know (promise 5)."""
        client = message.client_id or known_as
        return isinstance(message, Alarm | TextMessage) and bool(
            self.find(client) or self.find(_address(message, client))
        )

    def _raise(
        self,
        message: Alarm | TextMessage,
        source: str,
        address: str,
        who: tuple[AlarmUnit | None, AlarmUnit | None],
        proved: bool,
        send: Send,
    ) -> None:
        """A source that is registered is that unit; any other is itself, at the station of its client."""
        station, unit = who
        number = "" if message.id else f"/{self.centre.new_id(self.clock.now())}"
        content = f"{message.source}:{message.type}:{message.qualifier}" if isinstance(message, Alarm) else message.to
        arrival = self.arrival(
            source, address, unit, key=f"{address}:{message.id}:{content}{number}", raw=masked(message.raw),
            flags=() if proved else (Flag.IDENTITY_MISMATCH,),
        )  # fmt: skip
        if station is not None:
            arrival.tenant_id = station.tenant_id
        signals = self.translated(arrival, lambda: [_signal(message, arrival)])
        missing = isinstance(message, Alarm) and not (message.source and message.type)

        def done(receipt: Receipt | None) -> None:
            if receipt is None or not receipt.durable:
                return self._acknowledge(message.id, address, 503, send)
            self._acknowledge(message.id, address, 401 if not proved else 400 if missing else 200, send)

        self.submit(signals, done)

    def _is_proved(self, unit: AlarmUnit | None, message: Message) -> bool:
        """A unit with a password must say it in each message; who is not registered has nothing to prove."""
        wanted = unit.settings.get("password", "") if unit is not None else ""
        return not wanted or hmac.compare_digest(wanted.encode(), message.authentication.encode("utf-8", "replace"))

    def _acknowledge(self, identity: str, address: str, result: int, send: Send) -> None:
        if not identity:
            return send(b"")
        octets = build(Ack(id=identity, result=result, text=_TEXTS[result]))
        send(self.told(address, octets, f"Ack {result}"))


_TEXTS = {
    200: "OK", 400: "Bad request", 401: "Unauthorized", 403: "Forbidden", 503: "Not stored, send it again",
}  # fmt: skip


def _address(message: Message, client: str) -> str:
    """What the sender is called: its client and the alarm's source."""
    source = message.source if isinstance(message, Alarm) else ""
    return f"{client}:{source}" if client and source else source or client


def _signal(message: Alarm | TextMessage, arrival: Arrival) -> Signal:
    return translate(message, arrival) if isinstance(message, Alarm) else translate_text(message, arrival)


def masked(octets: bytes) -> bytes:
    """The same bytes without passwords."""
    return _SECRET.sub(rb"\1...", octets)
