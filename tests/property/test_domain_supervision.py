"""Promise 6: lost when the profile says, never because we were away; on a virtual clock."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alarmd.domain.listening import Span, gaps
from alarmd.domain.supervision import (
    GOOD_BEATS,
    TRANSITIONS,
    Event,
    Supervision,
    Why,
    never_came,
    on_beat,
    on_silence,
    unlike_profile,
)
from alarmd.domain.unit import SupervisionProfile

HOUR = 3600.0
PROFILE = SupervisionProfile(interval_s=90, missed_limit=2, grace_s=30)


class Unit:
    """A unit and what the watch believes of it, run by whoever plays the clock."""

    def __init__(self, profile: SupervisionProfile, heard_s: float = 0.0) -> None:
        self.profile, self.last_s, self.state, self.good = profile, heard_s, Supervision.HEALTHY, 0
        self.look_at_s = heard_s + profile.late_after_s
        self.why: list[Why] = []

    def beat(self, now_s: float) -> None:
        verdict = on_beat(self.state, self.good, self.profile, now_s)
        self.last_s, self.state, self.good = now_s, verdict.state, verdict.good
        self.look_at_s = verdict.look_at_s
        self.why.append(verdict.why)

    def look(self, now_s: float, away: list[Span]) -> None:
        verdict = on_silence(self.state, self.good, self.last_s, self.profile, now_s, away)
        self.state, self.good, self.look_at_s = verdict.state, verdict.good, verdict.look_at_s
        self.why.append(verdict.why)


def test_without_downtime_a_unit_is_lost_exactly_when_its_profile_says() -> None:
    found = [on_silence(Supervision.HEALTHY, 0, 0, PROFILE, now, []).state for now in (119, 120, 209, 210)]
    assert found == [Supervision.HEALTHY, Supervision.LATE, Supervision.LATE, Supervision.LOST]


@given(st.floats(1, 100_000), st.integers(1, 5), st.floats(0, 5_000), st.floats(0, 3), st.floats(0, 1e6))
def test_it_is_lost_at_its_time_and_not_before(
    interval: float, limit: int, grace: float, x: float, last: float
) -> None:
    profile = SupervisionProfile(interval, limit, grace)
    silent = x * profile.lost_after_s
    state = on_silence(Supervision.HEALTHY, 0, last, profile, last + silent, []).state
    if silent > profile.lost_after_s * 1.001:
        assert state is Supervision.LOST
    if silent < profile.lost_after_s * 0.999:
        assert state is not Supervision.LOST


def test_only_the_unit_whose_beat_fell_due_in_our_downtime_gets_one_more_interval() -> None:
    away = [(80.0, 100.0)]
    due_inside, due_outside = 0.0, -45.0
    assert on_silence(Supervision.HEALTHY, 0, due_inside, PROFILE, 211, away).state is Supervision.LATE
    assert on_silence(Supervision.HEALTHY, 0, due_inside, PROFILE, 300, away).state is Supervision.LOST
    assert on_silence(Supervision.HEALTHY, 0, due_outside, PROFILE, due_outside + 210, away).state is Supervision.LOST


def test_a_long_absence_is_wholly_ours() -> None:
    away = [(1.0, 7 * 24 * HOUR)]
    verdict = on_silence(Supervision.HEALTHY, 0, 0, PROFILE, away[0][1], away)
    assert (verdict.state, verdict.why) == (Supervision.HEALTHY, Why.OUR_DOWNTIME)
    assert verdict.look_at_s <= away[0][1] + PROFILE.late_after_s
    assert on_silence(Supervision.HEALTHY, 0, 0, PROFILE, away[0][1] + 330, away).state is Supervision.LOST


def _play(dies_s: float, profile: SupervisionProfile, restarts: list[Span], end_s: float, jitter: float) -> Unit:
    """Beat each interval until death; we hear nothing while away; judge when due, as the watch does."""
    unit = Unit(profile)
    spans: list[Span] = []
    begin = 0.0
    for stop, start in restarts:
        spans.append((begin, stop))
        begin = start
    spans.append((begin, math.inf))
    beats = []
    at = profile.interval_s + jitter
    while at < min(dies_s, end_s):
        beats.append(at)
        at += profile.interval_s + jitter
    events = sorted([(at, "beat") for at in beats] + [(start, "start") for _, start in restarts] + [(end_s, "end")])
    for at, what in events:
        while unit.look_at_s < at:
            look = max([unit.look_at_s, *[start for stop, start in restarts if stop <= unit.look_at_s < start]])
            if look >= at:
                break
            unit.look(look, gaps(spans, unit.last_s, look))
        if what == "beat" and any(a <= at <= b for a, b in spans):
            unit.beat(at)
        elif what == "start":
            unit.look(at, gaps(spans, unit.last_s, at))
    return unit


@pytest.mark.parametrize("down_s", [1.0, 60.0, 600.0])
@pytest.mark.parametrize("limit", [1, 2])
def test_a_25_hour_profile_and_a_restart_each_24_hours(down_s: float, limit: int) -> None:
    profile = SupervisionProfile(interval_s=25 * HOUR, missed_limit=limit, grace_s=1800)
    restarts = [(day * 24 * HOUR, day * 24 * HOUR + down_s) for day in range(1, 60)]
    for jitter in (-60.0, 0.0, 60.0):
        living = _play(math.inf, profile, restarts, 59 * 24 * HOUR, jitter)
        assert living.state is not Supervision.LOST
        assert not {Why.SILENT, Why.SILENT_AGAIN} & set(living.why)
        dead = _play(100 * HOUR, profile, restarts, 100 * HOUR + (limit + 2) * 25 * HOUR + HOUR, jitter)
        assert dead.state is Supervision.LOST


def test_a_dead_unit_whose_beats_always_fall_into_our_restarts_is_found_too() -> None:
    profile = SupervisionProfile(interval_s=24 * HOUR, missed_limit=1, grace_s=600)
    restarts = [(day * 24 * HOUR - 5, day * 24 * HOUR + 5) for day in range(1, 20)]
    assert _play(1.0, profile, restarts, 4 * 24 * HOUR, 0.0).state is Supervision.LOST


@given(
    st.lists(st.tuples(st.floats(100, 5_000), st.floats(0.1, 400)), max_size=6),
    st.floats(60, 600),
    st.integers(1, 3),
    st.floats(0, 1),
)
def test_no_living_unit_is_ever_blamed_and_every_dead_one_is_found(
    downs: list[tuple[float, float]], interval: float, limit: int, share: float
) -> None:
    profile = SupervisionProfile(interval_s=interval, missed_limit=limit, grace_s=20)
    restarts: list[Span] = []
    at = 0.0
    for up, down in downs:
        restarts.append((at + up, at + up + down))
        at += up + down
    living = _play(math.inf, profile, restarts, at + 3 * profile.lost_after_s, 0.0)
    assert living.state in (Supervision.HEALTHY, Supervision.LATE)
    assert not {Why.SILENT, Why.SILENT_AGAIN} & set(living.why)
    dead = _play(share * at, profile, restarts, at + 2 * profile.lost_after_s + 2 * interval, 0.0)
    assert dead.state is Supervision.LOST


@given(st.floats(-0.001, 0.001))
def test_a_beat_and_a_timeout_in_the_same_millisecond_never_strand_a_unit(offset: float) -> None:
    for first in ("beat", "look"):
        unit = Unit(PROFILE)
        unit.look(120, [])
        at = 210 + offset
        for what in (first, "look" if first == "beat" else "beat"):
            unit.beat(at) if what == "beat" else unit.look(max(at, 210), [])
        assert unit.look_at_s < math.inf
        for n in range(1, GOOD_BEATS + 1):
            unit.beat(at + n * 90)
        assert unit.state is Supervision.HEALTHY
        assert unit.look_at_s < math.inf


def test_a_flapping_unit_stays_lost_and_is_counted() -> None:
    unit = Unit(PROFILE)
    unit.look(210, [])
    for n in range(5):
        start = 1000.0 * (n + 1)
        unit.beat(start)
        assert unit.state is Supervision.LOST
        unit.look(unit.look_at_s, [])
        assert (unit.why[-1], unit.look_at_s) == (Why.SILENT_AGAIN, math.inf)
    unit.beat(9000)
    unit.beat(9090)
    unit.beat(9180)
    assert unit.state is Supervision.HEALTHY
    assert unit.why.count(Why.BACK) == 1


def test_a_unit_that_reports_once_a_day_is_back_at_once() -> None:
    profile = SupervisionProfile(interval_s=25 * HOUR, missed_limit=1, grace_s=0)
    assert on_beat(Supervision.LOST, 0, profile, 5).why is Why.BACK


def test_an_unsupervised_unit_and_one_never_heard_are_left_alone() -> None:
    silent = SupervisionProfile(interval_s=0)
    assert on_silence(Supervision.HEALTHY, 0, 0, silent, 1e9, []).why is Why.NOT_SUPERVISED
    assert on_silence(Supervision.AWAITING_FIRST, 0, 0, PROFILE, 1e9, []).state is Supervision.AWAITING_FIRST
    assert on_beat(Supervision.AWAITING_FIRST, 0, PROFILE, 5).state is Supervision.HEALTHY


@given(st.lists(st.sampled_from(Event), max_size=30))
def test_a_lost_unit_comes_back_only_by_steady_beats(walk: list[Event]) -> None:
    state = Supervision.AWAITING_FIRST
    for event in walk:
        after = TRANSITIONS.get((state, event), state)
        if state is Supervision.LOST and after is not Supervision.LOST:
            assert event is Event.STEADY
        state = after
    for state in Supervision:
        assert TRANSITIONS[(state, Event.STEADY)] is Supervision.HEALTHY


@given(st.floats(0, 1e6), st.integers(1, 9), st.floats(0, 1e4), st.floats(0, 1e7))
def test_a_unit_that_never_came_is_given_its_profiles_time(interval: float, limit: int, grace: float, s: float) -> None:
    profile = SupervisionProfile(interval, limit, grace)
    assert never_came(profile, s) == (interval > 0 and s >= interval * limit + grace)


def test_an_interval_unlike_the_profiles_is_told_and_a_near_one_is_not() -> None:
    profile = SupervisionProfile(interval_s=300)
    assert [unlike_profile(profile, s) for s in (0.0, 199.0, 201.0, 300.0, 449.0, 451.0)] == [0, 199, 0, 0, 0, 451]
    assert unlike_profile(SupervisionProfile(interval_s=0), 60.0) == 0
