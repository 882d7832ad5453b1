"""The queue of messages that wait for an answer, against the plainest model of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.retry import RetryQueue

PAUSES = (1.0, 2.0, 4.0)
steps = st.lists(
    st.tuples(st.sampled_from(["send", "answer", "wait"]), st.integers(0, 4), st.integers(1, 6)), max_size=60
)


@given(steps)
def test_it_does_what_a_plain_model_does(acts: list[tuple[str, int, int]]) -> None:
    queue: RetryQueue[int] = RetryQueue(PAUSES)
    model: dict[int, tuple[int, float]] = {}
    now = 0.0
    for act, key, wait in acts:
        if act == "send":
            queue.sent(key, now)
            model[key] = (0, now + PAUSES[0])
        elif act == "answer":
            assert queue.answered(key) is (model.pop(key, None) is not None)
        else:
            now += wait / 2
            again, lost = [], []
            for waiting, (stage, deadline) in list(model.items()):
                if deadline > now:
                    continue
                if stage + 1 == len(PAUSES):
                    del model[waiting]
                    lost.append(waiting)
                else:
                    model[waiting] = (stage + 1, now + PAUSES[stage + 1])
                    again.append(waiting)
            found = queue.due(now)
            assert (sorted(found[0]), sorted(found[1])) == (sorted(again), sorted(lost))
        assert len(queue) == len(model)
        assert all(key in queue for key in model)


def test_pauses_must_be_there() -> None:
    with pytest.raises(ValueError, match="at least one pause"):
        RetryQueue([])
    with pytest.raises(ValueError, match="above 0"):
        RetryQueue([1.0, 0.0])
