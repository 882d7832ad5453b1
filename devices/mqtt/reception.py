"""What the MQTT door does with one message: read, supervise, translate, store, and only then acknowledge.

No sockets here: deliveries come in; the broker gets its acknowledgement through them, devices theirs through `send`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from alarmd.config.doors.mqtt import MqttSettings
from alarmd.domain.ports import Landing
from alarmd.domain.signal import Signal
from alarmd.domain.unit import AlarmUnit
from devices.arrival import Arrival
from devices.listener import Centre, RateGate, Rejects
from devices.mqtt.acceptance import Acceptance, Message
from devices.mqtt.backlog import Backlog
from devices.mqtt.conditions import Conditions
from devices.mqtt.hearing import Hearing
from devices.mqtt.meanings import SESSION_LOST
from devices.mqtt.subscriber import Delivery
from devices.mqtt.translate import condition_signals, detail_of, translate
from devices.mqtt.unit_settings import SettingsReader
from devices.mqtt.waiting import Waiting
from devices.technical_notes import Matter, TechnicalNotes
from protocols.mqtt_devices import (
    PeerError,
    Report,
    Sender,
    Standing,
    UnreadableBytesError,
    build_ack,
    parse_source,
    read,
)

log = logging.getLogger(__name__)

Send = Callable[[str, bytes], None]

FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 2.0
_ALIKE_FOR_ALL = "unknown topic"
_UNREADABLE = b"\0"


class Reception:
    """One MQTT door's way with messages.

    Args:
        door: its name. send: publishes an application acknowledgement.
    """

    def __init__(self, door: str, centre: Centre, settings: MqttSettings, send: Send) -> None:
        self._door = door
        self._centre = centre
        self._clock = centre.clock
        self._telemetry = centre.telemetry
        self._settings = settings
        self._send = send
        self._sources = [parse_source(words) for words in settings.sources]
        self._units = SettingsReader()
        self._standing = Standing()
        self._conditions = Conditions()
        self._notes = TechnicalNotes(centre.intake, "mqtt")
        self._gate = RateGate(settings.rate_per_source, burst=max(20.0, settings.rate_per_source * 2))
        self._acceptance = Acceptance()
        self._withheld = centre.telemetry.withheld.labels(door)
        self._under_way = 0
        self._is_taking = True
        self.waiting = Waiting(centre.clock, is_calm=lambda: self._under_way == 0)
        self.backlog = Backlog()
        self.rejects = Rejects()

    @property
    def filters(self) -> Sequence[str]:
        """What to subscribe to."""
        return [each for source in self._sources for each in source.filters]

    @property
    def owed(self) -> int:
        """Messages that are on their way to the ledger."""
        return self._under_way

    # ---- what comes in ----

    def connected(self, session_kept: bool) -> None:
        """A new connection stands: take what comes. A session that is gone has taken messages with it."""
        self._is_taking = True
        if self.backlog.connected(self._clock.monotonic(), session_kept=session_kept):
            log.error("door %s: the broker has forgotten our session; what came meanwhile is lost", self._door)
            self._centre.intake.submit([self._session_lost()])

    def stop_taking(self) -> None:
        """Take nothing more; the broker keeps what comes now."""
        self._is_taking = False
        self.backlog.parted(self._clock.monotonic())

    def hear(self, delivery: Delivery) -> None:
        """Take one message; never raises, whatever is in it."""
        if not self._is_taking:
            return
        if (message := self._acceptance.repeats(delivery)) is not None:
            return self._again(message, delivery)
        try:
            self._read(delivery)
        except Exception:
            log.exception("a message could not be taken; it is raised unclassified")
            self._telemetry.invariants.labels("mqtt_reception").inc()
            hearing = self._hearing(delivery, None)
            self._take(hearing, [self._arrival(hearing, None).unclassified({"problem": "fault"})])

    def _again(self, message: Message, delivery: Delivery) -> None:
        """The broker has not heard our acknowledgement, or has not got one yet."""
        self._count("repeated")
        message.delivery = delivery
        if message.durable:
            delivery.acknowledge()

    def _read(self, delivery: Delivery) -> None:
        too_long = len(delivery.payload) > self._settings.most_bytes
        payload = _UNREADABLE if too_long else delivery.payload
        try:
            report = read(
                delivery.topic, payload, sources=self._sources, retained=delivery.retained, model_of=self._model_of
            )  # fmt: skip
        except PeerError as error:
            return self._unreadable(delivery, error, "oversize" if too_long else "unreadable")
        if report is None:
            self._count("ignored")
            return delivery.acknowledge()
        self._heard(self._hearing(delivery, report.sender), report)

    def _model_of(self, identities: tuple[str, ...]) -> str:
        return self._units.of(self._unit_of(identities)).model

    # ---- who speaks ----

    def _unit_of(self, identities: tuple[str, ...]) -> AlarmUnit | None:
        for identity in identities:
            if (unit := self._centre.units.find("mqtt", identity)) is not None:
                return unit
        return None

    def _hearing(self, delivery: Delivery, sender: Sender | None) -> Hearing:
        unit, now_s = self._unit_of(sender.identities) if sender else None, self._clock.monotonic()
        return Hearing(
            delivery=delivery,
            broker=self._settings.broker,
            sender=sender,
            unit=unit,
            settings=self._units.of(unit),
            received_at=self._clock.now(),
            received_s=now_s,
            waited=self.backlog.waited(now_s) if delivery.mid else "",
        )

    def _arrival(self, hearing: Hearing, report: Report | None) -> Arrival:
        return hearing.arrival(
            self._door,
            report,
            tenant_id=self._centre.tenant_id,
            new_id=self._centre.new_id,
            clock_is_sure=self._centre.clock_is_sure(),
        )

    # ---- what is done about it ----

    def _heard(self, hearing: Hearing, report: Report, *, cut: bool = False) -> None:
        """A message that was read, perhaps not to its end (`cut`)."""
        self._trace_in(hearing, _said(report))
        self._supervise(hearing, report)
        events = self._standing.news(hearing.address, report.events)
        arrival = self._arrival(hearing, report)
        signals = translate(report, events, arrival, hearing.settings, cut=cut and not report.retained)
        signals += condition_signals(report, arrival, hearing.settings, self._conditions)
        if hearing.waited:
            signals = [_waited(signal, hearing.waited) for signal in signals]
        self._count("retained" if report.retained else "cut" if cut else "ok")
        if signals:
            return self._take(hearing, signals, report.asks)
        if hearing.unit is None and report.sender.word == "alive":
            self._notes.tell(Matter.STRANGER, self._arrival(hearing, report), detail_of(report))
        hearing.delivery.acknowledge()

    def _supervise(self, hearing: Hearing, report: Report) -> None:
        if not report.is_alive or hearing.is_impostor:
            return
        if hearing.unit is not None:
            self._centre.contact.beat(hearing.unit.id)
        for gateway in report.via:
            if (unit := self._centre.units.find("mqtt", gateway)) is not None:
                self._centre.contact.beat(unit.id)

    def _unreadable(self, delivery: Delivery, error: PeerError, outcome: str) -> None:
        """By DESIGN §6 *Odd input*: a known unit's may be a cry for help, a stranger's is for technicians."""
        report = error.report if isinstance(error, UnreadableBytesError) else None
        hearing = self._hearing(delivery, error.sender)
        if report is not None:
            return self._heard(hearing, report, cut=True)
        self._count(outcome if error.sender else "unknown_topic")
        self.rejects.keep(hearing.received_at, self._settings.broker, str(error), hearing.raw)
        self._trace_in(hearing, f"rejected: {error}")
        if delivery.retained:
            return delivery.acknowledge()
        arrival = self._arrival(hearing, None)
        if error.sender is not None and error.sender.may_be_alarm and hearing.unit is not None:
            return self._take(hearing, [arrival.unclassified({"problem": str(error)})])
        if error.sender is None:
            arrival.address = _ALIKE_FOR_ALL
        self._notes.tell(Matter.UNREADABLE, arrival, {"problem": str(error)})
        delivery.acknowledge()

    def _take(self, hearing: Hearing, signals: Sequence[Signal], asks: str | None = None) -> None:
        message = Message(hearing.delivery, signals, hearing.received_s, hearing.address, asks)
        message.is_spared = hearing.unit is not None and message.is_urgent
        self._acceptance.add(message)
        self._pass_gate(message)

    def _pass_gate(self, message: Message) -> None:
        """Above its rate a sender waits; life-safety of units we know never does (promise 5)."""
        wait_s = 0.0 if message.is_spared else self._gate.bucket(message.address).wait_s(self._clock.monotonic())
        if wait_s == 0.0:
            return self._offer(message)
        self._telemetry.refused.labels(self._door, "rate").inc()
        self._withhold(message, wait_s, self._pass_gate)

    def _session_lost(self) -> Signal:
        now, broker = self._clock.now(), self._settings.broker
        arrival = Arrival(
            door=self._door,
            source=broker,
            address=broker,
            unit=None,
            tenant_id=self._centre.tenant_id,
            received_at=now,
            received_s=self._clock.monotonic(),
            message_key=f"mqtt:session:{self._door}:{now.timestamp()}",
            raw=b"",
            new_id=self._centre.new_id,
        )
        return arrival.signal(1, SESSION_LOST.lane, SESSION_LOST.kind, labels=SESSION_LOST.labels)

    # ---- into the centre, and what leaves then ----

    def _offer(self, message: Message) -> None:
        self._under_way += 1
        self._centre.intake.submit(message.signals).add_done_callback(partial(self._landed, message))

    def _landed(self, message: Message, landing: Landing) -> None:
        self._under_way -= 1
        try:
            receipt = landing.result()
        except (Exception, asyncio.CancelledError):
            log.exception("a message was not taken; it is offered again")
            return self._not_taken(message)
        if not receipt.durable:
            return self._not_taken(message)
        message.durable = True
        self._answer(message)
        self.waiting.look()
        self._telemetry.observe_stage("answered", self._clock.monotonic() - message.received_s)
        self._centre.intake.answered(receipt.first_id or message.signals[0].id, self._clock.now())

    def _not_taken(self, message: Message) -> None:
        """No room or no store: the acknowledgement is withheld, and the message offered again."""
        message.tries += 1
        self._withhold(message, min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0 ** min(message.tries - 1, 8)), self._offer)

    def _withhold(self, message: Message, pause_s: float, act: Callable[[Message], None]) -> None:
        if not self.waiting.later(pause_s, partial(act, message), is_urgent=message.is_urgent):
            self._acceptance.forget(message)
            self._telemetry.refused.labels(self._door, "let_go").inc()
        self._withheld.set(len(self.waiting))

    def _answer(self, message: Message) -> None:
        """The device first, then the broker: should we die in between, both come again and are folded."""
        if message.asks is not None:
            topic = message.delivery.topic.removesuffix("event") + "ack"
            payload = build_ack(message.asks)
            self._send(topic, payload)
            if self._centre.tracer.is_heard:
                self._centre.tracer.note(self._door, message.address, "out", payload, "stored")
        message.delivery.acknowledge()

    def _trace_in(self, hearing: Hearing, decoded: str) -> None:
        if self._centre.tracer.is_heard:
            self._centre.tracer.note(self._door, hearing.address, "in", hearing.raw, decoded)

    def _count(self, outcome: str) -> None:
        self._telemetry.count_frame(self._door, outcome)


def _said(report: Report) -> str:
    words = [event.code + (" over" if event.over else "") for event in report.reading.events]
    if report.link is not None:
        words.append("online" if report.link else "offline")
    return f"{report.sender.family} {report.sender.word or 'message'}: {', '.join(words) or 'alive'}" + (
        " (retained)" if report.retained else ""
    )


def _waited(signal: Signal, waited: str) -> Signal:
    return replace(signal, detail={**signal.detail, "waited_s": waited})
