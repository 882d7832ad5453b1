"""The report says what was seen, for people and for programs."""

from __future__ import annotations

from simulators.conformance.report import (
    Case,
    Outcome,
    Result,
    SkipCaseError,
    UnmetError,
    as_markdown,
    as_tree,
    conforms,
    try_case,
)


def case(*, binding: bool = True, error: Exception | None = None) -> Case:
    async def check() -> str:
        if error is not None:
            raise error
        return "seen | this"

    return Case("c1", "1.2", "does it", check, binding)


async def test_what_comes_of_a_case() -> None:
    assert (await try_case(case())).result is Result.PASSED
    assert (await try_case(case(binding=False))).result is Result.OPEN
    assert (await try_case(case(error=UnmetError("no")))).result is Result.FAILED
    assert (await try_case(case(error=UnmetError("no"), binding=False))).result is Result.OPEN
    assert (await try_case(case(error=SkipCaseError("later")))).result is Result.SKIPPED
    gone = await try_case(case(error=ConnectionRefusedError("gone")))
    assert (gone.result, gone.observed) == (Result.FAILED, "gone")


def outcome(result: Result) -> Outcome:
    return Outcome("c1", "1.2", "does it", result, "a | b", 1.5)


def test_nothing_tried_does_not_conform() -> None:
    assert not conforms([])
    assert not conforms([outcome(Result.SKIPPED)])
    assert conforms([outcome(Result.PASSED), outcome(Result.OPEN), outcome(Result.SKIPPED)])
    assert not conforms([outcome(Result.PASSED), outcome(Result.FAILED)])


def test_both_forms_say_the_same() -> None:
    outcomes = [outcome(Result.PASSED), outcome(Result.FAILED)]
    tree = as_tree("dc09", "127.0.0.1:1/tcp", outcomes)
    assert (tree["conforms"], tree["passed"], tree["failed"]) == (False, 1, 1)
    page = as_markdown("dc09", "127.0.0.1:1/tcp", outcomes)
    assert "deviations seen" in page
    assert "| c1 | 1.2 | does it | **failed** | a \\| b | 1.5 |" in page
    assert "no statement of conformity" in page
