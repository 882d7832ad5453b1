"""What every serial door shares: the line, its base station and the units behind it (DESIGN §5 `BaseStation`)."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from alarmd.config.doors.serial import SerialSettings
from alarmd.domain.ports import Landing, Receipt, Verdict
from alarmd.domain.signal import Signal
from alarmd.domain.unit import AlarmUnit
from devices.arrival import Arrival
from devices.listener import Centre, Rejects
from devices.serial_port import SerialPort, SerialPortError
from devices.station_watch import StationWatch
from devices.technical_notes import TechnicalNotes
from devices.twisted_bridge import Reactor

log = logging.getLogger(__name__)

DRAIN_S = 2.0
"""How long a closing door waits for an answer that is under way."""

_DRAIN_STEP_S = 0.005
_SLACK = 4.0
_FASTEST_BAUD = 115_200
_BURST_S = 8.0
_MOST_UNANSWERED = 64

Translate = Callable[[Arrival], list[Signal]]
"""What makes signals of one message."""

Message = tuple[Arrival, list[Signal]]

Settings = TypeVar("Settings", bound=SerialSettings)


class BaseStation(ABC, Generic[Settings]):
    """The door of one serial line; a kind's own class says what bytes mean and what to answer.

    A line that brings far more bytes than its speed allows (a serial server gone wrong) is not read for a while.

    Args:
        settings: its configuration. centre: the centre as doors see it. reactor: not used; all doors are made alike.

    Attributes:
        rejects: the last bytes that became no message, for technicians.
    """

    def __init__(self, settings: Settings, centre: Centre, reactor: Reactor | None = None) -> None:
        self.name = settings.name or settings.kind
        self.settings = settings
        self.centre = centre
        self.addresses: dict[str, tuple[str, int]] = {}
        self.rejects = Rejects()
        self.owed = 0
        self.port = SerialPort(settings, self._received)
        self.watch = StationWatch(
            settings.silent_s,
            centre.clock,
            TechnicalNotes(centre.intake, settings.kind),
            self._from_station,
            self.units,
        )
        self._unanswered: OrderedDict[bytes, str] = OrderedDict()
        self._count_ok = centre.telemetry.frames.labels(self.name, "ok").inc
        self._paced_s = 0.0
        network = "://" in settings.url
        self._octets_per_s = max(settings.baud, _FASTEST_BAUD if network else 0) / 10 * _SLACK
        self._opening = 0
        self._timers: set[asyncio.TimerHandle] = set()

    # ---- what a kind's own door says ----

    @abstractmethod
    def begin(self) -> None:
        """The line has opened: forget what an earlier one left."""

    @abstractmethod
    def take(self, octets: bytes) -> None:
        """Bytes came."""

    # ---- what the doorkeeper calls ----

    async def open(self) -> None:
        """Open the line.

        Raises:
            SerialPortError: it cannot be; the text names the units behind it.
        """
        try:
            await self.port.open()
        except SerialPortError as error:
            raise self._with_units(error) from error
        self._opening += 1
        self.begin()
        self.watch.begin()

    async def serve(self) -> None:
        """Hear the station until its line is lost.

        Raises:
            SerialPortError: it is; the text says why and names the units behind it.
        """
        try:
            await self.port.lost()
        except SerialPortError as error:
            raise self._with_units(error) from error

    async def close(self) -> None:
        """Give an answer that is under way at most 2 s, then close the line."""
        self.watch.end()
        clock = self.centre.clock
        limit_s = clock.monotonic() + DRAIN_S
        while self.port.is_open and self.owed and clock.monotonic() < limit_s:
            await clock.wait_until(clock.monotonic() + _DRAIN_STEP_S)
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self._opening += 1
        await self.port.close()

    # ---- what a kind's own door uses ----

    def later(self, seconds: float, act: Callable[[], None]) -> asyncio.TimerHandle:
        """Call `act` after so many seconds, unless the door has closed by then."""
        self._timers = {timer for timer in self._timers if not timer.cancelled() and timer.when() > _now()}
        timer = asyncio.get_running_loop().call_later(seconds, act)
        self._timers.add(timer)
        return timer

    def say(self, octets: bytes, decoded: str) -> None:
        """Send to the station."""
        if octets:
            if self.centre.tracer.is_heard:
                self.centre.tracer.note(self.name, self.address, "out", octets, decoded)
            self.port.write(octets)

    def heard(self, raw: bytes, account: str, decoded: str) -> None:
        """The station said something that makes sense: it lives."""
        self._count_ok()
        self.watch.heard()
        if (station := self.station) is not None:
            self.centre.contact.beat(station.id)
        if self.centre.tracer.is_heard:
            self.centre.tracer.note(self.name, account or self.address, "in", raw, decoded)

    def reject(self, reason: str, raw: bytes) -> None:
        """Bytes that make no sense: counted, kept, shown to who traces; many of them are told about."""
        self.centre.telemetry.count_frame(self.name, reason)
        self.rejects.keep(self.centre.clock.now(), self.settings.url, reason, raw)
        self.watch.disturbed(reason)
        if self.centre.tracer.is_heard:
            self.centre.tracer.note(self.name, self.address, "in", raw, f"rejected: {reason}")

    @property
    def address(self) -> str:
        """What the station is called: its own address as a unit, else the door's name."""
        return self.settings.station or self.name

    @property
    def station(self) -> AlarmUnit | None:
        """The station itself, if it is registered as a unit."""
        return self.find_address(self.settings.station) if self.settings.station else None

    def units(self) -> list[str]:
        """Addresses of the units behind it, by its prefix."""
        kind, prefix, itself = self.settings.kind, self.settings.prefix, self.settings.station
        return sorted(
            unit.address
            for unit in self.centre.units
            if unit.protocol == kind and unit.address.startswith(prefix) and unit.address != itself
        )

    def find_address(self, address: str) -> AlarmUnit | None:
        """The unit of that address."""
        return self.centre.units.find(self.settings.kind, address)

    def arrival(self, account: str | None, raw: bytes, key: str = "") -> Arrival:
        """The message to make signals from; None for `account`: from the station itself.

        Without a key of the protocol's own, the key stays the same until the station has got its answer, since repeats
        carry no number (sheet §1.1, §5.4): afterwards the same bytes are a new press.
        """
        address = self.address if account is None else f"{self.settings.prefix}{account}"
        unit = self.find_address(address)
        if unit is not None:
            self.centre.contact.beat(unit.id)
        return self._arrival(address, unit, raw, key or self._key(raw))

    def read(self, arrival: Arrival, translate: Translate) -> Message:
        """A message's signals; what our own code cannot translate is raised *unclassified* and counted."""
        try:
            signals = translate(arrival)
        except Exception:
            log.exception("a message of %s could not be translated; it is raised unclassified", self.name)
            self.centre.telemetry.invariants.labels(f"{self.settings.kind}_translation").inc()
            signals = [arrival.unclassified({})]
        return arrival, signals

    def store(self, messages: Sequence[Message], decided: Callable[[bool], bool]) -> None:
        """Submit messages that share one answer.

        `decided` hears whether all of them are durable, and says whether a positive answer has left. It is not called
        when the line has been opened anew meanwhile: nobody there waits for this answer.
        """
        opening, receipts = self._opening, []
        self.owed += 1

        def landed(landing: Landing) -> None:
            receipts.append(_receipt(landing))
            if len(receipts) < len(messages):
                return
            self.owed -= 1
            durable = all(receipt.durable for receipt in receipts)
            if opening == self._opening and decided(durable) and durable:
                self._answered(messages, receipts)

        for _, signals in messages:
            self.centre.intake.submit(signals).add_done_callback(landed)

    # ---- within ----

    def _answered(self, messages: Sequence[Message], receipts: Sequence[Receipt]) -> None:
        clock = self.centre.clock
        folded = [receipt.first_id for receipt in receipts if receipt.first_id]
        for arrival, signals in messages:
            self._unanswered.pop(arrival.raw, None)
            self.centre.telemetry.observe_stage("answered", clock.monotonic() - arrival.received_s)
            self.centre.intake.answered(folded.pop() if folded else signals[0].id, clock.now())

    def _received(self, octets: bytes) -> None:
        self.take(octets)
        now_s = self.centre.clock.monotonic()
        self._paced_s = max(self._paced_s, now_s - _BURST_S) + len(octets) / self._octets_per_s
        if self._paced_s > now_s:
            self.centre.telemetry.refused.labels(self.name, "rate").inc()
            self.port.pause()
            self.later(self._paced_s - now_s, self.port.resume)

    def _key(self, raw: bytes) -> str:
        key = self._unanswered.get(raw)
        if key is None:
            digest = hashlib.sha256(raw).hexdigest()[:16]
            key = f"{self.settings.kind}:{self.name}:{self.centre.clock.now().timestamp():.6f}:{digest}"
            self._unanswered[raw] = key
            if len(self._unanswered) > _MOST_UNANSWERED:
                self._unanswered.popitem(last=False)
        return key

    def _from_station(self) -> Arrival:
        return self._arrival(self.address, self.station, b"", "")

    def _arrival(self, address: str, unit: AlarmUnit | None, raw: bytes, key: str) -> Arrival:
        station = self.station
        clock = self.centre.clock
        return Arrival(
            door=self.name,
            source=self.settings.url,
            address=address,
            unit=unit,
            tenant_id=station.tenant_id if station else self.centre.tenant_id,
            received_at=clock.now(),
            received_s=clock.monotonic(),
            message_key=key,
            raw=raw,
            new_id=self.centre.new_id,
        )

    def _with_units(self, error: SerialPortError) -> SerialPortError:
        return SerialPortError(f"{error}; units behind it: {named(self.units())}")


def _receipt(landing: Landing) -> Receipt:
    try:
        return landing.result()
    except (Exception, asyncio.CancelledError):
        log.exception("a message was not taken; its station hears no acknowledgement and repeats")
        return Receipt(Verdict.UNAVAILABLE)


def named(units: list[str]) -> str:
    """At most twenty of them, and how many there are."""
    rest = f" and {len(units) - 20} more" if len(units) > 20 else ""
    return ", ".join(units[:20]) + rest if units else "none registered"


def _now() -> float:
    return asyncio.get_running_loop().time()
