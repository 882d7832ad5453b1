"""What the SMS door does with one message: who wrote it, what it means, store it; only then may it be deleted.

Long messages do not wait: the first part that fits a rule raises the alarm, and the rest adds its words. Parts that
fit none are raised together, after `PATIENCE_S` at the latest.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from alarmd.domain.ports import Landing, Receipt
from alarmd.domain.signal import Lane, Signal
from alarmd.domain.unit import AlarmUnit
from devices.arrival import Arrival
from devices.listener import Centre, RateGate, Rejects
from devices.sms.sender import Senders
from devices.sms.texts import Rule
from devices.sms.translate import LABELS, MOST_TEXT, text_signal
from devices.sms.unit_settings import SettingsReader
from protocols.at_modem import Assembly, Deliver, LongText, message_key

log = logging.getLogger(__name__)

PATIENCE_S = 10.0
"""How long the parts of a message that fit no rule are waited for."""

STRANGERS_PER_S = 0.2
STRANGERS_AT_ONCE = 20.0
"""Messages of one unknown number: more are kept as rejects, so that a flood of advertisements stays small."""

Done = Callable[[bool], None]
"""Called once with whether the message is durable, so that it may be deleted."""


@dataclass(slots=True)
class _Held:
    """Parts of one long message: the last one, and who waits for each."""

    until_s: float
    latest: Deliver
    long: LongText
    raw: bytes
    waiting: list[Done] = field(default_factory=list)


class Reception:
    """One SMS door's way with messages.

    Args:
        door: its name. settings: reads what each unit does differently.
    """

    def __init__(self, door: str, centre: Centre, senders: Senders, settings: SettingsReader) -> None:
        self._door = door
        self._centre = centre
        self._senders = senders
        self._settings = settings
        self._assembly = Assembly()
        self._held: dict[str, _Held] = {}
        self._raised: dict[str, Rule | None] = {}
        self._strangers = RateGate(STRANGERS_PER_S, STRANGERS_AT_ONCE)
        self.rejects = Rejects()

    @property
    def due_s(self) -> float | None:
        """When `raise_due` has something to do, on the monotonic clock."""
        return min((held.until_s for held in self._held.values()), default=None)

    def receive(self, message: Deliver, raw: bytes, done: Done) -> None:
        """Take one message; `done` is called once, after the commit."""
        self._centre.telemetry.count_frame(self._door, "cut" if message.cut else "ok")
        now_s = self._centre.clock.monotonic()
        long = self._assembly.add(message, now_s)
        if self._centre.tracer.is_heard:
            self._centre.tracer.note(self._door, self._senders.find(message.sender)[0], "in", raw, long.text)
        if long.begins:
            self._forget(long.key)
        held = self._held.pop(long.key, None) if long.key else None
        waiting = [*(held.waiting if held else ()), done]
        if self._may_wait(message, long):
            until_s = held.until_s if held else now_s + PATIENCE_S
            self._held[long.key] = _Held(until_s, message, long, raw, waiting)
            return
        self._raise(message, long, raw, waiting)

    def raise_due(self) -> None:
        """Raise what has waited long enough for its other parts."""
        now_s = self._centre.clock.monotonic()
        for key, held in list(self._held.items()):
            if held.until_s <= now_s:
                del self._held[key]
                self._raise(held.latest, held.long, held.raw, held.waiting)

    def let_go(self) -> None:
        """The door closes: what is held back is raised now rather than read again later."""
        for held in self._held.values():
            held.until_s = 0.0
        self.raise_due()

    def unreadable(self, raw: bytes, problem: str, done: Done) -> None:
        """A stored message that nobody can read, not even its sender: technicians are told, then it may go."""
        self._centre.telemetry.count_frame(self._door, "unreadable")
        self.rejects.keep(self._centre.clock.now(), self._door, "unreadable", raw)
        arrival = self._senders.arrival("", None, f"unreadable:{raw.hex()[:64]}", raw, None)
        arrival.address = self._door
        self._submit(arrival.unclassified({"problem": problem}), [done])

    # ---- within ----

    def _forget(self, key: str) -> None:
        """Another message under a reference that had been used: what is held of the old one is raised now."""
        self._raised.pop(key, None)
        if held := self._held.pop(key, None):
            self._raise(held.latest, held.long, held.raw, held.waiting)
            self._raised.pop(key, None)

    def _may_wait(self, message: Deliver, long: LongText) -> bool:
        if not long.missing or long.key in self._raised:
            return False
        return self._rule(self._senders.find(message.sender)[1], long) is None

    def _rule(self, unit: AlarmUnit | None, long: LongText) -> Rule | None:
        return self._settings.of(unit).rules.match(long.text)

    def _raise(self, message: Deliver, long: LongText, raw: bytes, waiting: list[Done]) -> None:
        number, unit = self._senders.find(message.sender)
        rule = self._rule(unit, long)
        arrival = self._senders.arrival(number, unit, message_key(message), raw, message.sent_at)
        if message.sent_at is None:
            arrival.message_key += f":{arrival.received_s}"
        if unit is not None and not self._senders.is_late(message.sent_at):
            self._centre.contact.beat(unit.id)
        if unit is None and not _is_alarm(rule):
            self._stranger(arrival, long, raw, waiting)
            return
        waiting.append(lambda durable: None if durable else self._untell(long.key))
        told_before = long.key in self._raised and _same(self._raised[long.key], rule)
        signal = text_signal(arrival, self._settings.of(unit).rules, rule, long, told_before=told_before)
        self._remember(long, rule)
        self._submit(signal, waiting)

    def _untell(self, key: str) -> None:
        """It was not stored, so it is read again and must be told as for the first time."""
        self._raised.pop(key, None)

    def _remember(self, long: LongText, rule: Rule | None) -> None:
        if long.key and long.missing:
            self._raised[long.key] = rule
            if len(self._raised) > 1000:
                del self._raised[next(iter(self._raised))]
        else:
            self._raised.pop(long.key, None)

    def _stranger(self, arrival: Arrival, long: LongText, raw: bytes, waiting: list[Done]) -> None:
        """An unknown number whose text is no alarm: one technical incident a number; of a flood only the rejects."""
        self._centre.telemetry.count_frame(self._door, "unknown_sender")
        if self._strangers.admits(arrival.address, arrival.received_s):
            self._submit(arrival.unclassified({"text": long.text[:MOST_TEXT]}), waiting)
            return
        self._centre.telemetry.refused.labels(self._door, "rate").inc()
        self.rejects.keep(arrival.received_at, self._door, "rate", raw)
        for done in waiting:
            done(True)

    def _submit(self, signal: Signal, waiting: list[Done]) -> None:
        clock, intake = self._centre.clock, self._centre.intake

        def landed(landing: Landing) -> None:
            try:
                receipt: Receipt | None = landing.result()
            except (Exception, asyncio.CancelledError):
                log.exception("a message was not taken; it stays in the modem and is read again")
                receipt = None
            durable = receipt is not None and receipt.durable
            for done in waiting:
                done(durable)
            if receipt is not None and durable:
                self._centre.telemetry.observe_stage("answered", clock.monotonic() - signal.received_s)
                intake.answered(receipt.first_id or signal.id, clock.now())

        intake.submit([signal]).add_done_callback(landed)


def _is_alarm(rule: Rule | None) -> bool:
    return rule is not None and not rule.restore and LABELS[rule.kind][0] is Lane.LIFE_SAFETY


def _same(one: Rule | None, other: Rule | None) -> bool:
    """The rest of a message says nothing new; a rule found at last in an unclassified one does."""
    return other is None or (one is not None and one.kind is other.kind)
