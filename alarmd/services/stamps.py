"""Small facts that ride with the next batch: of signals folds, T3 and T4; of notices where they stand."""

from __future__ import annotations

from datetime import UTC, datetime

from alarmd.domain.ports import Batch, Notice

WAIT_S = 1.0
"""They never cause a commit of their own sooner than this."""


_NEVER = datetime.fromtimestamp(0, UTC)


class Stamps:
    """Collects until a batch takes them; what was not written is taken again."""

    def __init__(self) -> None:
        self.folds: dict[int, int] = {}
        self.answered: dict[int, datetime] = {}
        self.painted: dict[int, datetime] = {}
        self.notices: dict[int, Notice] = {}
        self._riding: dict[int, Notice] = {}
        self._since_s: float | None = None

    def fold(self, signal_id: int, now_s: float) -> None:
        """The signal was repeated once more."""
        self.folds[signal_id] = self.folds.get(signal_id, 0) + 1
        self._touch(now_s)

    def answer(self, signal_id: int, at: datetime, now_s: float) -> None:
        """T3: the unit has its answer; a later answer to a repetition changes nothing."""
        self.answered.setdefault(signal_id, at)
        self._touch(now_s)

    def paint(self, signal_id: int, at: datetime, now_s: float) -> None:
        """T4: the first console has painted it."""
        self.painted.setdefault(signal_id, at)
        self._touch(now_s)

    def notice(self, notice: Notice, now_s: float) -> None:
        """A notice was sent, is tried again, or has ended; only the latest is written."""
        self.notices[notice.id] = notice
        self._touch(now_s)

    def __bool__(self) -> bool:
        return self._since_s is not None

    def is_due(self, now_s: float) -> bool:
        """True when they have waited long enough to be written by themselves."""
        return self._since_s is not None and now_s - self._since_s >= WAIT_S

    def into(self, batch: Batch) -> None:
        """Put everything into a batch and forget it here."""
        batch.folds, self.folds = self.folds, {}
        batch.answered, self.answered = self.answered, {}
        batch.painted, self.painted = self.painted, {}
        self._riding, self.notices = self.notices, {}
        batch.notices.extend(self._riding.values())
        self._since_s = None

    def back_from(self, batch: Batch, now_s: float) -> None:
        """The batch was not written: keep its stamps for the next one."""
        for signal_id, count in batch.folds.items():
            self.folds[signal_id] = self.folds.get(signal_id, 0) + count
        self.answered = {**self.answered, **batch.answered}
        self.painted = {**self.painted, **batch.painted}
        self.notices = {**self._riding, **self.notices}
        if batch.folds or batch.answered or batch.painted or self.notices:
            self._touch(now_s)

    def drop(self) -> int:
        """Forget everything and say how much it was."""
        count = len(self.folds) + len(self.answered) + len(self.painted) + len(self.notices)
        self.into(Batch(at=_NEVER, based_on=0))
        return count

    def _touch(self, now_s: float) -> None:
        if self._since_s is None:
            self._since_s = now_s
