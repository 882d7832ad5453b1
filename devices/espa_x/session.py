"""One system's session: it logs in, gives signs of life, and starts and stops its calls (sheet §6)."""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from alarmd.domain.ports import Receipt
from alarmd.domain.signal import RetrySpan
from alarmd.domain.unit import AlarmUnit
from devices.arrival import Arrival
from devices.espa_x.translate import address_of, call, call_ended
from devices.listener import Send
from protocols.espa_x import Message, Rejected, build

if TYPE_CHECKING:
    from devices.espa_x.reception import EspaXReception

_MOST_CALLS = 10_000
_SAME_CALL = RetrySpan(3_600.0)
_ALWAYS_GOOD = frozenset({"REQ.S-CONDITION", "REQ.S-PARAMETERS", "REQ.P-GETSTAT"})


class _Call(NamedTuple):
    number: str
    address: str


class Session:
    """From connection to connection's end; who speaks is known from the login on.

    Args:
        reception: the door's. source: host:port.
    """

    def __init__(self, reception: EspaXReception, source: str) -> None:
        self._reception = reception
        self._source = source
        self._user = ""
        self._station: AlarmUnit | None = None
        self._number = ""
        self._calls: OrderedDict[str, _Call] = OrderedDict()

    @property
    def is_open(self) -> bool:
        """Whether somebody has logged in."""
        return bool(self._number)

    @property
    def address(self) -> str:
        """What the system calls itself, else its host."""
        return self._user or self._source.rpartition(":")[0]

    def receive(self, message: Message, send: Send) -> None:
        """Take one message; `send` is called once, at once or after the commit."""
        self._reception.heard(self.address, masked(message), lambda: message.name)
        if not message.is_request:
            return send(b"")
        if message.name == "REQ.LOGIN":
            return self._login(message, send)
        if not self.is_open or message.session_id not in ("", self._number):
            return self._not_logged_in(message, send)
        self._station = self._reception.find(self._user) or self._station
        self._reception.beat(self._station)
        if message.name == "REQ.P-START":
            return self._start(message, send)
        if message.name == "REQ.P-STOP":
            return self._stop(message, send)
        if message.name == "REQ.LOGOUT":
            self._number = ""
        known = message.name in {"REQ.HEARTBEAT", "REQ.LOGOUT", *_ALWAYS_GOOD}
        self._say(message.respond(200, "OK") if known else message.respond(400, "Unknown request"), send)

    def reject(self, rejected: Rejected, send: Send) -> None:
        """Bytes that are no message: kept; a logged-in system's may be a call that nobody could read."""
        reception = self._reception
        reception.rejected(rejected.reason, rejected.raw, self._source)
        if not rejected.code:
            return send(b"")
        reason = {600: "Header wrong", 601: "Not well-formed", 602: "No message"}[rejected.code]
        told = Message(
            "IND.ERROR", session_id=self._number, fields={"RSP-CODE": str(rejected.code), "RSP-REASON": reason}
        )
        if not self.is_open or self._station is None:
            reception.note_unreadable(self._source, rejected.reason, rejected.raw)
            return self._say(told, send)
        number = reception.centre.new_id(reception.clock.now())
        arrival = reception.arrival(
            self._source, self._user, self._station, key=f"unreadable:{number}", raw=rejected.raw
        )  # fmt: skip
        reception.submit([arrival.unclassified({"problem": reason})], lambda receipt: self._say(told, send))

    # ---- what each request does ----

    def _login(self, message: Message, send: Send) -> None:
        user = message.fields.get("LI-USER", "")
        station = self._reception.find(user)
        wanted = station.settings.get("password", "") if station else ""
        given = message.fields.get("LI-PASSWORD", "")
        if station is None or (wanted and not hmac.compare_digest(wanted.encode(), given.encode("utf-8", "replace"))):
            self._reception.note_refused(self._source, user or self.address, station)
            return self._say(message.respond(401, "Unauthorized"), send)
        self._user, self._station, self._number = user, station, secrets.token_hex(4)
        self._reception.beat(station)
        told = {"LI-SERVER": "alarmd", "LI-SERVERSW": "1.0"}
        self._say(message.respond(200, "OK", told, session_id=self._number), send)

    def _not_logged_in(self, message: Message, send: Send) -> None:
        """Somebody may have tried to raise an alarm: its text is shown to the technicians."""
        if message.name == "REQ.P-START":
            self._reception.note_call_without_login(self._source, message)
        self._say(message.respond(407, "Not logged in", session_id=""), send)

    def _start(self, message: Message, send: Send) -> None:
        reference = message.fields.get("CP-PR-REF", "")
        if not reference:
            return self._say(message.respond(400, "CP-PR-REF is missing"), send)
        known = self._calls.get(reference)
        if known is None:
            address = address_of(self._user, message.fields)
            known = _Call(str(self._reception.centre.new_id(self._reception.clock.now())), address)
        arrival = self._arrival(known.address, f"{self._number}:{reference}", message)
        signals = self._reception.translated(arrival, lambda: [call(message.fields, arrival)])
        told = {"CP-PR-REF": reference, "SP-PR-TAN": known.number}

        def done(receipt: Receipt | None) -> None:
            if receipt is not None and receipt.durable:
                self._keep(reference, known)
                self._say(message.respond(200, "OK", told), send)
            else:
                self._say(message.respond(503, "Not stored, send it again"), send)

        self._reception.submit(signals, done)

    def _stop(self, message: Message, send: Send) -> None:
        reference = message.fields.get("CP-PR-REF", "")
        known = self._calls.get(reference)
        if known is None:
            return self._say(message.respond(410, "No such process"), send)
        arrival = self._arrival(known.address, f"{self._number}:{reference}:stop", message)

        def done(receipt: Receipt | None) -> None:
            stored = receipt is not None and receipt.durable
            told = {"CP-PR-REF": reference, "SP-PR-TAN": known.number}
            answer = message.respond(200, "OK", told) if stored else message.respond(503, "Not stored, send it again")
            self._say(answer, send)

        self._reception.submit([call_ended(arrival)], done)

    # ---- within ----

    def _arrival(self, address: str, key: str, message: Message) -> Arrival:
        """A call of a room that is registered is that unit's; of any other it is that room's, at the station."""
        reception = self._reception
        arrival = reception.arrival(
            self._source, address, reception.find(address), key=f"{self._user}:{key}", raw=message.raw, retry=_SAME_CALL
        )
        if self._station is not None:
            arrival.tenant_id = self._station.tenant_id
        return arrival

    def _keep(self, reference: str, known: _Call) -> None:
        self._calls[reference] = known
        if len(self._calls) > _MOST_CALLS:
            self._calls.popitem(last=False)

    def _say(self, message: Message, send: Send) -> None:
        octets = build(message, self._reception.clock.now())
        send(self._reception.told(self.address, octets, f"{message.name} {message.fields.get('RSP-CODE', '')}"))


def masked(message: Message) -> bytes:
    """The bytes of a message without its password."""
    password = message.fields.get("LI-PASSWORD")
    return message.raw.replace(password.encode(), b"...") if password else message.raw
