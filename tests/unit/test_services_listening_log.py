"""What our doors missed is known by the second."""

from __future__ import annotations

from alarmd.domain.listening import Listening
from alarmd.services import listening_log
from alarmd.services.listening_log import ListeningLog
from tests.fakes.clock import START
from tests.fakes.signals import after


def test_what_was_stored_and_what_runs_now() -> None:
    log = ListeningLog()
    log.load([Listening("dc09", after(0), after(100)), Listening("dc09", after(160), after(200))], after(300), 1300.0)
    assert log.away("dc09", 1010.0, 1300.0) == [(1100.0, 1160.0), (1200.0, 1300.0)]
    log.note({"dc09"}, 1310.0)
    log.note({"dc09"}, 1311.0)
    assert log.away("dc09", 1170.0, 1311.5) == [(1200.0, 1310.0)]
    assert log.away("dc09", 1310.5, 1311.5) == []
    assert log.running() == [("dc09", (1310.0, 1311.0))]


def test_a_door_that_goes_down_and_comes_back() -> None:
    log = ListeningLog()
    for at in range(10):
        log.note({"scaip"}, at)
    log.note(set(), 10)
    log.note({"scaip"}, 20)
    log.note({"scaip"}, 25)
    assert log.away("scaip", 5, 25) == [(9, 20)]
    assert log.away("unheard of", 5, 25) == [(5, 25)]


def test_only_so_many_intervals_are_kept() -> None:
    log = ListeningLog()
    for at in range(2 * listening_log.MOST_INTERVALS + 10):
        log.note({"dc09"} if at % 2 else set(), at)
    assert len(log._begins["dc09"]) == listening_log.MOST_INTERVALS


def test_a_stored_time_in_the_future_is_not_believed() -> None:
    log = ListeningLog()
    log.load([Listening("dc09", START, after(500))], after(300), 1300.0)
    assert log.away("dc09", 1100.0, 1300.0) == []
