"""The words of DESIGN §5, and a word for every code the daemon can say."""

from __future__ import annotations

from alarmd.domain.commands import CallResult, Outcome
from alarmd.domain.incident import State
from alarmd.domain.lifecycle import NOBODY_ON_CALL, WORDS
from alarmd.domain.signal import Flag, Kind
from alarmd.domain.unit import ServiceState
from console import texts
from console.words import (
    CALL_RESULTS,
    FLAGS,
    KINDS,
    OUTCOMES,
    SERVICE,
    STATES,
    SUPERVISION,
    TIMELINE,
    what_happened,
    word,
)
from protocols.console_feed.messages import TimelineLine
from tests.fakes.feed_people import alarm


def test_every_code_of_the_domain_has_a_word() -> None:
    assert {kind.value for kind in Kind} <= set(KINDS)
    assert {state.value for state in State} == set(STATES)
    assert {outcome.value for outcome in Outcome} == set(OUTCOMES)
    assert {flag.value for flag in Flag} <= set(FLAGS)
    assert {state.value for state in ServiceState} == set(SERVICE)
    assert {*WORDS.values(), "signal", "reminder"} <= set(TIMELINE)
    assert {result.value for result in CallResult} == set(CALL_RESULTS)
    assert NOBODY_ON_CALL in FLAGS


def test_the_words_are_those_of_the_design() -> None:
    assert [word(SUPERVISION, code) for code in ("awaiting_first", "healthy", "late", "lost")] == [
        "inväntar första kontakt",
        "har kontakt",
        "försenad",
        "ingen kontakt",
    ]
    assert word(KINDS, "test") == "Provlarm"
    assert word(KINDS, "heartbeat") == "Kontrollsignal"
    assert word(STATES, "on_site") == "På plats"


def test_a_code_without_a_word_is_shown_as_it_is() -> None:
    assert word(KINDS, "new_kind") == "new kind"


def test_the_units_own_words_come_first_in_the_readers_language() -> None:
    row = alarm(1, label_sv="Larmknapp, hals", label_en="Pendant")
    assert what_happened(row) == "Larmknapp, hals"
    texts.use("en")
    assert what_happened(row) == "Pendant"
    assert what_happened(TimelineLine(at_ms=0, what="signal", kind="fall")) == "Fall"
