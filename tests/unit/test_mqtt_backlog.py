"""How long a message may have waited at the broker."""

from __future__ import annotations

from devices.mqtt.backlog import Backlog


def test_after_our_own_start_nobody_knows() -> None:
    backlog = Backlog()
    assert not backlog.connected(100.0, session_kept=True)
    assert backlog.waited(100.5) == "?"
    assert backlog.waited(110.0) == ""


def test_after_a_loss_it_is_at_most_the_time_we_were_away() -> None:
    backlog = Backlog()
    backlog.connected(0.0, session_kept=True)
    backlog.parted(50.0)
    backlog.connected(170.0, session_kept=True)
    assert backlog.waited(171.0) == "120"


def test_a_short_loss_is_not_worth_telling() -> None:
    backlog = Backlog()
    backlog.connected(0.0, session_kept=True)
    backlog.parted(50.0)
    backlog.connected(52.0, session_kept=True)
    assert backlog.waited(52.1) == ""


def test_a_session_that_the_broker_has_lost_is_told_but_not_the_first_one() -> None:
    backlog = Backlog()
    assert not backlog.connected(0.0, session_kept=False)
    assert backlog.waited(0.1) == ""
    backlog.parted(50.0)
    assert backlog.connected(60.0, session_kept=False)
