"""What the SOS Access door does with one request: who sends it, store, and only then answer (sheet §3).

No sockets here: requests and rejects come in, answers leave through `send`.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Coroutine
from zoneinfo import ZoneInfo

from alarmd.config import SosAccessSettings
from alarmd.domain.ports import LedgerUnavailable, Receipt, Verdict
from alarmd.domain.signal import Flag, RetrySpan
from alarmd.domain.unit import AlarmUnit
from devices.listener import Centre, Send
from devices.reception import Reception
from devices.sos_access.passwords import Passwords, Proof
from devices.sos_access.translate import translate
from protocols.sos_access import (
    AlarmRequest,
    Rejected,
    Request,
    Root,
    Status,
    answer,
    message_key,
    repeats_within_s,
    salvage,
)

_SECRETS = re.compile(rb"(<(?:new)?authentication(?:\s[^<>]*)?>)[^<]*", re.IGNORECASE)
_MOST_PINGERS = 100_000


class SosAccessReception(Reception):
    """One SOS Access door's way with requests.

    Args:
        door: its name. settings: its configuration.
    """

    def __init__(self, door: str, settings: SosAccessSettings, centre: Centre) -> None:
        super().__init__(door, "sos_access", centre)
        self._settings = settings
        self._zone = ZoneInfo(settings.time_zone)
        self._passwords = Passwords(centre.keep_words)
        self._pinged_s: OrderedDict[str, float] = OrderedDict()
        self._changes: set[asyncio.Task[None]] = set()

    # ---- what comes in ----

    def receive(self, request: Request, source: str, send: Send) -> None:
        """Take one request from `source` (host:port); `send` is called once, at once or after the commit."""
        code = request.transmitter_code or source.rpartition(":")[0]
        unit = self.find(request.transmitter_code)
        proof = self._judge(unit, request)
        self.heard(code, masked(request.raw), lambda: f"{request.root} {proof}")
        if proof is Proof.NEW and unit is not None:
            self._later(self._passwords.settle(unit))
        if proof.holds and unit is not None:
            self.beat(unit)
        elif unit is not None:
            self.note_refused(source, code, unit)
        if isinstance(request, AlarmRequest):
            self._alarm(request, source, code, unit if proof.holds else None, send)
        elif unit is None and request.transmitter_code:
            self.note_stranger(source, code)
            self._answer(request, Status.NOT_AUTHORISED, send)
        elif not proof.holds or request.status is not Status.STORED:
            self._answer(request, request.status or Status.NOT_AUTHORISED, send)
        elif request.root is Root.PING:
            self._answer(request, self._ping(code, unit), send)
        elif unit is not None:
            self._later(self._renew(request, unit, send))

    def reject(self, rejected: Rejected, source: str, send: Send, *, waits: bool) -> None:
        """Bytes that are no request; `waits` says that the unit is still there to hear what is wrong.

        A known unit's alarm is raised *unclassified*; a unit that is gone sends it again.
        """
        raw = masked(rejected.raw)
        self.rejected(rejected.reason, raw, source)
        if not waits:
            return send(b"")
        code = salvage(rejected.raw, "transmittercode")
        unit = self.find(code)
        if unit is None or not self._passwords.judge(unit, salvage(rejected.raw, "authentication")).holds:
            self.note_unreadable(source, rejected.reason, raw)
            return self._say(Root.ALARM, rejected.status, salvage(rejected.raw, "reference"), code, send)
        arrival = self.arrival(source, code, unit, key=f"unreadable:{code}:{source}", raw=raw)
        signals = [arrival.unclassified({"problem": rejected.reason})]
        reference = salvage(rejected.raw, "reference")

        def done(receipt: Receipt | None) -> None:
            status = rejected.status if receipt is not None and receipt.durable else Status.NOT_TREATED
            self._say(Root.ALARM, status, reference, code, send)

        self.submit(signals, done)

    def spares(self, request: Request) -> bool:
        """True for what a source may send however much it sends: alarms of units we know (promise 5)."""
        return isinstance(request, AlarmRequest) and self.find(request.transmitter_code) is not None

    async def settle(self) -> None:
        """Wait for changes of passwords that are under way."""
        await asyncio.gather(*self._changes, return_exceptions=True)

    # ---- what is done about it ----

    def _judge(self, unit: AlarmUnit | None, request: Request) -> Proof:
        if unit is None:
            return Proof.WRONG
        wanted = unit.settings.get("transmitter_type")
        if wanted and wanted != request.transmitter_type:
            return Proof.WRONG
        return self._passwords.judge(unit, request.authentication)

    def _alarm(self, request: AlarmRequest, source: str, code: str, unit: AlarmUnit | None, send: Send) -> None:
        """Raise first: an alarm of a sender that did not prove who it is stands under that sender."""
        span_s = repeats_within_s(request)
        number = "" if span_s else f"/{self.centre.new_id(self.clock.now())}"
        arrival = self.arrival(
            source, code, unit, key=message_key(request) + number, raw=masked(request.raw),
            retry=RetrySpan(span_s or 1.0), flags=(Flag.IDENTITY_MISMATCH,) if self._is_forged(code, unit) else (),
        )  # fmt: skip
        signals = self.translated(arrival, lambda: translate(request, arrival))

        def done(receipt: Receipt | None) -> None:
            self._answer(request, self._status(request, unit, receipt), send)

        self.submit(signals, done)

    def _is_forged(self, code: str, unit: AlarmUnit | None) -> bool:
        return unit is None and self.find(code) is not None

    def _status(self, request: AlarmRequest, unit: AlarmUnit | None, receipt: Receipt | None) -> Status:
        """What the unit hears when its alarm is stored; when it is not, it goes to its other receiver."""
        if receipt is None:
            return Status.OTHER_ERROR
        if receipt.verdict not in (Verdict.STORED, Verdict.FOLDED):
            return Status.NOT_TREATED
        if request.status is Status.FIELD_MISSING:
            return Status.FIELD_MISSING
        if unit is None:
            return Status.NOT_AUTHORISED
        if not request.has_header and self._settings.header == "required":
            return Status.NO_HEADER
        return request.status

    def _ping(self, code: str, unit: AlarmUnit | None) -> Status:
        if unit is not None and unit.settings.get("heartbeat") == "off":
            return Status.SERVICE_OFF
        now_s = self.clock.monotonic()
        before_s = self._pinged_s.pop(code, None)
        self._pinged_s[code] = now_s
        if len(self._pinged_s) > _MOST_PINGERS:
            self._pinged_s.popitem(last=False)
        too_often = before_s is not None and now_s - before_s < self._settings.ping_least_s
        return Status.TOO_OFTEN if too_often else Status.STORED

    async def _renew(self, request: Request, unit: AlarmUnit, send: Send) -> None:
        """The answer leaves when the new password is kept: a unit never has one that we do not know."""
        try:
            password = await self._passwords.renew(unit)
        except LedgerUnavailable:
            self._answer(request, Status.NOT_TREATED, send)
        else:
            self._answer(request, Status.STORED, send, password)

    def _later(self, change: Coroutine[object, object, None]) -> None:
        task = asyncio.ensure_future(change)
        self._changes.add(task)
        task.add_done_callback(self._changes.discard)

    # ---- what leaves ----

    def _answer(self, request: Request, status: Status, send: Send, new_authentication: str = "") -> None:
        code = request.transmitter_code
        self._say(request.root, status, request.reference, code, send, new_authentication)

    def _say(
        self, root: Root, status: Status, reference: str, code: str, send: Send, new_authentication: str = ""
    ) -> None:
        now = self.clock.now().astimezone(self._zone)
        octets = answer(
            root, status, arrived_at=now, reference=reference, new_authentication=new_authentication
        )  # fmt: skip
        self.told(code, masked(octets), f"{root.answer} {int(status)}")
        send(octets)


def masked(octets: bytes) -> bytes:
    """The same bytes without passwords."""
    return _SECRETS.sub(rb"\1...", octets)
