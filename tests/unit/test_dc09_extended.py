"""Extended data: fields, positions, time of occurrence."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.dc09 import Extended, Position, read_occurrence, read_position, read_text
from protocols.dc09.extended import LETTERS, split_fields

NOW = datetime(2026, 5, 11, 12, 0, 0, tzinfo=UTC)


def fields(text: str) -> tuple[Extended, ...]:
    return split_fields(text, 0)[0]


def test_fields_and_the_rest_behind_them() -> None:
    text = "[M00112233][][$P1,2][Iopen"
    read, rest = split_fields(text, 0)
    assert [field.text for field in read] == ["M00112233", "", "$P1,2", "Iopen"]
    assert rest == len(text)
    assert split_fields("[A1]_time", 0)[1] == 4


def test_json_in_field_j_keeps_its_brackets() -> None:
    read = fields('[J{"path":[1,[2]]}][M00]')
    assert [field.text for field in read] == ['J{"path":[1,[2]]}', "M00"]
    assert [field.text for field in fields("[J{broken][M00]")] == ["J{broken", "M00"]
    assert fields("[J{" + '"a":[' * 900 + "]")[0].letter == "J"


@given(st.text('[]J{}:"a_0', max_size=60))
def test_any_text_is_split_without_a_fault(text: str) -> None:
    read, rest = split_fields(text, 0)
    assert 0 <= rest <= len(text)
    assert bool(read) == text.startswith("[")


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("[X018E03.5000][Y59N19.700]", Position(59.32833333333333, 18.058333333333334)),
        ("[X093W23.456][Y45N23.456][Z123.2M]", Position(45.390933333, -93.390933333, 123.2)),
        ("[X18.058333][Y-59.328333]", Position(-59.328333, 18.058333)),
        ("[X18.058333W][Y59S][Z-3]", Position(-59.0, -18.058333, -3.0)),
        ("[X018E03][Y59N19][Zhigh]", Position(59.31666666, 18.05)),
    ],
)
def test_positions(text: str, position: Position) -> None:
    read = read_position(fields(text))
    assert read is not None
    assert read.latitude == pytest.approx(position.latitude)
    assert read.longitude == pytest.approx(position.longitude)
    assert read.altitude_m == position.altitude_m


@pytest.mark.parametrize("text", ["", "[X018E03]", "[Xhere][Ythere]", "[X18][Y91.0]", "[X181][Y59]"])
def test_no_position(text: str) -> None:
    assert read_position(fields(text)) is None


def test_texts() -> None:
    assert read_text(fields("[IFall][R12]"), "R") == "12"
    assert read_text((), "R") is None
    assert LETTERS["H"] == "time of occurrence"


def test_time_of_occurrence() -> None:
    def at(text: str, **how: bool) -> datetime | None:
        return read_occurrence(fields(text), NOW, **how)

    may_10 = datetime(2026, 5, 10, 8, 0, 0, tzinfo=UTC)
    assert at("[H08:00:00,05-10-2026]") == may_10
    assert at("[H_08:00:00,05-10-2026]") == may_10
    assert at("[H08:00:00,10-05-2026]") == may_10  # October has not been yet: the day came first
    assert at("[H08:00:00,25-04-2026]") == datetime(2026, 4, 25, 8, 0, 0, tzinfo=UTC)
    assert at("[H08:00:00,04-05-2026]") == datetime(2026, 4, 5, 8, 0, 0, tzinfo=UTC)
    assert at("[H08:00:00,04-05-2026]", day_first=True) == datetime(2026, 5, 4, 8, 0, 0, tzinfo=UTC)
    assert at("[H08:00:00,12-31-2026]") == datetime(2026, 12, 31, 8, 0, 0, tzinfo=UTC)
    assert at("[Hnow]") is None
    assert at("") is None
