"""Scenario files: who does what, second by second. Read and laid out here; played by `scenario_play`.

title = "One person presses eight times"
seconds = 60                      # it ends then, or when the last answer is there
[defaults]                        # for every step below; each may say otherwise
protocol = "dc09"                 # without it even units speak DC-09 and odd ones SCAIP, as the demo's do
transport = "udp"
[[step]]
at = 0.0                          # seconds from the start
units = "7"                       # demo unit numbers: "7", "0-199", "0-9,20", or "0-198/2" for every second
what = "press"                    # any word of `alarm-sim`, or "silence": what these units had left is dropped
times = 8                         # each unit does it so often,
every = 6.0                       # so many seconds apart
spread = 2.0                      # the units begin evenly over so many seconds
late_s = 0                        # it happened so long before it is told
faults = { loss = 0.1 }
"""

from __future__ import annotations

import heapq
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulators.events import What
from simulators.faults import NO_FAULTS, FaultSettings, faults_from_table
from simulators.target import Protocol, Transport

SHIPPED = Path(__file__).parent / "scenarios"
SILENCE = "silence"
_RANGE = re.compile(r"([0-9]{1,7})(?:-([0-9]{1,7})(?:/([1-9][0-9]{0,3}))?)?")
MOST_ACTIONS = 1_000_000


class ScenarioError(ValueError):
    """A scenario file cannot be used; the text says where and why, for the person who wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the plot; see the module's text for the words.

    `what` is None for silence, `protocol` when each unit speaks its own.
    """

    at: float
    units: tuple[int, ...]
    what: What | None
    times: int = 1
    every: float = 1.0
    spread: float = 0.0
    late_s: float = 0.0
    restored: bool = False
    protocol: Protocol | None = None
    transport: Transport = Transport.UDP
    token: str = "ADM-CID"  # noqa: S105 - DC-09's word for the kind of message
    encrypted: bool = False
    faults: FaultSettings = NO_FAULTS


@dataclass(frozen=True, slots=True, order=True)
class Action:
    """One unit does one thing, so many seconds after the start."""

    at: float
    step: int
    unit: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """A title, a length in seconds, and its steps."""

    title: str
    seconds: float
    steps: tuple[Step, ...] = field(default=())

    def actions(self) -> list[Action]:
        """Everything that happens, in order; what a silence cuts off or comes after the end is left out."""
        rows = [_laid_out(index, step) for index, step in enumerate(self.steps) if step.what is not None]
        silenced = _silences(self.steps)
        return [
            action
            for action in heapq.merge(*rows)
            if action.at <= self.seconds and not _cut_off(action, self.steps[action.step], silenced)
        ]


def _laid_out(index: int, step: Step) -> list[Action]:
    gap = step.spread / len(step.units)
    return sorted(
        Action(step.at + place * gap + turn * step.every, index, unit)
        for place, unit in enumerate(step.units)
        for turn in range(step.times)
    )


def _silences(steps: Sequence[Step]) -> dict[int, list[float]]:
    found: dict[int, list[float]] = {}
    for step in steps:
        if step.what is None:
            for unit in step.units:
                found.setdefault(unit, []).append(step.at)
    return found


def _cut_off(action: Action, step: Step, silenced: Mapping[int, list[float]]) -> bool:
    return any(step.at <= at <= action.at for at in silenced.get(action.unit, ()))


# ---- reading -----------------------------------------------------------------------------------------------------


def load(name: str) -> Scenario:
    """Read a file, or one of the shipped scenarios by its name without `.toml`.

    Raises:
        ScenarioError: there is no such file, or it cannot be used.
    """
    path = Path(name)
    if not path.exists():
        path = SHIPPED / f"{name.removesuffix('.toml')}.toml"
    if not path.exists():
        raise ScenarioError(f"no file {name}; shipped are {', '.join(shipped())}")
    try:
        return parse(path.read_text(encoding="utf-8"))
    except (ScenarioError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path.name}: {error}") from error


def shipped() -> list[str]:
    """Names of the scenarios that come with the program."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def parse(text: str) -> Scenario:
    """Read the text of a scenario file.

    Raises:
        ScenarioError: not TOML, an unknown word, or a value of the wrong kind or out of range.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"not TOML: {error}") from error
    _refuse_unknown(table, {"title", "seconds", "defaults", "step"}, "the file")
    defaults = table.get("defaults", {})
    steps = table.get("step", [])
    if not isinstance(defaults, dict) or not isinstance(steps, list) or not steps:
        raise ScenarioError("a scenario has at least one [[step]], and [defaults] is a table")
    seconds = _number(table, "seconds", None, least=0.001, where="the file")
    read = tuple(_step({**defaults, **step}, f"step {n}") for n, step in enumerate(steps, 1))
    if sum(len(step.units) * step.times for step in read) > MOST_ACTIONS:
        raise ScenarioError(f"more than {MOST_ACTIONS} messages in all")
    return Scenario(str(table.get("title", "untitled")), seconds, read)


_WORDS = {
    "at", "units", "what", "times", "every", "spread", "late_s", "restored", "protocol", "transport", "token",
    "encrypted", "faults",
}  # fmt: skip


def _step(table: Mapping[str, Any], where: str) -> Step:
    _refuse_unknown(table, _WORDS, where)
    word = table.get("what")
    what = None if word == SILENCE else _choice(table, "what", What, None, where)
    try:
        units = parse_units(table.get("units", ""))
        faults = faults_from_table(table.get("faults", {}))
    except (ValueError, AttributeError) as error:
        raise ScenarioError(f"{where}: {error}") from error
    step = Step(
        at=_number(table, "at", 0.0, least=0, where=where),
        units=units,
        what=what,
        times=int(_number(table, "times", 1, least=1, where=where)),
        every=_number(table, "every", 1.0, least=0.001, where=where),
        spread=_number(table, "spread", 0.0, least=0, where=where),
        late_s=_number(table, "late_s", 0.0, least=0, where=where),
        restored=_yes(table, "restored", where),
        protocol=_choice(table, "protocol", Protocol, None, where) if "protocol" in table else None,
        transport=_choice(table, "transport", Transport, Transport.UDP, where),
        token=_one_of(table, "token", ("ADM-CID", "SIA-DCS"), where),
        encrypted=_yes(table, "encrypted", where),
        faults=faults,
    )
    if step.protocol is not Protocol.SCAIP and step.transport is Transport.TLS:
        raise ScenarioError(f"{where}: DC-09 travels over udp or tcp; say protocol = 'scaip'")
    return step


def parse_units(text: Any) -> tuple[int, ...]:
    """Read `7`, `"0-199"`, `"0-9,20"` or `"0-198/2"` (every second).

    Raises:
        ValueError: anything else, or nobody.
    """
    found: list[int] = []
    for piece in str(text).split(","):
        read = _RANGE.fullmatch(piece.strip())
        if read is None:
            raise ValueError(f'units = {text!r}: write a number, or "0-199", or "0-9,20", or "0-198/2"')
        first, last, stride = read.groups()
        found += range(int(first), int(last or first) + 1, int(stride or 1))
    if not found or len(found) > 100_000:
        raise ValueError(f"units = {text!r}: from 1 to 100 000 units")
    return tuple(found)


def _refuse_unknown(table: Mapping[str, Any], known: set[str], where: str) -> None:
    for name in table:
        if name not in known:
            raise ScenarioError(f"{where}: unknown word {name!r}; known are {', '.join(sorted(known))}")


def _number(table: Mapping[str, Any], name: str, default: float | None, *, least: float, where: str) -> float:
    value = table.get(name, default)
    if not isinstance(value, int | float) or isinstance(value, bool) or value < least:
        raise ScenarioError(f"{where}: {name} wants a number of at least {least:g}, not {value!r}")
    return float(value)


def _yes(table: Mapping[str, Any], name: str, where: str) -> bool:
    value = table.get(name, False)
    if not isinstance(value, bool):
        raise ScenarioError(f"{where}: {name} wants true or false, not {value!r}")
    return value


def _one_of(table: Mapping[str, Any], name: str, words: tuple[str, ...], where: str) -> str:
    value = table.get(name, words[0])
    if value not in words:
        raise ScenarioError(f"{where}: {name} is one of {', '.join(words)}, not {value!r}")
    return str(value)


def _choice(table: Mapping[str, Any], name: str, kind: type[Any], default: Any, where: str) -> Any:
    value = table.get(name, default)
    try:
        return kind(value)
    except ValueError as error:
        words = [member.value for member in kind] + ([SILENCE] if kind is What else [])
        raise ScenarioError(f"{where}: {name} is one of {', '.join(words)}, not {value!r}") from error
