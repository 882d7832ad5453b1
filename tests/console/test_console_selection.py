from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from console.board import LIFE_SAFETY, TECHNICAL, Board
from console.selection import Selection
from protocols.console_feed.messages import Changes, Row, SnapshotPart, VolatileRows, Welcome
from tests.fakes.feed_people import NOON, alarm, fault


def chosen(*rows: Row) -> tuple[Selection, Board]:
    board = Board()
    board.apply(Welcome(epoch="e", number=0, operator="operator:7", operator_name="Karin", snapshot=True))
    board.apply(SnapshotPart(number=0, part=0, parts=1, rows=list(rows)))
    selection = Selection(board)
    selection.settle()
    return selection, board


def tell(board: Board, *rows: Row) -> None:
    board.apply(Changes(previous=board.number, number=board.number + 1, rows=list(rows)))


def test_it_follows_the_most_urgent_until_one_is_chosen_by_hand() -> None:
    selection, board = chosen(alarm(1))
    assert selection.incident == 1
    tell(board, alarm(2, priority=90))
    selection.settle()
    assert selection.incident == 2
    selection.move(1)
    tell(board, alarm(3, priority=95))
    selection.settle()
    assert selection.incident == 1
    tell(board, alarm(1, state="closed"))
    selection.settle()
    assert selection.incident == 3


def test_without_waiting_ones_ones_own_comes_first() -> None:
    own = alarm(2, state="claimed", owner="operator:7")
    selection, _board = chosen(alarm(1, state="claimed", owner="operator:8", priority=90), own)
    assert selection.row == own
    empty, _board = chosen()
    assert empty.row is None
    empty.move(1)
    empty.jump()
    assert empty.incident == 0


def test_moving_crosses_the_border_between_the_lanes() -> None:
    selection, _board = chosen(alarm(1), alarm(2, at_ms=NOON + 1), fault(3))
    selection.move(1)
    selection.move(1)
    assert selection.incident == 3
    selection.move(5)
    assert selection.incident == 3
    selection.jump()
    assert selection.incident == 1
    selection.jump()
    assert selection.incident == 3
    selection.let_go()
    assert selection.incident == 1


def test_what_is_not_stored_cannot_be_taken_next() -> None:
    selection, board = chosen(fault(3))
    board.apply(VolatileRows(rows=[alarm(90)]))
    taken = selection.next_to_take()
    assert taken is not None
    assert taken.id == 3


@given(st.lists(st.sampled_from([LIFE_SAFETY, TECHNICAL]), max_size=8), st.lists(st.integers(-3, 3), max_size=12))
def test_moving_always_ends_on_a_row(lanes: list[str], steps: list[int]) -> None:
    selection, board = chosen(*(alarm(n + 1, lane=lane) for n, lane in enumerate(lanes)))
    for step in steps:
        selection.move(step)
        assert (selection.row is not None) == bool(len(board))
