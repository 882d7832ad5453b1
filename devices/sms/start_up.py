"""From an open port to a modem that hears the network: the commands in their order (sheet §1.1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from alarmd.config.doors.sms import SmsSettings
from devices.sms.modem import Modem, ModemLostError
from protocols.at_modem import Answer, Command, PeerError, UnsendableError, commands, replies
from protocols.at_modem.replies import Registration

Read = TypeVar("Read")

TRIES = 2
WAKE = commands.plain("AT", 4.0)
TELL_REGISTRATION = commands.plain("AT+CREG=1")


class ModemUnusableError(Exception):
    """The modem answers but cannot work: its card, its PIN or the network; the text says what to do."""


@dataclass(slots=True)
class PinTried:
    """A wrong PIN is given once in the daemon's life: three of them lock the card."""

    refused: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the modem is when it begins to serve."""

    modem_number: str
    service_centre: str
    can_report: bool


async def start_up(modem: Modem, settings: SmsSettings, pin_tried: PinTried) -> Standing:
    """Bring the modem to the state in which messages come and go.

    Raises:
        ModemLostError: it does not answer. ModemUnusableError: its card or the network is not ready.
    """
    await _wake(modem)
    for command in (commands.ECHO_OFF, commands.NUMERIC_ERRORS, commands.NEVER_ANSWER):
        await modem.ask(command)
    await _unlock(modem, settings, pin_tried)
    number = await modem.ask(commands.MODEM_NUMBER)
    await modem.ask(TELL_REGISTRATION)
    await check_network(modem)
    await _must(modem, commands.PDU_MODE, "it knows no PDU mode; use another modem")
    await _must(modem, commands.choose_storage(settings.storage), "it has no such storage; set `storage` to SM or ME")
    can_report = await _indications(modem)
    await modem.ask(commands.SHOW_CALLER)
    centre = await modem.ask(commands.SERVICE_CENTRE)
    return Standing(
        number.lines[0] if number.is_ok and number.lines else "",
        _read(replies.read_service_centre_number, centre) or "",
        can_report,
    )


async def check_network(modem: Modem) -> None:
    """See that the modem is registered.

    Raises:
        ModemLostError: it does not answer. ModemUnusableError: it is not registered.
    """
    states = []
    for command in (commands.REGISTRATION, commands.PACKET_REGISTRATION):
        state = _read(replies.read_registration, await modem.ask(command, urgent=True))
        if state is not None and state.is_good:
            return
        states.append(state)
    denied = Registration.DENIED in states
    told = "the network refuses the card" if denied else "it finds no network"
    raise ModemUnusableError(f"the modem: {told}; look at the aerial, the card and the subscription")


async def check_card(modem: Modem) -> str:
    """What the card says of itself: `READY`, `SIM PIN`…; empty when there is none.

    Raises:
        ModemLostError: the modem does not answer.
    """
    return _read(replies.read_card, await modem.ask(commands.CARD_STATE, urgent=True)) or ""


async def _wake(modem: Modem) -> None:
    """Twice: the first one may end what somebody else began to write.

    Raises:
        ModemLostError: no answer.
    """
    for _ in range(TRIES):
        if (await modem.ask(WAKE)).is_ok:
            return
    raise ModemLostError("the modem answers AT with an error; switch it off and on")


async def _unlock(modem: Modem, settings: SmsSettings, tried: PinTried) -> None:
    state = await check_card(modem)
    if state == replies.CARD_WANTS_PIN:
        pin = _pin(settings)
        if tried.refused == pin:
            raise ModemUnusableError(
                "the card refused the PIN; correct pin_file, and mind that three wrong ones lock it"
            )
        tried.refused = pin
        try:
            answer = await modem.ask(commands.enter_pin(pin))
        except UnsendableError as error:
            raise ModemUnusableError(f"pin_file {settings.pin_file}: {error}") from None
        if not answer.is_ok:
            raise ModemUnusableError(f"the card refused the PIN of {settings.pin_file} ({answer.reason})")
        tried.refused = ""
        state = await check_card(modem)
    if state != replies.CARD_READY:
        raise ModemUnusableError(f"the card is not ready: {state or 'there is none'}; look at it in the modem")


def _pin(settings: SmsSettings) -> str:
    if not settings.pin_file:
        raise ModemUnusableError("the card wants its PIN; write it in a file and name the file in pin_file")
    try:
        return Path(settings.pin_file).read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise ModemUnusableError(f"the PIN cannot be read from pin_file {settings.pin_file}: {error}") from None


async def _indications(modem: Modem) -> bool:
    """Ask to be told of new messages, as much as the modem can; True when it tells of delivery reports too."""
    for place, command in enumerate(commands.INDICATIONS):
        if (await modem.ask(command)).is_ok:
            return place < len(commands.INDICATIONS) - 1
    raise ModemUnusableError("the modem cannot tell of new messages (AT+CNMI); use another one")


async def _must(modem: Modem, command: Command, otherwise: str) -> None:
    answer = await modem.ask(command)
    if not answer.is_ok:
        raise ModemUnusableError(f"the modem refused {command.shown} ({answer.reason}): {otherwise}")


def _read(read: Callable[[tuple[str, ...]], Read], answer: Answer) -> Read | None:
    try:
        return read(answer.lines)
    except PeerError:
        return None
