"""The board is the same whatever way its rows came."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from console.board import LIFE_SAFETY, TECHNICAL, Board, order
from protocols.console_feed.messages import Changes, Ping, Row, SnapshotPart, VolatileRows, Welcome
from tests.fakes.feed_people import NOON, alarm, fault

replace = msgspec.structs.replace


def welcome(number: int, *, snapshot: bool, epoch: str = "e") -> Welcome:
    return Welcome(epoch=epoch, number=number, operator="operator:7", operator_name="Karin", snapshot=snapshot)


def started(*rows: Row, number: int = 5) -> Board:
    board = Board()
    board.apply(welcome(number, snapshot=True))
    board.apply(SnapshotPart(number=number, part=0, parts=1, rows=list(rows)))
    return board


def change(board: Board, *rows: Row, signals: list[tuple[int, int]] | None = None):  # type: ignore[no-untyped-def]
    return board.apply(Changes(previous=board.number, number=board.number + 1, rows=list(rows), signals=signals or []))


def test_returned_then_priority_then_longest_waiting_and_taken_ones_last() -> None:
    rows = [
        alarm(1, at_ms=NOON),
        alarm(2, at_ms=NOON - 9000),
        alarm(3, at_ms=NOON, priority=90, kind="fire"),
        alarm(4, at_ms=NOON, priority=70, returned=True),
        alarm(5, at_ms=NOON - 99_000, state="claimed", owner="operator:1"),
        alarm(6, at_ms=NOON - 99_000, waiting_since_ms=NOON - 10, priority=80),
    ]
    board = started(*rows)
    assert [row.id for row in board.queue(LIFE_SAFETY)] == [4, 3, 2, 6, 1, 5]
    assert board.waiting(LIFE_SAFETY) == 5
    assert board.next_waiting() == rows[3]
    assert [board.index(row) for row in board.queue(LIFE_SAFETY)] == list(range(6))


def test_lanes_stand_apart_and_an_unknown_lane_is_life_safety() -> None:
    board = started(fault(1), alarm(2, lane="new_lane"))
    assert [row.id for row in board.queue(TECHNICAL)] == [1]
    assert [row.id for row in board.queue(LIFE_SAFETY)] == [2]


def test_next_waiting_is_life_safety_before_technical() -> None:
    board = started(fault(1, at_ms=NOON - 99_000))
    assert board.next_waiting() == board.get(1)
    change(board, alarm(2))
    assert board.next_waiting() == board.get(2)
    assert started().next_waiting() is None


def test_new_press_and_return_are_heard_and_a_claim_is_not() -> None:
    board = started()
    row = alarm(1)
    first = change(board, row, signals=[(11, 1)])
    assert [(ring.lane, ring.why) for ring in first.rings] == [(LIFE_SAFETY, "new")]
    assert first.confirm == (11,)
    taken = replace(row, state="claimed", owner="operator:7")
    assert change(board, taken).rings == ()
    assert board.mine(taken)
    assert [ring.why for ring in change(board, replace(taken, presses=2)).rings] == ["press"]
    assert [ring.why for ring in change(board, replace(row, presses=2, returned=True)).rings] == ["returned"]


def test_a_closed_row_leaves_and_says_how_it_ended() -> None:
    board = started(alarm(1))
    gone = change(board, alarm(1, state="closed", outcome="false_alarm"))
    assert [row.outcome for row in gone.removed] == ["false_alarm"]
    assert len(board) == 0
    assert board.get(1) is None


def test_a_gap_asks_for_resume_and_changes_nothing() -> None:
    board = started(alarm(1))
    change_ = board.apply(Changes(previous=8, number=9, rows=[alarm(2)]))
    assert change_.gap
    assert board.number == 5
    assert board.get(2) is None


def test_a_welcome_without_snapshot_to_a_console_of_another_epoch_is_a_gap() -> None:
    board = started(alarm(1))
    assert board.apply(welcome(9, snapshot=False, epoch="other")).gap
    assert board.number == -1
    assert board.get(1) is not None


def test_a_half_told_snapshot_is_forgotten_when_the_line_is_cut() -> None:
    board = started(alarm(1))
    board.apply(SnapshotPart(number=9, part=0, parts=2, rows=[]))
    board.cut()
    assert [row.id for row in board.queue(LIFE_SAFETY)] == [1]
    assert board.number == 5
    assert change(board, alarm(2)).rows == (alarm(2),)


def test_a_snapshot_confirms_its_signals_and_tells_what_left() -> None:
    board = started(alarm(1))
    told = board.apply(SnapshotPart(number=9, part=0, parts=1, rows=[alarm(2)], signals=[(21, 2)]))
    assert told.whole
    assert told.confirm == (21,)
    assert [row.id for row in told.removed] == [1]
    assert [ring.incident for ring in told.rings] == [2]


def test_volatile_rows_are_folded_per_unit_and_replaced_by_the_stored_incident() -> None:
    board = started()
    told = board.apply(VolatileRows(rows=[alarm(90), alarm(91, unit="NV-0090"), alarm(92, unit="NV-0092")]))
    assert [ring.why for ring in told.rings] == ["new", "new"]
    first = board.get(90)
    assert first is not None
    assert first.volatile
    assert first.presses == 2
    assert board.get(91) is None
    change(board, alarm(1, unit="NV-0090", presses=2, last_ms=NOON + 5))
    assert {row.id for row in board.queue(LIFE_SAFETY)} == {1, 92}
    assert {row.id for row in board.apply(VolatileRows(rows=[])).removed} == {92}
    assert {row.id for row in board.queue(LIFE_SAFETY)} == {1}


def test_a_volatile_press_on_a_stored_incident_covers_it_until_stored() -> None:
    board = started(alarm(1))
    board.apply(VolatileRows(rows=[alarm(1, presses=2, last_ms=NOON + 1)]))
    shown = board.get(1)
    assert shown is not None
    assert shown.volatile
    board.apply(VolatileRows(rows=[]))
    assert board.get(1) == alarm(1)


def test_volatile_rows_that_the_daemon_does_not_repeat_are_gone_by_its_next_ping() -> None:
    board = started()
    board.apply(VolatileRows(rows=[alarm(90)]))
    board.apply(Ping(at_ms=0, number=5))
    assert board.get(90) is not None
    board.apply(welcome(5, snapshot=False))
    board.apply(VolatileRows(rows=[alarm(90)]))
    board.apply(Ping(at_ms=0, number=5))
    assert board.get(90) is not None
    board.apply(welcome(5, snapshot=False))
    board.apply(Ping(at_ms=0, number=5))
    assert board.get(90) is None


class Centre:
    """The daemon's truth: numbered whole rows."""

    def __init__(self) -> None:
        self.number = 0
        self.rows: dict[int, tuple[int, Row]] = {}
        self.sent: list[Changes] = []

    def commit(self, rows: list[Row]) -> Changes:
        self.number += 1
        for row in rows:
            self.rows[row.id] = (self.number, row)
        frame = Changes(previous=self.number - 1, number=self.number, rows=rows)
        self.sent.append(frame)
        return frame

    def since(self, number: int) -> Changes:
        rows = [row for at, row in self.rows.values() if at > number]
        return Changes(previous=number, number=self.number, rows=rows)

    def snapshot(self, size: int) -> list[SnapshotPart]:
        rows = [row for _, row in self.rows.values() if row.state != "closed"]
        pieces = [rows[i : i + size] for i in range(0, len(rows), size)] or [[]]
        return [SnapshotPart(number=self.number, part=i, parts=len(pieces), rows=p) for i, p in enumerate(pieces)]


_rows = st.builds(
    lambda number, state, priority, opened, presses, lane, returned: alarm(
        number, at_ms=opened, state=state, priority=priority, presses=presses, lane=lane, returned=returned
    ),
    st.integers(1, 6),
    st.sampled_from(["waiting", "claimed", "dispatched", "closed"]),
    st.sampled_from([30, 80, 90]),
    st.integers(1, 5),
    st.integers(1, 4),
    st.sampled_from(["life_safety", "technical"]),
    st.booleans(),
)


def resume(board: Board, centre: Centre, size: int) -> None:
    board.cut()
    if board.number < 0:
        board.apply(welcome(centre.number, snapshot=True))
        for part in centre.snapshot(size):
            board.apply(part)
    else:
        board.apply(welcome(centre.number, snapshot=False))
        board.apply(centre.since(board.number))


class Line:
    """A connection on which anything may happen between one centre and one board."""

    def __init__(self) -> None:
        self.centre, self.board = Centre(), Board()
        self.lose = False
        resume(self.board, self.centre, 2)

    def commit(self, rows: list[Row]) -> None:
        self._give(self.centre.commit(rows), 2)

    def _give(self, frame: Changes, size: int) -> None:
        if not self.lose and self.board.apply(frame).gap:
            resume(self.board, self.centre, size)
        self.lose = False

    def loses(self, _: int) -> None:
        self.lose = True

    def repeats(self, count: int) -> None:
        for old in self.centre.sent[-count:]:
            self._give(old, count)

    def breaks(self, _: int) -> None:
        self.board.cut()

    def resumes(self, size: int) -> None:
        resume(self.board, self.centre, size)

    def snapshot(self, size: int) -> None:
        for part in self.centre.snapshot(size):
            self.board.apply(part)

    def torn_snapshot(self, size: int) -> None:
        parts = self.centre.snapshot(size)
        self.board.apply(parts[0])
        self.board.apply(self.centre.commit([alarm(7, presses=size)]))
        for part in parts[1:]:
            self.board.apply(part)
        if self.board.number != self.centre.number:
            resume(self.board, self.centre, size)

    def half_a_snapshot(self, _: int) -> None:
        self.board.apply(self.centre.snapshot(1)[0])
        self.board.cut()


_HAPPENINGS = ("loses", "repeats", "breaks", "resumes", "snapshot", "torn_snapshot", "half_a_snapshot")
_steps = st.one_of(
    st.tuples(st.just("commit"), st.lists(_rows, min_size=1, max_size=4)),
    st.tuples(st.sampled_from(_HAPPENINGS), st.integers(1, 3)),
)


@given(st.lists(_steps, max_size=40))
def test_any_way_the_rows_come_the_board_ends_the_same(steps: list[tuple[str, object]]) -> None:
    line = Line()
    for happening, argument in steps:
        getattr(line, happening)(argument)
    resume(line.board, line.centre, 3)
    truth = [row for _, row in line.centre.rows.values() if row.state != "closed"]
    assert line.board.number == line.centre.number
    for lane in (LIFE_SAFETY, TECHNICAL):
        assert line.board.queue(lane) == sorted((row for row in truth if row.lane == lane), key=order)
