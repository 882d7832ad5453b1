"""What our doors missed is known by the second."""

from __future__ import annotations

import pytest

from alarmd.domain.listening import Listening
from alarmd.services import listening_log
from alarmd.services.listening_log import ListeningLog
from tests.fakes.clock import START
from tests.fakes.signals import after


def test_what_was_stored_and_what_runs_now() -> None:
    log = ListeningLog()
    log.load([Listening("dc09", after(0), after(100)), Listening("dc09", after(160), after(200))], after(300), 1300.0)
    assert log.away("dc09", 0, 1010.0, 1300.0) == [(1100.0, 1160.0), (1200.0, 1300.0)]
    log.note({"dc09"}, 1310.0)
    log.note({"dc09"}, 1311.0)
    assert log.away("dc09", 0, 1170.0, 1311.5) == [(1200.0, 1310.0)]
    assert log.away("dc09", 0, 1310.5, 1311.5) == []
    assert log.running() == [("dc09", (1310.0, 1311.0))]


def test_a_door_that_goes_down_and_comes_back() -> None:
    log = ListeningLog()
    for at in range(10):
        log.note({"scaip"}, at)
    log.note(set(), 10)
    log.note({"scaip"}, 20)
    log.note({"scaip"}, 25)
    assert log.away("scaip", 0, 5, 25) == [(9, 20)]
    assert log.away("unheard of", 0, 5, 25) == [(5, 25)]


def test_only_so_many_intervals_are_kept() -> None:
    log = ListeningLog()
    for at in range(2 * listening_log.MOST_INTERVALS + 10):
        log.note({"dc09"} if at % 2 else set(), at)
    assert len(log._begins["dc09", 0]) == listening_log.MOST_INTERVALS


def test_a_stored_time_in_the_future_is_not_believed() -> None:
    log = ListeningLog()
    log.load([Listening("dc09", START, after(500))], after(300), 1300.0)
    assert log.away("dc09", 0, 1100.0, 1300.0) == []


def test_each_node_has_its_own_doors_and_together_they_may_leave_no_gap() -> None:
    log = ListeningLog(node=1)
    theirs = [Listening("dc09", after(0), after(100)), Listening("dc09", after(250), after(295))]
    log.load([*theirs, Listening("dc09", after(90), after(260), node=1)], after(300), 1300.0)
    assert log.away("dc09", 0, 1000.0, 1290.0) == [(1100.0, 1250.0)]
    assert log.away("dc09", 1, 1090.0, 1300.0) == [(1260.0, 1300.0)]
    assert log.deaf("dc09", 1000.0, 1300.0) == [(1295.0, 1300.0)]
    log.note({"dc09"}, 1300.0)
    log.note({"dc09"}, 1310.0)
    assert log.deaf("dc09", 1200.0, 1311.0) == [(1295.0, 1300.0)]
    assert log.running() == [("dc09", (1300.0, 1310.0))]


def test_what_is_read_again_grows_and_is_not_doubled() -> None:
    log = ListeningLog(node=1)
    log.load([Listening("dc09", after(0), after(100))], after(100), 1100.0)
    log.load([Listening("dc09", after(0), after(105))], after(105), 1105.2)
    log.load([Listening("dc09", after(0), after(105)), Listening("dc09", after(120), after(125))], after(130), 1130.0)
    assert log.away("dc09", 0, 1050.0, 1130.0) == [(pytest.approx(1105.2), 1120.0), (1125.0, 1130.0)]


def test_of_a_living_node_we_know_what_it_has_stored_and_of_a_dead_one_everything() -> None:
    log = ListeningLog(node=1)
    log.load([Listening("dc09", after(0), after(100))], after(105), 1105.0)
    assert log.known_until("dc09", 0, 1105.0) == 1100.0
    assert log.known_until("dc09", 0, 1100.0 + listening_log.FRESH_S + 0.1) == 1100.0 + listening_log.FRESH_S + 0.1
    assert log.known_until("dc09", 1, 1105.0) == 1105.0
    assert log.known_until("scaip", 0, 1105.0) == 1105.0
