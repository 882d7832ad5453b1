"""Scenario files: the shipped ones are sound, and mistakes are told to the person who made them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.events import What
from simulators.faults import FaultSettings
from simulators.scenario import Scenario, ScenarioError, Step, load, parse, parse_units, shipped
from simulators.target import Protocol, Transport


def test_the_shipped_scenarios_are_there_and_sound() -> None:
    assert shipped() == ["backlog", "carrier-loss", "eight-presses", "test-storm", "wrong-clock"]
    for name in shipped():
        actions = load(name).actions()
        assert actions == sorted(actions)
        assert actions


def test_the_storm_is_fifty_fold() -> None:
    storm = load("test-storm")
    rates = dict.fromkeys((What.PRESS, What.TEST), 0)
    for action in storm.actions():
        if 15 <= action.at < 45:
            what = storm.steps[action.step].what
            assert what is not None
            rates[what] += 1
    assert rates[What.TEST] == 50 * rates[What.PRESS]


def test_eight_presses_are_eight() -> None:
    actions = load("eight-presses").actions()
    assert [action.at for action in actions] == [6.0 * n for n in range(8)]
    assert {action.unit for action in actions} == {7}


def test_a_lost_carrier_is_silent_between() -> None:
    times = [a.at for a in load("carrier-loss").actions() if a.unit != 700]
    assert not [t for t in times if 120 <= t < 720]
    assert len([t for t in times if t < 120]) == 800
    assert len([t for t in times if t >= 720]) == 1200


def test_everything_can_be_said() -> None:
    scenario = parse(
        """
        title = "all"
        seconds = 10
        [defaults]
        protocol = "scaip"
        transport = "tls"
        [[step]]
        at = 1.5
        units = "0-1,5"
        what = "battery"
        times = 2
        every = 3
        spread = 0.3
        late_s = 60
        restored = true
        token = "SIA-DCS"
        encrypted = true
        faults = { loss = 0.5, delay_ms = [10, 20] }
        """
    )
    assert scenario == Scenario(
        "all",
        10.0,
        (
            Step(
                at=1.5,
                units=(0, 1, 5),
                what=What.BATTERY,
                times=2,
                every=3.0,
                spread=0.3,
                late_s=60.0,
                restored=True,
                protocol=Protocol.SCAIP,
                transport=Transport.TLS,
                token="SIA-DCS",
                encrypted=True,
                faults=FaultSettings(loss=0.5, delay_ms=(10.0, 20.0)),
            ),
        ),
    )
    assert [(round(a.at, 3), a.unit) for a in scenario.actions()] == [
        (1.5, 0),
        (1.6, 1),
        (1.7, 5),
        (4.5, 0),
        (4.6, 1),
        (4.7, 5),
    ]


STEP = 'seconds = 5\n[[step]]\nunits = 1\nwhat = "press"\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title =", "not TOML"),
        ("seconds = 5", "at least one"),
        ("secs = 5\n[[step]]\n", "the file: unknown word 'secs'"),
        ('[[step]]\nunits = 1\nwhat = "press"', "the file: seconds wants a number"),
        (
            'seconds = 5\n[[step]]\nunits = 1\nwhat = "shout"',
            "step 1: what is one of press, fall,.*silence, not 'shout'",
        ),
        ("seconds = 5\n[[step]]\nunits = 1\n", "step 1: what is one of"),
        ('seconds = 5\n[[step]]\nwhat = "press"\nunits = "a-b"', 'step 1: units = .a-b.: write a number, or "0-199"'),
        ('seconds = 5\n[[step]]\nwhat = "press"', "step 1: units"),
        ('seconds = 5\n[[step]]\nwhat = "press"\nunits = "9-1"', "from 1 to 100 000"),
        (STEP + "times = 0", "step 1: times wants a number of at least 1, not 0"),
        (STEP + "every = 'often'", "step 1: every wants a number"),
        (STEP + "at = true", "step 1: at wants a number"),
        (STEP + "restored = 1", "step 1: restored wants true or false"),
        (STEP + 'protocol = "espa"', "step 1: protocol is one of dc09, scaip, not 'espa'"),
        (STEP + 'token = "NULL"', "step 1: token is one of"),
        (STEP + 'transport = "tls"', "step 1: DC-09 travels over udp or tcp; say protocol"),
        (STEP + "faults = { los = 1 }", "step 1: unknown fault 'los'"),
        (STEP + "faults = 3", "step 1: "),
        (STEP + "color = 3", "step 1: unknown word 'color'"),
        (STEP + "times = 2000000", "more than 1000000 messages"),
    ],
)
def test_mistakes_are_told(text: str, says: str) -> None:
    with pytest.raises(ScenarioError, match=says):
        parse(text)


@given(st.text(max_size=80))
def test_garbage_is_a_scenario_error(text: str) -> None:
    try:
        parse(text)
    except ScenarioError:
        return
    raise AssertionError("no scenario is that short")


def test_a_file_is_read_and_a_missing_one_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(STEP, encoding="utf-8")
    assert load(str(file)).title == "untitled"
    file.write_text("seconds = x", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"mine\.toml: not TOML"):
        load(str(file))
    with pytest.raises(ScenarioError, match="no file nowhere; shipped are backlog, carrier-loss"):
        load("nowhere")


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)).map(sorted), min_size=1, max_size=5))
def test_units_read_back(ranges: list[list[int]]) -> None:
    text = ",".join(f"{a}-{b}" for a, b in ranges)
    assert parse_units("4-9/2") == (4, 6, 8)
    assert parse_units(text) == tuple(n for a, b in ranges for n in range(a, b + 1))
