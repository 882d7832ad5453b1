"""What the centre knows without asking the disk: open incidents, recent messages, deadlines, repeated commands.

It changes only by what is durable: `load` at start, `apply` after our own commits, `merge` after another node's.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from alarmd.domain.incident import Incident, State
from alarmd.domain.matching import subject_of
from alarmd.domain.ports import Batch, Changes, Committed
from alarmd.domain.signal import Flag, Lane, Signal
from alarmd.domain.tie import Sender, SenderTie, sender_in
from alarmd.services.agenda import Agenda
from alarmd.services.recent_keys import RecentKeys, Seen

MOST_CLOSED = 1000
"""Closed incidents that can still get a note."""

MOST_RESULTS = 10_000
"""Commands whose reply is known without asking the store."""


class Memory:
    """Open incidents by id and by subject; 20 000 of them slow nothing down.

    Attributes:
        feed_no: the number of the last commit that is in here; decisions are based on it.
        open: open incidents by id. closed: the last ones that were closed.
        counts: open incidents by (lane, state).
        recent: message keys inside their retry spans. agenda: deadlines. results: replies by command id.
        ties: unknown senders that belong to a person.
    """

    def __init__(self) -> None:
        self.feed_no = 0
        self.open: dict[int, Incident] = {}
        self.closed: OrderedDict[int, Incident] = OrderedDict()
        self.counts: Counter[tuple[Lane, State]] = Counter()
        self.recent = RecentKeys()
        self.agenda = Agenda()
        self.results: OrderedDict[str, str] = OrderedDict()
        self.ties: dict[Sender, SenderTie] = {}
        self._subjects: dict[tuple[Lane, str], int] = {}

    # ---- reading ---------------------------------------------------------------------------------------------------

    def get(self, incident_id: int) -> Incident | None:
        """An open incident, or one that was closed lately."""
        return self.open.get(incident_id) or self.closed.get(incident_id)

    def open_incident(self, lane: Lane, subject: str) -> Incident | None:
        """The open incident of a lane and subject (`matching.subject_of`)."""
        incident_id = self._subjects.get((lane, subject))
        return None if incident_id is None else self.open[incident_id]

    def technical_of(self, signal: Signal) -> Incident | None:
        """The open technical incident that this signal would join or restore."""
        return self.open_incident(Lane.TECHNICAL, subject_of(signal))

    # ---- changing --------------------------------------------------------------------------------------------------

    def load(
        self,
        changes: Changes,
        recent: Iterable[tuple[Signal, int | None, datetime | None]],
        now: datetime,
        now_s: float,
        stopped_at: datetime | None = None,
    ) -> None:
        """Fill from the store at start; leases are prolonged by the time since `stopped_at`, which was ours."""
        self.replace(changes, now, now_s)
        for signal, incident_id, answered_at in recent:
            self._remember(signal, incident_id, now_s - (now - signal.received_at).total_seconds())
            if answered_at is not None:
                self.recent.answered(signal.id, now_s - (now - answered_at).total_seconds())
        if stopped_at is None or stopped_at >= now:
            return
        away = now - stopped_at
        for incident in self.open.values():
            if incident.state is State.CLAIMED and incident.deadline_at is not None:
                self.agenda.put(incident.id, now_s + (incident.deadline_at + away - now).total_seconds())

    def replace(self, changes: Changes, now: datetime, now_s: float) -> None:
        """Take all open incidents as the store has them; what it does not name is no longer open here."""
        named = {incident.id for incident in changes.incidents}
        for incident_id in [key for key in self.open if key not in named]:
            self._drop(self.open[incident_id])
        self.ties.clear()
        self.merge(changes, now, now_s)

    def merge(self, changes: Changes, now: datetime, now_s: float) -> None:
        """Another writer committed these."""
        for incident in sorted(changes.incidents, key=lambda incident: incident.is_open):
            self._keep(incident, now, now_s)
        for signal, incident_id in changes.signals:
            self._remember(signal, incident_id, now_s - (now - signal.received_at).total_seconds())
        self._tie(changes.ties)
        self.feed_no = changes.feed_no

    def apply(self, batch: Batch, committed: Committed, decided_s: float) -> None:
        """Our own batch is durable; `decided_s` is the monotonic time of `batch.at`."""
        self.feed_no = committed.feed_no
        incidents: Sequence[Incident] = tuple(batch.incidents.values())
        for incident in incidents:
            if not incident.is_open:
                self._keep(incident, batch.at, decided_s)
        for incident in incidents:
            if incident.is_open:
                self._keep(incident, batch.at, decided_s)
        self._tie(batch.ties)
        for command_id, result in batch.command_ids:
            self.results[command_id] = result
            if len(self.results) > MOST_RESULTS:
                self.results.popitem(last=False)

    def _tie(self, ties: Iterable[SenderTie]) -> None:
        for tie in ties:
            if tie.subscriber_id is None:
                self.ties.pop(tie.sender, None)
            else:
                self.ties[tie.sender] = tie

    def _keep(self, incident: Incident, now: datetime, now_s: float) -> None:
        before = self.open.get(incident.id)
        if not incident.is_open:
            if before is not None:
                self._drop(before)
            self.closed[incident.id] = incident
            if len(self.closed) > MOST_CLOSED:
                self.closed.popitem(last=False)
            return
        if before is None:
            self.counts[incident.lane, incident.state] += 1
            self._subjects[incident.lane, incident.subject] = incident.id
        else:
            if before.state is not incident.state:
                self.counts[before.lane, before.state] -= 1
                self.counts[incident.lane, incident.state] += 1
            if before.subject != incident.subject:
                self._forget_subject(before)
                self._subjects[incident.lane, incident.subject] = incident.id
        self.open[incident.id] = incident
        if before is None or before.deadline_at != incident.deadline_at:
            left = (incident.deadline_at or now) - now
            self.agenda.put(incident.id, now_s + left / timedelta(seconds=1))

    def _drop(self, incident: Incident) -> None:
        del self.open[incident.id]
        self.counts[incident.lane, incident.state] -= 1
        self._forget_subject(incident)
        self.agenda.remove(incident.id)

    def _forget_subject(self, incident: Incident) -> None:
        if self._subjects.get((incident.lane, incident.subject)) == incident.id:
            del self._subjects[incident.lane, incident.subject]

    def _remember(self, signal: Signal, incident_id: int | None, first_s: float) -> None:
        seen = Seen(signal.id, incident_id, first_s, signal.retry.seconds, signal.retry.from_answer)
        self.recent.remember(signal.message_key, seen)


class Draft:
    """Memory as it will be once the batch that is being decided is durable.

    Attributes:
        incidents: changed and new ones, whole. opened: ids of the new ones. ties: senders tied or untied.
    """

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._subjects: dict[tuple[Lane, str], int | None] = {}
        self.incidents: dict[int, Incident] = {}
        self.opened: set[int] = set()
        self._moved: set[int] = set()
        self.ties: dict[Sender, SenderTie] = {}

    def get(self, incident_id: int) -> Incident | None:
        """The incident as the batch leaves it so far."""
        return self.incidents.get(incident_id) or self._memory.get(incident_id)

    def open_incident(self, lane: Lane, subject: str) -> Incident | None:
        """The open incident of a lane and subject, as the batch leaves it so far."""
        key = (lane, subject)
        if key not in self._subjects:
            found = self._memory.open_incident(lane, subject)
            return found and self.incidents.get(found.id, found)
        incident_id = self._subjects[key]
        return None if incident_id is None else self.incidents[incident_id]

    def tie_of(self, signal: Signal) -> SenderTie | None:
        """Whose the presses of this unknown sender are, if anybody has said so."""
        sender = (signal.door, signal.address)
        tie = self.ties.get(sender) or self._memory.ties.get(sender)
        return tie if tie is not None and tie.subscriber_id is not None else None

    def senders_of(self, incident: Incident) -> list[Sender]:
        """The unknown sender of an incident, or those that are tied to its person."""
        sender = sender_in(incident.subject)
        if sender is not None:
            return [sender]
        if Flag.TIED not in incident.flags:
            return []
        standing = {**self._memory.ties, **self.ties}
        return [key for key, tie in standing.items() if tie.subscriber_id == incident.subscriber_id]

    def put(self, incident: Incident) -> None:
        """The batch leaves this incident so."""
        before = self.get(incident.id)
        self.incidents[incident.id] = incident
        if before is None:
            self.opened.add(incident.id)
        elif before.subject != incident.subject:
            self._subjects[before.lane, before.subject] = None
            self._moved.add(incident.id)
        elif before.state is not incident.state:
            self._moved.add(incident.id)
        if incident.is_open:
            self._subjects[incident.lane, incident.subject] = incident.id
        elif (found := self.open_incident(incident.lane, incident.subject)) is not None and found.id == incident.id:
            self._subjects[incident.lane, incident.subject] = None

    @property
    def joined(self) -> set[int]:
        """Ids that were open before: they must still be so when the batch is written."""
        return {key for key in self.incidents if key not in self.opened and key in self._memory.open}

    @property
    def grown(self) -> set[int]:
        """Those of `joined` whose state and subject nobody has changed."""
        return self.joined - self._moved
