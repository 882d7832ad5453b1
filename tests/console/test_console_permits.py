"""The console allows what the daemon's own table allows, and says why not otherwise."""

from __future__ import annotations

import pytest

from alarmd.domain import commands as c
from alarmd.domain.incident import TRANSITIONS, State
from console.permits import may, why_not
from tests.fakes.feed_people import alarm

COMMANDS = {
    "calls": c.Called,
    "untie": c.Untie,
    "claim": c.Claim,
    "take_over": c.TakeOver,
    "hand_back": c.HandBack,
    "dispatch": c.Dispatch,
    "accept": c.Accept,
    "arrive": c.Arrive,
    "close": c.Close,
    "note": c.AddNote,
    "tie": c.Tie,
}


@pytest.mark.parametrize("state", [state for state in State if state is not State.CLOSED])
@pytest.mark.parametrize("action", COMMANDS)
def test_it_offers_what_the_table_allows(action: str, state: State) -> None:
    row = alarm(
        1,
        flags=["outage", "tied"],
        state=state.value,
        owner="" if state is State.WAITING else "operator:7",
        owner_name="Karin",
    )
    mine = bool(row.owner) and action != "take_over"
    assert may(action, row, mine=mine) == ((state, COMMANDS[action]) in TRANSITIONS)


def test_reasons_are_sentences_that_say_what_to_do() -> None:
    waiting, others = alarm(1), alarm(2, state="claimed", owner="operator:8", owner_name="Omar")
    assert why_not("close", waiting, mine=False) == "Ta ärendet först, med Enter."
    assert why_not("close", others, mine=False) == "Omar har ärendet. Ta över det med t."
    assert why_not("claim", others, mine=False) == "Omar har ärendet. Ta över det med t."
    assert why_not("take_over", others, mine=True) == "Du har redan ärendet."
    assert why_not("take_over", waiting, mine=False) == "Ingen har ärendet. Ta det med Enter."
    assert why_not("note", alarm(1, state="closed"), mine=False) == "Ärendet är redan avslutat."
    assert why_not("claim", alarm(1, volatile=True), mine=False).startswith("Ej lagrad")
    assert why_not("claim", None, mine=False) == "Inget ärende är valt."
    assert why_not("accept", alarm(1, state="accepted", owner="o"), mine=True).startswith("Någon har redan åtagit")
