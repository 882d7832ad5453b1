"""Cases, what came of them, and a report that people and programs can read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic


class Result(StrEnum):
    """What came of a case. `open`: the standard leaves it to the receiver, so that what it did is only told."""

    PASSED = "passed"
    FAILED = "failed"
    OPEN = "open"
    SKIPPED = "skipped"


class SkipCaseError(Exception):
    """The case cannot be tried with these options; the text says why."""


class UnmetError(Exception):
    """The receiver did something else; the text says what."""


Check = Callable[[], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Case:
    """One thing a receiver must do.

    Attributes:
        id: short and stable. clause: where it stands. demands: one sentence.
        check: tries it; returns what the receiver did, or raises UnmetError or SkipCaseError.
        binding: False when the standard leaves it to the receiver.
    """

    id: str
    clause: str
    demands: str
    check: Check
    binding: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case; `ms` is how long the receiver and we took together."""

    id: str
    clause: str
    demands: str
    result: Result
    observed: str
    ms: float


async def try_case(case: Case) -> Outcome:
    """Try one case; a receiver that is not there or hangs up has failed it."""
    began = monotonic()
    try:
        observed = await case.check()
        result = Result.PASSED if case.binding else Result.OPEN
    except SkipCaseError as reason:
        result, observed = Result.SKIPPED, str(reason)
    except UnmetError as reason:
        result, observed = (Result.FAILED if case.binding else Result.OPEN), str(reason)
    except (OSError, TimeoutError) as error:
        result, observed = Result.FAILED, str(error) or type(error).__name__
    return Outcome(case.id, case.clause, case.demands, result, observed, round((monotonic() - began) * 1000, 1))


def conforms(outcomes: Sequence[Outcome]) -> bool:
    """Whether nothing that binds failed, and something passed."""
    results = {outcome.result for outcome in outcomes}
    return Result.FAILED not in results and Result.PASSED in results


def as_tree(door: str, target: str, outcomes: Sequence[Outcome]) -> dict[str, object]:
    """The report for a program."""
    counts = {str(result): sum(outcome.result is result for outcome in outcomes) for result in Result}
    cases = [
        {name: getattr(outcome, name) for name in ("id", "clause", "demands", "result", "observed", "ms")}
        for outcome in outcomes
    ]
    return {"door": door, "target": target, "conforms": conforms(outcomes), **counts, "cases": cases}


def as_markdown(door: str, target: str, outcomes: Sequence[Outcome]) -> str:
    """The report for people."""
    verdict = "no deviation seen" if conforms(outcomes) else "deviations seen"
    lines = [
        f"# {door} receiver at {target}: {verdict}",
        "",
        "Seen from outside with test alarms; no statement of conformity to a standard.",
        "",
        "| case | clause | what is wanted | result | what was seen | ms |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {o.id} | {o.clause} | {o.demands} | **{o.result}** | {_cell(o.observed)} | {o.ms:g} |" for o in outcomes
    ]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
