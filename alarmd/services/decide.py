"""Turns what waits into one batch: pure rules against memory and the batch's own overlay; nothing is written here."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from alarmd.domain.commands import Broken, Claim, Command, Tie, Untie
from alarmd.domain.errors import DomainError, IllegalTransition, NotAllowed, SubjectTaken
from alarmd.domain.incident import Incident
from alarmd.domain.lifecycle import apply
from alarmd.domain.matching import Placement, Reason, opened_by, place, subject_of
from alarmd.domain.policy import PolicyOf
from alarmd.domain.ports import Batch, Receipt, Units, Verdict
from alarmd.domain.signal import Flag, Kind, Lane, Signal
from alarmd.domain.tie import SenderTie, may_be_tied, redirected
from alarmd.services.desk_reply import DeskCode, DeskReply, refusal, to_json
from alarmd.services.lanes import Item, Message, Order
from alarmd.services.memory import Draft, Memory
from alarmd.telemetry import Telemetry

log = logging.getLogger(__name__)

_KEPT_WORDS = 200


class Decider:
    """Decides a batch at its start. What it puts on the items (receipt, reply) counts only after the commit."""

    def __init__(
        self,
        *,
        memory: Memory,
        units: Units,
        policy_of: PolicyOf,
        new_id: Callable[[datetime], int],
        telemetry: Telemetry,
    ) -> None:
        self._memory = memory
        self._units = units
        self._policy_of = policy_of
        self._new_id = new_id
        self._telemetry = telemetry
        self._now_s = 0.0

    def decide(self, items: Iterable[Item], now: datetime, now_s: float) -> Batch:
        """One batch of all items, in their order. May be empty, when every command was refused."""
        self._now_s = now_s
        draft = Draft(self._memory)
        batch = Batch(at=now, based_on=self._memory.feed_no, incidents=draft.incidents, opened=draft.opened)
        for item in items:
            if isinstance(item, Message):
                self._message(item, draft, batch)
            elif not item.abandoned:
                self._order(item, draft, batch)
        self._hold_promise_3(draft, batch)
        batch.joined, batch.grown = draft.joined, draft.grown
        return batch

    # ---- signals ---------------------------------------------------------------------------------------------------

    def _message(self, message: Message, draft: Draft, batch: Batch) -> None:
        signals = message.signals
        seen = self._memory.recent.repeats(message.key, signals[0].received_s)
        if seen is not None:
            message.receipt = Receipt(Verdict.FOLDED, seen.incident_id, seen.signal_id)
            return
        first: Incident | None = None
        for signal in signals:
            incident = self._signal(signal, draft, batch)
            first = first or incident
        if first is None:
            message.receipt = _STORED
        else:
            message.receipt = Receipt(Verdict.STORED, first.id, None, draft.incidents[first.id].presses)

    def _signal(self, signal: Signal, draft: Draft, batch: Batch) -> Incident | None:
        if may_be_tied(signal) and (tie := draft.tie_of(signal)) is not None:
            signal = redirected(signal, tie)
        unit = self._units.get(signal.unit_id) if signal.unit_id is not None else None
        policy = self._policy_of(signal.tenant_id)
        where = unit.where if unit is not None else ""
        try:
            placed = place(signal, draft, batch.at, policy, self._new_id, where)
        except Exception:
            log.exception("signal %d could not be placed; it is stored and its incident waits", signal.id)
            self._telemetry.invariants.labels("placement").inc()
            placed = self._place_plainly(signal, draft, batch)
        incident = placed.incident
        if incident is not None:
            draft.put(incident)
            if placed.entry is not None:
                batch.entries.append(placed.entry)
        batch.signals.append((signal, incident.id if incident is not None else None))
        return incident

    def _place_plainly(self, signal: Signal, draft: Draft, batch: Batch) -> Placement:
        """The rules failed on this signal: whatever is open for it waits again, else something is opened."""
        policy = self._policy_of(signal.tenant_id)
        subject = subject_of(signal)
        found = draft.open_incident(signal.lane, subject)
        if found is not None:
            broken, entry = apply(found, Broken(found.id, "alarmd", "placement"), batch.at, policy, self._id(batch))
            return Placement(Reason.JOINED, broken, entry)
        if signal.lane in (Lane.LIFE_SAFETY, Lane.TECHNICAL):
            return Placement(Reason.OPENED, opened_by(signal, subject, batch.at, policy, self._new_id, ""))
        return Placement(Reason.INFORMATION)

    # ---- commands --------------------------------------------------------------------------------------------------

    def _order(self, order: Order, draft: Draft, batch: Batch) -> None:
        if order.signal is not None:
            incident = self._signal(order.signal, draft, batch)
            if incident is None:
                order.reply = DeskReply(False, DeskCode.ILLEGAL)
                return
            command: Command = Claim(incident.id, order.actor)
            if incident.owner:
                self._carried_out(order, incident, batch)
                return
        elif order.command is not None:
            command = order.command
        found = draft.get(command.incident_id)
        if found is None:
            order.reply = DeskReply(False, DeskCode.UNKNOWN_INCIDENT)
        elif order.guard is not None and not order.guard(found):
            order.reply = DeskReply(False, DeskCode.SUPERSEDED, found)
        else:
            self._command(order, command, found, draft, batch)

    def _command(self, order: Order, command: Command, found: Incident, draft: Draft, batch: Batch) -> None:
        try:
            if isinstance(command, Tie):
                self._person_must_be_free(command, found, draft)
            after, entry = apply(found, command, batch.at, self._policy_of(found.tenant_id), self._id(batch))
        except NotAllowed as error:
            order.reply = refusal(error, found)
            return
        except IllegalTransition as error:
            order.reply = refusal(error, found)
            if order.by_clock and found.is_open:
                self._break(found, str(error), draft, batch)
            return
        if isinstance(command, Tie | Untie) and found.lane is Lane.LIFE_SAFETY:
            self._tie_senders(found, after, command, draft, batch)
        if found.is_open:
            draft.put(after)
        if entry is not None:
            batch.entries.append(entry)
        batch.notices.extend(order.notices)
        self._carried_out(order, after, batch)

    def _tie_senders(self, found: Incident, after: Incident, command: Tie | Untie, draft: Draft, batch: Batch) -> None:
        """What was decided for this incident holds for its sender's next presses, on every node and after a restart."""
        person = after.subscriber_id if isinstance(command, Tie) else None
        for door, address in draft.senders_of(found):
            draft.ties[door, address] = SenderTie(
                door=door, address=address, tenant_id=after.tenant_id, subscriber_id=person, incident_id=found.id,
                actor=command.actor, at=batch.at,
            )  # fmt: skip
        batch.ties[:] = draft.ties.values()

    def _carried_out(self, order: Order, incident: Incident, batch: Batch) -> None:
        order.reply = DeskReply(True, DeskCode.OK, incident)
        if order.command_id:
            batch.command_ids.append((order.command_id, to_json(order.reply)))

    def _person_must_be_free(self, command: Tie, found: Incident, draft: Draft) -> None:
        if found.lane is not Lane.LIFE_SAFETY:
            return
        other = draft.open_incident(Lane.LIFE_SAFETY, f"subscriber:{command.subscriber_id}")
        if other is not None and other.id != found.id:
            raise SubjectTaken(other.id)

    # ---- invariants ------------------------------------------------------------------------------------------------

    def _hold_promise_3(self, draft: Draft, batch: Batch) -> None:
        """No open incident leaves without a running deadline, whatever the rules said."""
        for incident in [i for i in draft.incidents.values() if i.deadline_at is None and i.is_open]:
            self._break(incident, "no_deadline", draft, batch)

    def _break(self, incident: Incident, reason: str, draft: Draft, batch: Batch) -> None:
        log.error("incident %d is broken (%s); it waits again", incident.id, reason)
        self._telemetry.invariants.labels("transition").inc()
        try:
            broken, entry = apply(
                incident,
                Broken(incident.id, "alarmd", reason),
                batch.at,
                self._policy_of(incident.tenant_id),
                self._id(batch),
            )
        except DomainError:
            log.exception("incident %d cannot even be broken", incident.id)
            return
        draft.put(broken)
        if entry is not None:
            batch.entries.append(entry)
        self._signal(self._alert(incident, reason, batch), draft, batch)

    def _alert(self, incident: Incident, reason: str, batch: Batch) -> Signal:
        """A broken invariant is a technical incident too: somebody must look at our program."""
        number = self._id(batch)
        return Signal(
            id=number,
            door="alarmd",
            source="alarmd",
            address="invariant",
            tenant_id=incident.tenant_id,
            unit_id=None,
            subscriber_id=None,
            lane=Lane.TECHNICAL,
            kind=Kind.DEVICE_FAULT,
            message_key=f"invariant:{number}",
            label_sv="Programfel i larmcentralen",
            label_en="A fault in the receiving centre's program",
            detail={"incident": str(incident.id), "reason": reason},
            received_at=batch.at,
            received_s=self._now_s,
        )

    def _id(self, batch: Batch) -> int:
        return self._new_id(batch.at)


_STORED = Receipt(Verdict.STORED)


def plain(signal: Signal) -> Signal:
    """The signal without anything a store could refuse: its raw bytes stay, its texts are plain ASCII and short.

    Lane and kind stay too, so that a fire is still a fire; the flag says that a person must look at the raw bytes.
    """
    return replace(
        signal,
        source=_words(signal.source),
        address=_words(signal.address),
        message_key=f"{_words(signal.message_key)}!{signal.id}",
        code=_words(signal.code),
        label_sv="",
        label_en="",
        peripheral="",
        detail={},
        device_at=None,
        flags=signal.flags | {Flag.UNCLASSIFIED},
    )


def _words(text: str) -> str:
    return "".join(c if " " <= c <= "~" else "?" for c in text[:_KEPT_WORDS])
