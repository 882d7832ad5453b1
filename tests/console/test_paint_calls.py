from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len
from rich.console import Group

from console import texts
from console.paint.calls import counts, heading, pieces, summary
from protocols.console_feed.messages import CallLine, Calls
from tests.console.test_paint_card import text
from tests.fakes.feed_people import MINUTE, NOON

ZONE = ZoneInfo("Europe/Stockholm")
LINE = CallLine(
    unit_id=7, unit="NV-0007", names="Astrid Lindqvist", phone="08-465 004 12", where="Ekbackavägen 4, Norrvik",
    risk=9, lost_ms=NOON - 7 * MINUTE,
)  # fmt: skip
DONE = CallLine(unit_id=8, unit="NV-0008", result="no_answer", called_ms=NOON, called_by="Omar", lost_ms=NOON)


def line(it: CallLine, width: int, *, chosen: bool = False) -> str:
    return "".join(piece for piece, _ in pieces(it, width=width, now_ms=NOON, zone=ZONE, chosen=chosen))


@pytest.mark.parametrize("width", [78, 138])
def test_a_line_fits_and_says_who_where_to_and_what_came_of_it(width: int) -> None:
    waiting, done = line(LINE, width, chosen=True), line(DONE, width)
    assert cell_len(waiting) <= width
    assert cell_len(done) <= width
    assert [word for word in ("▶", "9", "Astrid", "08-465 004 12", "tyst 7:00") if word not in waiting] == []
    assert [word for word in ("∅", "NV-0008", "svarar inte") if word not in done] == []
    assert ("Ekbackav" in waiting) == (width > 100)
    assert "Hushåll" in "".join(piece for piece, _ in heading(width))


def test_the_card_says_how_it_stands_and_whom_to_call_first() -> None:
    shown = text(Group(*summary(Calls(lost=40, called=12, back=5, lines=[LINE]))))
    wanted = ("40 utan kontakt, 12 av dem uppringda, 5 har kontakt igen", "Astrid", "… och 27 till", "r öppnar")
    assert [word for word in wanted if word not in shown] == []
    assert "Alla på listan" in text(Group(*summary(Calls(lost=2, called=2))))
    assert "har kontakt igen" in text(Group(*summary(Calls(back=2))))


def test_in_english_too() -> None:
    texts.use("en")
    assert counts(Calls(lost=1)) == "1 without contact, 0 of them called, 0 in contact again"
    assert "no answer" in line(DONE, 100)
