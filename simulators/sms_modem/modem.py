"""The modem itself: AT commands in, answers out, messages in numbered places. No IO and no clock of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from protocols.at_modem import (
    Coding,
    MalformedPduError,
    Part,
    Submit,
    build_deliver,
    build_report,
    coding_for,
    cut_to_parts,
    read_submit,
    with_service_centre,
)
from simulators.sms_modem.faults import Faults

CENTRE = "+46705008999"
PLACES = 20
_NOISE = b"\xfe\x00\x81?\r\n"
_OK = ("OK",)
_ERROR = ("ERROR",)
_NO_CARD = ("+CME ERROR: 10",)
_WITHOUT_CARD = re.compile(r"AT$|ATE|ATZ|ATS|AT\+(CMEE|CPIN|CGSN|CSQ|CREG|CEREG)")
_FIXED: Mapping[str, Sequence[str]] = {
    "AT+CGSN": ("350000000000017", "OK"),
    "AT+CGMI": ("alarmd", "OK"),
    "AT+CIMI": ("240990000000017", "OK"),
    "AT+CSCA?": (f'+CSCA: "{CENTRE}",145', "OK"),
    "AT+CSCS?": ('+CSCS: "GSM"', "OK"),
    "AT+CLAC": ("+CLAC:+CMGF,+CMGL,+CMGR,+CMGS,+CSCS", "OK"),
}
"""Answers that never change; other questions are answered ERROR, other commands OK."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that went out: to whom, what, and under which reference."""

    number: str
    submit: Submit
    reference: int


class ModemSim:
    """A modem with a card of 20 places.

    Args:
        write: takes what it says. later: calls a function after so many seconds. now: the network's clock.
        on_sent: hears of each message that goes out.
    """

    def __init__(
        self,
        write: Callable[[bytes], None],
        later: Callable[[float, Callable[[], None]], object],
        now: Callable[[], datetime],
        *,
        faults: Faults | None = None,
        on_sent: Callable[[Sent], None] | None = None,
    ) -> None:
        self._write, self._later, self._now = write, later, now
        self._on_sent = on_sent
        self.faults = faults or Faults()
        self.places: dict[int, str] = {}
        self.strength = 18
        self.calling = ""
        self.commands: list[str] = []
        self._heard = ""
        self._reference = 0
        self._part_ref = 0
        self._handlers = self._table()
        self.restart(told=False)

    # ---- what happens in the network ----

    def receive(
        self, sender: str, text: str, *, order: Sequence[int] | None = None, sent_at: datetime | None = None
    ) -> None:
        """A message comes; a long one in parts, in `order` (from 0), all of them unless told otherwise."""
        coding = coding_for(text)
        pieces = cut_to_parts(text, coding)
        self._part_ref = (self._part_ref + 1) % 256
        for place in range(len(pieces)) if order is None else order:
            part = Part(self._part_ref, 8, len(pieces), place + 1) if len(pieces) > 1 else None
            self.receive_part(sender, coding, pieces[place], part, sent_at or self._now())

    def receive_part(self, sender: str, coding: Coding, text: str, part: Part | None, sent_at: datetime) -> None:
        """One message or part comes from the network and is stored, if there is room."""
        self._store(with_service_centre(build_deliver(sender, coding, text, sent_at=sent_at, part=part), CENTRE))

    def receive_direct(self, sender: str, text: str) -> None:
        """A message comes that is not stored (class 0 on some modems)."""
        tpdu = build_deliver(sender, coding_for(text), text, sent_at=self._now())
        self._say(f"+CMT: ,{len(tpdu) // 2}", with_service_centre(tpdu, CENTRE))

    def call(self, number: str) -> None:
        """Somebody calls; an empty number is withheld."""
        self.calling = number or "?"
        self.ring()

    def ring(self) -> None:
        """It rings once more, while nobody has hung up."""
        if self.calling:
            number = "" if self.calling == "?" else self.calling
            kind = 145 if number.startswith("+") else 129
            self._say("RING")
            self._say(f'+CLIP: "{number}",{kind},,,,0')

    def restart(self, *, told: bool = True) -> None:
        """Its current is gone and back: echo is on, nothing is set."""
        self._echo = True
        self._prompted = 0
        self._tells = False
        self._tells_reports = False
        self._unlocked = False
        if told:
            self._say("RDY")

    def lose_network(self, *, lost: bool = True) -> None:
        """The network is gone, or back, and the modem says so."""
        self.faults.no_network = lost
        self._say(f"+CREG: {2 if lost else 1}")

    def take_card(self) -> None:
        """Somebody takes the card out."""
        self.faults.no_card = True
        self._say("+CPIN: NOT INSERTED")

    # ---- what the centre writes ----

    def feed(self, octets: bytes) -> None:
        """Take what the centre writes."""
        self._heard += octets.decode("latin-1")
        if self._echo and not self.faults.deaf:
            self._write(octets)
        while True:
            end = re.search("[\x1a\x1b]" if self._prompted else "\r", self._heard)
            if end is None:
                return
            line, self._heard = self._heard[: end.start()], self._heard[end.end() :]
            if self.faults.deaf:
                continue
            if self._prompted:
                self._take_payload(line, sends=end[0] == "\x1a")
            elif line.strip():
                self._obey(line.strip().upper() if "CPIN" not in line else line.strip())

    def _obey(self, command: str) -> None:
        self.commands.append(command)
        if command.startswith("AT+CMGS="):
            self._prompted = int(command.partition("=")[2])
            self._answer(b"\r\n> ")
            return
        lines = self._lines(command)
        self._answer("".join(f"\r\n{line}\r\n" for line in lines).encode("latin-1"))

    def _lines(self, command: str) -> Sequence[str]:
        if (self.faults.no_card or self._is_locked) and not _WITHOUT_CARD.match(command):
            return _NO_CARD
        word, _, value = command.partition("=")
        handler = self._handlers.get(word)
        return handler(value) if handler else _FIXED.get(word, _ERROR if word.endswith("?") else _OK)

    @property
    def _is_locked(self) -> bool:
        return bool(self.faults.pin) and not self._unlocked

    def _take_payload(self, payload: str, *, sends: bool) -> None:
        stated, self._prompted = self._prompted, 0
        if not sends:
            self._answer(b"\r\nOK\r\n")
            return
        try:
            submit = read_submit(payload.strip())
        except MalformedPduError:
            self._answer(b"\r\n+CMS ERROR: 304\r\n")
            return
        error = self.faults.refuses_sending or (331 if self.faults.no_network else 0)
        if error or stated != len(payload.strip()) // 2 - 1:
            self._answer(f"\r\n+CMS ERROR: {error or 304}\r\n".encode())
            return
        self._reference = (self._reference + 1) % 256
        sent = Sent(submit.recipient.text, submit, self._reference)
        self._answer(f"\r\n+CMGS: {self._reference}\r\n\r\nOK\r\n".encode())
        if self._on_sent is not None:
            self._on_sent(sent)
        if submit.wants_report and not self.faults.lost_reports:
            self._later(0.01, lambda: self._report(sent))

    def _report(self, sent: Sent) -> None:
        now, status = self._now(), self.faults.report_status
        tpdu = build_report(sent.reference, sent.number, status, sent_at=now, done_at=now)
        if self._tells_reports:
            self._store(with_service_centre(tpdu, CENTRE), word="+CDSI")
        else:
            self._say(f"+CDS: {len(tpdu) // 2}", with_service_centre(tpdu, CENTRE))

    # ---- commands ----

    def _table(self) -> dict[str, Callable[[str], Sequence[str]]]:
        return {
            "ATE0": self._echo_off,
            "AT+CPIN?": self._card,
            "AT+CPIN": self._unlock,
            "AT+CREG?": self._registration,
            "AT+CSQ": self._signal,
            "AT+CPMS?": self._storage,
            "AT+CPMS": self._storage,
            "AT+CNMI": self._indications,
            "AT+CSCS": self._character_set,
            "AT+CMGL": self._list,
            "AT+CMGR": self._read,
            "AT+CMGD": self._delete,
            "AT+CHUP": self._hang_up,
            "ATH": self._hang_up,
        }

    def _echo_off(self, _: str) -> Sequence[str]:
        self._echo = False
        return _OK

    def _card(self, _: str) -> Sequence[str]:
        if self.faults.no_card:
            return _NO_CARD
        return ("+CPIN: SIM PIN" if self._is_locked else "+CPIN: READY", "OK")

    def _unlock(self, value: str) -> Sequence[str]:
        self._unlocked = value.strip('"') == self.faults.pin
        return _OK if self._unlocked else ("+CME ERROR: 16",)

    def _registration(self, _: str) -> Sequence[str]:
        return (f"+CREG: 1,{2 if self.faults.no_network else 1}", "OK")

    def _signal(self, _: str) -> Sequence[str]:
        return (f"+CSQ: {self.strength},0", "OK")

    def _storage(self, value: str) -> Sequence[str]:
        used = len(self.places)
        if value == "?":
            return ('+CPMS: ("SM"),("SM"),("SM")', "OK")
        if value:
            return (f"+CPMS: {used},{PLACES},{used},{PLACES},{used},{PLACES}", "OK")
        return ("+CPMS: " + ",".join([f'"SM",{used},{PLACES}'] * 3), "OK")

    def _indications(self, value: str) -> Sequence[str]:
        self._tells = value.startswith("2,1")
        self._tells_reports = value.startswith("2,1,0,2")
        return _OK

    def _character_set(self, value: str) -> Sequence[str]:
        return ('+CSCS: ("GSM","UCS2")', "OK") if value == "?" else _OK

    def _list(self, _: str) -> Sequence[str]:
        lines = []
        for index, pdu in self.places.items():
            lines += [f"+CMGL: {index},1,,{self._length(pdu)}", self._half(pdu)]
        return (*lines, "OK")

    def _read(self, value: str) -> Sequence[str]:
        pdu = self.places.get(int(value))
        if pdu is None:
            return ("+CMS ERROR: 321",)
        return (f"+CMGR: 0,,{self._length(pdu)}", self._half(pdu), "OK")

    def _delete(self, value: str) -> Sequence[str]:
        if self.faults.undeletable:
            return ("+CMS ERROR: 320",)
        self.places.pop(int(value.partition(",")[0]), None)
        return _OK

    def _hang_up(self, _: str) -> Sequence[str]:
        self.calling = ""
        return _OK

    # ---- within ----

    def _store(self, pdu: str, word: str = "+CMTI") -> None:
        free = next((place for place in range(1, PLACES + 1) if place not in self.places), None)
        if free is None:
            return
        self.places[free] = pdu
        if self._tells and not self.faults.lost_indications:
            self._say(f'{word}: "SM",{free}')

    def _half(self, pdu: str) -> str:
        if self.faults.cut_readings > 0:
            self.faults.cut_readings -= 1
            return pdu[: len(pdu) // 4 * 2]
        return pdu

    def _length(self, pdu: str) -> int:
        return len(pdu) // 2 - 1 - int(pdu[:2], 16)

    def _say(self, *lines: str) -> None:
        if not self.faults.deaf:
            self._write("".join(f"\r\n{line}\r\n" for line in lines).encode("latin-1"))

    def _answer(self, octets: bytes) -> None:
        if self.faults.garbage:
            octets = _NOISE + octets
        if self.faults.slow_s:
            self._later(self.faults.slow_s, lambda: self._write(octets))
        else:
            self._write(octets)
