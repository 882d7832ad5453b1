"""The call-round of an outage as one operator goes through it. Pure: lines come from the feed, keys move the mark."""

from __future__ import annotations

from protocols.console_feed.messages import CallLine, Calls

ANSWERED, NO_ANSWER, NEEDS_VISIT, UNDONE = "answered", "no_answer", "needs_visit", "undone"
KEYS = {"1": ANSWERED, "2": NO_ANSWER, "3": NEEDS_VISIT, "0": UNDONE}
"""What a digit says of the chosen household."""


class CallRound:
    """The lines, and which household is chosen; it stays chosen however the lines move around it."""

    def __init__(self) -> None:
        self.calls = Calls()
        self.chosen = 0

    @property
    def line(self) -> CallLine | None:
        """The chosen household."""
        return self.calls.lines[self.chosen] if self.calls.lines else None

    def take(self, calls: Calls) -> None:
        """Other lines: keep to the same household; when it is back in contact, go to the one that took its place."""
        before = self.line
        first = not self.calls.lines
        self.calls = calls
        if before is not None:
            same = (index for index, line in enumerate(calls.lines) if line.unit_id == before.unit_id)
            self.chosen = next(same, self.chosen)
        self.chosen = max(0, min(self.chosen, len(calls.lines) - 1))
        if first:
            self._to_open(0)

    def move(self, step: int) -> None:
        """Up or down."""
        self.chosen = max(0, min(len(self.calls.lines) - 1, self.chosen + step))

    def on(self) -> None:
        """To the next household that nobody has called, below and then from the top; stay when there is none."""
        self._to_open(self.chosen + 1)

    def _to_open(self, start: int) -> None:
        lines = self.calls.lines
        order = [*range(start, len(lines)), *range(min(start, len(lines)))]
        self.chosen = next((index for index in order if not lines[index].result), self.chosen)
