"""The SMS door: one modem. Messages are read from its storage, committed, and only then deleted."""

from __future__ import annotations

import asyncio
import logging
import re

from alarmd.config.doors.sms import SmsSettings
from devices.listener import Centre, Rejects
from devices.sms.calls import Calls
from devices.sms.condition import Condition
from devices.sms.gateway import Gateway
from devices.sms.mailbox import Mailbox
from devices.sms.modem import PAUSE_S, Modem, ModemLostError
from devices.sms.reception import Reception
from devices.sms.sender import Senders
from devices.sms.start_up import ModemUnusableError, PinTried, Standing, check_card, check_network, start_up
from devices.sms.unit_settings import SettingsReader
from devices.twisted_bridge import Reactor
from protocols.at_modem import (
    CallEnded,
    Caller,
    CardChanged,
    Direct,
    Event,
    MalformedAnswerError,
    Registered,
    Restarted,
    StatusReport,
    Stored,
    Unexpected,
    commands,
    replies,
)

log = logging.getLogger(__name__)

POLL_S = 60.0
"""How often everything is asked and all messages are listed: indications get lost (sheet §1.1)."""

OPEN_WITHIN_S = 9.0
NETWORK_AWAY_S = 20.0
"""A network that is away for so long shuts the door: then units that are silent are not to blame (promise 6)."""
NETWORK_STEP_S = 4.0
_PIN = re.compile(rb'(\+CPIN=)"?[0-9]+"?')


class SmsDoor:
    """One [[doors]] block of kind sms: the port, nothing else.

    Attributes:
        addresses: none; a modem is called. gateway: sends notices through the same modem.
    """

    def __init__(self, settings: SmsSettings, centre: Centre, _reactor: Reactor, *, pause_s: float = PAUSE_S) -> None:
        self.name = settings.name or settings.kind
        self.settings = settings
        self.centre = centre
        self.addresses: dict[str, tuple[str, int]] = {}
        self.standing: Standing | None = None
        self.modem = Modem(settings, self._heard, self._trace, pause_s=pause_s)
        senders = Senders(self.name, centre, settings.country_code)
        reads = SettingsReader(settings.texts, hang_up=settings.hang_up)
        self.reception = Reception(self.name, centre, senders, reads)
        self.mailbox = Mailbox(self.modem, self.reception, centre.clock, self._reported)
        self.gateway = Gateway(self.modem, settings)
        self._calls = Calls(self.name, centre, senders, reads, self._hang_up)
        self._condition = Condition(self.name, centre)
        self._pin_tried = PinTried()
        self._network_in_doubt = False
        self._hanging_up = False
        self._bell = asyncio.Event()

    @property
    def rejects(self) -> Rejects:
        """The last messages that nobody could read, for technicians."""
        return self.reception.rejects

    # ---- what the doorkeeper calls ----

    async def open(self) -> None:
        """Open the port and bring the modem up.

        Raises:
            SerialPortError: the port. ModemLostError: no answer. ModemUnusableError: card, PIN or network.
        """
        try:
            async with asyncio.timeout(OPEN_WITHIN_S):
                await self.modem.open()
                self.standing = await start_up(self.modem, self.settings, self._pin_tried)
                self.gateway.can_report = self.standing.can_report
                self.gateway.is_ready = True
        except TimeoutError:
            await self.close()
            raise ModemLostError(f"the modem was not ready within {OPEN_WITHIN_S:.0f} s") from None
        except BaseException:
            await self.close()
            raise

    async def serve(self) -> None:
        """Take messages and calls, and look after the modem.

        Raises:
            SerialPortError: the port is gone. ModemLostError: the modem. ModemUnusableError: card or network.
        """
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.modem.port_lost())
                group.create_task(self.modem.failed())
                group.create_task(self.mailbox.serve())
                group.create_task(self._look_after())
        except BaseExceptionGroup as failures:
            raise failures.exceptions[0] from None

    async def close(self) -> None:
        """Raise what is held back, then close the port; what was not deleted is read again next time."""
        self.gateway.is_ready = False
        self.reception.let_go()
        await self.modem.close()

    # ---- what the modem says by itself ----

    def _heard(self, event: Event) -> None:
        match event:
            case Stored(_, index):
                self.mailbox.look_at(index)
            case Direct(pdu, length):
                self.mailbox.take_direct(pdu, length)
            case Caller(number):
                self._calls.rings(number)
            case CallEnded():
                self._calls.ended()
            case Restarted():
                self.modem.fail("the modem has started anew")
            case CardChanged(state) if state != replies.CARD_READY:
                self.modem.fail(f"the card is not ready: {state}")
            case Registered(state):
                self._network_in_doubt = not replies.registration_of(state).is_good
                self._bell.set()
            case Unexpected(text):
                self.centre.telemetry.count_frame(self.name, "unexpected")
                self.rejects.keep(self.centre.clock.now(), self.name, "unexpected", text.encode("latin-1", "replace"))
            case _:
                pass

    def _trace(self, direction: str, octets: bytes, decoded: str) -> None:
        tracer = self.centre.tracer
        if tracer.is_heard:
            tracer.note(self.name, "", direction, _PIN.sub(rb"\1...", octets), decoded)

    def _hang_up(self) -> None:
        self._hanging_up = True
        self._bell.set()

    def _reported(self, report: StatusReport) -> None:
        self.centre.telemetry.count_frame(self.name, "report")
        self.gateway.take(report)

    # ---- looking after the modem ----

    async def _look_after(self) -> None:
        """Ask how it is, end calls, and see whether the network is there.

        Raises:
            ModemLostError: no answer, or no card. ModemUnusableError: the network is away.
        """
        clock = self.centre.clock
        ask_at_s, away_since_s = clock.monotonic(), None
        while True:
            if self._hanging_up:
                self._hanging_up = False
                await self._end_call()
            now_s = clock.monotonic()
            if now_s >= ask_at_s or self._network_in_doubt:
                if now_s >= ask_at_s:
                    await self._ask_condition()
                    ask_at_s = now_s + POLL_S
                away_since_s = await self._network_away_since(away_since_s)
            step_s = POLL_S if away_since_s is None else NETWORK_STEP_S
            await clock.wait_until(min(ask_at_s, now_s + step_s), self._bell)

    async def _network_away_since(self, since_s: float | None) -> float | None:
        now_s = self.centre.clock.monotonic()
        try:
            await check_network(self.modem)
        except ModemUnusableError:
            since_s = now_s if since_s is None else since_s
            if now_s - since_s >= NETWORK_AWAY_S:
                raise
            self._network_in_doubt = True
            return since_s
        self._network_in_doubt = False
        return None

    async def _ask_condition(self) -> None:
        state = await check_card(self.modem)
        if state != replies.CARD_READY:
            raise ModemLostError(f"the card is not ready: {state or 'there is none'}; look at it in the modem")
        strength, use = await self.modem.ask(commands.SIGNAL_QUALITY), await self.modem.ask(commands.STORAGE)
        try:
            self._condition.signal(replies.read_signal(strength.lines))
            storage = replies.read_storage(use.lines)
            self._condition.storage(storage.used, storage.total)
        except MalformedAnswerError as error:
            log.warning("door %s: %s", self.name, error)

    async def _end_call(self) -> None:
        for command in commands.HANG_UP:
            if (await self.modem.ask(command, urgent=True, then=lambda _: self._calls.ended())).is_ok:
                break
