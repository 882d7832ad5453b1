"""Notices out through the modem, and what the network says became of them (sheet §1.3)."""

from __future__ import annotations

import itertools
import logging
from collections import deque
from collections.abc import Callable

from alarmd.config.doors.sms import SmsSettings
from alarmd.domain.ports import SendOutcome, SendResult
from devices.sms.modem import Modem, ModemLostError
from protocols.at_modem import (
    Answer,
    MalformedAnswerError,
    Outcome,
    StatusReport,
    UnsendableError,
    build_submits,
    commands,
    replies,
)

log = logging.getLogger(__name__)

MOST_OPEN = 1000
MOST_EARLY = 50
_TAIL = 7
"""So many last digits tell a number in reports: some networks write it in another form."""

NEVER = frozenset({1, 8, 10, 21, 28, 29, 30, 50, 69, 304, 305, 308})
"""CMS errors that another try does not mend: no such number, a barred card (TS 24.011 Annex E, 27.005 §3.2.5)."""

_AWAY = SendResult(SendOutcome.RETRY, "modem_away")

Hear = Callable[[str, bool], None]


class Gateway:
    """Implements `SmsGateway` on the modem of an SMS door.

    Attributes:
        is_ready: the modem has been brought up; the door says so. can_report: it tells of delivery reports.
    """

    def __init__(self, modem: Modem, settings: SmsSettings) -> None:
        self._modem = modem
        self._settings = settings
        self._hear: Hear = lambda handle, delivered: None
        self._numbers = itertools.count(1)
        self._long_refs = itertools.cycle(range(256))
        self._handles: dict[tuple[int, str], str] = {}
        self._parts_left: dict[str, int] = {}
        self._early: deque[StatusReport] = deque(maxlen=MOST_EARLY)
        self.is_ready = False
        self.can_report = False

    def report_to(self, hear: Hear) -> None:
        """Tell `hear` the handle of each message whose fate is known."""
        self._hear = hear

    async def send_text(self, number: str, text: str) -> SendResult:
        """Send a text, in as many parts as it takes; the network has them all when the answer is SENT."""
        wants_report = self._settings.reports and self.can_report
        try:
            submits = build_submits(
                number,
                text,
                ref=next(self._long_refs),
                wants_report=wants_report,
                validity_s=self._settings.validity_s,
            )
        except UnsendableError:
            return SendResult(SendOutcome.REJECTED, "unsendable")
        references = []
        for tpdu in submits:
            if not self.is_ready:
                return _AWAY
            try:
                answer = await self._modem.ask(commands.send_message(tpdu))
            except ModemLostError:
                return _AWAY
            if not answer.is_ok:
                return _refused(answer)
            references.append(_reference(answer))
        return SendResult(SendOutcome.SENT, "", self._expect(references, number) if wants_report else "")

    def take(self, report: StatusReport) -> None:
        """A report from the network; TRYING and PASSED_ON settle nothing."""
        if report.outcome not in (Outcome.DELIVERED, Outcome.FAILED):
            return
        handle = self._handles.pop((report.reference, report.recipient.text[-_TAIL:]), "")
        if not handle:
            self._early.append(report)
            return
        self._settle(handle, report.outcome is Outcome.DELIVERED)

    # ---- within ----

    def _expect(self, references: list[int | None], number: str) -> str:
        """Remember under which references reports may come; one may have been faster than the answer."""
        handle = f"sms-{next(self._numbers)}"
        self._parts_left[handle] = len(references)
        for reference in references:
            if reference is not None:
                self._handles[(reference, number[-_TAIL:])] = handle
        if len(self._handles) > MOST_OPEN:
            del self._handles[next(iter(self._handles))]
        if len(self._parts_left) > MOST_OPEN:
            del self._parts_left[next(iter(self._parts_left))]
        early, self._early = self._early, deque(maxlen=MOST_EARLY)
        for report in early:
            self.take(report)
        return handle

    def _settle(self, handle: str, delivered: bool) -> None:
        left = self._parts_left.pop(handle, 0) - 1
        if left < 0:  # another part has been given up before
            return
        if left == 0 or not delivered:
            self._hear(handle, delivered)
        else:
            self._parts_left[handle] = left


def _refused(answer: Answer) -> SendResult:
    outcome = SendOutcome.REJECTED if answer.code in NEVER else SendOutcome.RETRY
    return SendResult(outcome, answer.reason)


def _reference(answer: Answer) -> int | None:
    try:
        return replies.read_reference(answer.lines)
    except MalformedAnswerError as error:
        log.warning("%s; its report will not be known", error)
        return None
