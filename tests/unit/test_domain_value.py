"""A value behaves as a frozen dataclass does, as far as a program that mypy has passed can tell."""

from __future__ import annotations

from dataclasses import fields, replace

from alarmd.domain.incident import Incident
from alarmd.domain.signal import Signal
from alarmd.domain.value import value


@value(frozen=True, slots=True, kw_only=True)
class Pair:
    left: int
    right: str = ""


def test_equal_values_are_one_key() -> None:
    assert {Pair(left=1, right="a"), replace(Pair(left=1), right="a")} == {Pair(left=1, right="a")}
    assert Pair(left=1) != Pair(left=2)


def test_it_holds_its_fields_and_nothing_else() -> None:
    assert [field.name for field in fields(Pair)] == ["left", "right"]
    assert not hasattr(Pair(left=1), "__dict__")
    assert repr(Pair(left=1)) == "Pair(left=1, right='')"


def test_what_every_alarm_makes_is_such_a_value() -> None:
    for kind in (Signal, Incident):
        assert "__setattr__" not in vars(kind), "a guard on each field is what makes a frozen dataclass slow"
