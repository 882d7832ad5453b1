"""Deadlines: nothing early, nothing forgotten, nothing twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alarmd.services.agenda import Agenda

steps = st.lists(st.tuples(st.integers(0, 8), st.one_of(st.none(), st.integers(0, 100))), max_size=60)


@given(steps, st.integers(0, 100))
def test_what_is_due_is_what_was_put_last(found: list[tuple[int, int | None]], now: int) -> None:
    agenda, truth = Agenda(), dict[int, float]()
    for incident_id, due in found:
        if due is None:
            agenda.remove(incident_id)
            truth.pop(incident_id, None)
        else:
            agenda.put(incident_id, due)
            truth[incident_id] = due
    assert sorted(agenda.take_due(now)) == sorted(key for key, due in truth.items() if due <= now)
    left = {key: due for key, due in truth.items() if due > now}
    assert len(agenda) == len(left)
    assert agenda.next_s() == (min(left.values()) if left else None)
    assert all(key in agenda for key in left)


def test_the_bell_rings_for_what_is_earlier_than_anything_before() -> None:
    agenda = Agenda()
    agenda.put(1, 50)
    assert agenda.bell.is_set()
    agenda.bell.clear()
    agenda.put(2, 60)
    assert not agenda.bell.is_set()
    agenda.put(2, 40)
    assert agenda.bell.is_set()


def test_a_lease_that_is_renewed_all_day_does_not_fill_the_memory() -> None:
    agenda = Agenda()
    for second in range(100_000):
        agenda.put(1, second)
    assert len(agenda._heap) < 2_000
