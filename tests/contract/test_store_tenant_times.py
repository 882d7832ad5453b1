"""Times of a tenant's own: as people write them, as the daemon reads them, as they are shown."""

from __future__ import annotations

import pytest

from alarmd.store import registry as r
from alarmd.store.engine import tool_engine
from alarmd.store.tenant_times import change_times, read_times, shown, times_from


def test_what_is_set_is_read_and_taken_away_again(url: str) -> None:
    engine = tool_engine(url)
    with r.changing(engine) as connection:
        one, two = (r.add(connection, "tenant", name=name) for name in ("Solbacka", "Granvik"))
        assert read_times(connection) == {}
        change_times(connection, two, {"answer_s": 45.0, "lease_s": 60.0})
        change_times(connection, two, {"answer_s": None, "arrival_s": 2400.0, "visit_s": None})
        assert read_times(connection) == {two: {"lease_s": 60.0, "arrival_s": 2400.0}}
        assert one not in read_times(connection)
    engine.dispose()


def test_they_are_written_as_people_say_them() -> None:
    assert times_from(["answer_s=45", "arrival_s = 40m", "reminder_s=1d", "lease_s=standard"]) == {
        "answer_s": 45.0,
        "arrival_s": 2400.0,
        "reminder_s": 86400.0,
        "lease_s": None,
    }


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("answer_s", "write NAME=SECONDS"),
        ("anser_s=45", "did you mean answer_s"),
        ("colour=45", "there are answer_s, lease_s"),
        ("answer_s=soon", "answer_s: 'soon' is not a length of time"),
        ("answer_s=1", "answer_s = 1 s is out of bounds: write 5 to 600 seconds"),
        ("lease_s=2h", "out of bounds"),
    ],
)
def test_mistakes_are_told_in_a_sentence(word: str, told: str) -> None:
    with pytest.raises(r.RegistryError, match=told):
        times_from([word])


def test_every_time_is_shown() -> None:
    found = shown({"answer_s": 45.0, "colour": "red"})
    assert found["answer_s"] == "45"
    assert set(found.values()) == {"45", "standard"}
    assert len(found) == 8
