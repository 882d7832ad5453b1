"""A console's words become commands; anything odd is refused in words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alarmd.domain import commands as c
from alarmd.web.orders import MOST_TEXT, BadArguments, to_command
from protocols.console_feed.messages import Command

ME = "operator:7"


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("claim", {}, c.Claim(1, ME)),
        ("take_over", {"reason": " rast "}, c.TakeOver(1, ME, "rast")),
        ("renew", {}, c.Renew(1, ME)),
        ("note", {"text": "Ringt"}, c.AddNote(1, ME, "Ringt")),
        ("hand_back", {}, c.HandBack(1, ME, "")),
        ("dispatch", {}, c.Dispatch(1, ME)),
        ("accept", {"responder": "responder:3"}, c.Accept(1, ME, "responder:3")),
        ("decline", {}, c.Decline(1, ME, "")),
        ("arrive", {}, c.Arrive(1, ME)),
        ("close", {"outcome": "false_alarm", "text": "x"}, c.Close(1, ME, c.Outcome.FALSE_ALARM, "x")),
        ("tie", {"subscriber_id": 9}, c.Tie(1, ME, 9)),
        ("untie", {}, c.Untie(1, ME)),
        ("called", {"unit_id": 4, "result": "no_answer"}, c.Called(1, ME, 4, c.CallResult.NO_ANSWER)),
    ],
)
def test_every_order(name: str, args: dict[str, Any], expected: c.Command) -> None:
    assert to_command(Command(id="a", name=name, incident=1, args=args), ME) == expected


@pytest.mark.parametrize(
    ("name", "incident", "args", "code"),
    [
        ("sing", 1, {}, "unknown_command"),
        ("claim", 0, {}, "bad_arguments"),
        ("take_over", 1, {"reason": "  "}, "reason_missing"),
        ("note", 1, {}, "text_missing"),
        ("note", 1, {"text": "x" * (MOST_TEXT + 1)}, "bad_arguments"),
        ("note", 1, {"text": 7}, "bad_arguments"),
        ("close", 1, {}, "outcome_missing"),
        ("close", 1, {"outcome": ["x"]}, "outcome_missing"),
        ("tie", 1, {"subscriber_id": True}, "bad_arguments"),
        ("called", 1, {"unit_id": 4, "result": "sang"}, "bad_arguments"),
        ("called", 1, {"result": "answered"}, "bad_arguments"),
        ("tie", 1, {"subscriber_id": -4}, "bad_arguments"),
    ],
)
def test_odd_orders(name: str, incident: int, args: dict[str, Any], code: str) -> None:
    with pytest.raises(BadArguments) as refused:
        to_command(Command(id="a", name=name, incident=incident, args=args), ME)
    assert refused.value.code == code


ANY = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=3)
KEYS = st.sampled_from(["reason", "text", "outcome", "responder", "subscriber_id"])


@given(
    st.sampled_from(["claim", "take_over", "note", "close", "tie", "open"]), st.integers(), st.dictionaries(KEYS, ANY)
)
def test_garbage_is_a_command_or_a_refusal(name: str, incident: int, args: dict[str, Any]) -> None:
    try:
        command = to_command(Command(id="a", name=name, incident=incident, args=args), ME)
    except BadArguments:
        return
    assert command.actor == ME
