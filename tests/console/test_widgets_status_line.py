from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from console.board import Board
from console.link import Link, LinkState
from console.widgets.status_line import Status, lamp, line
from protocols.console_feed.messages import SnapshotPart, Welcome
from tests.fakes.feed_people import NOON, alarm

ZONE = ZoneInfo("Europe/Stockholm")
UP = Link(state=LinkState.UP, heard_s=100.0, shown_p99_ms=38.2, units=203, silent=2)


def board(*ages_s: int) -> Board:
    made = Board()
    made.apply(Welcome(epoch="e", number=0, operator="operator:7", operator_name="Karin Holm", snapshot=True))
    rows = [alarm(n + 1, at_ms=NOON - seconds * 1000) for n, seconds in enumerate(ages_s)]
    made.apply(SnapshotPart(number=0, part=0, parts=1, rows=rows))
    return made


@pytest.mark.parametrize(
    ("link", "now_s", "words"),
    [
        (UP, 101.0, "● Länk 38 ms"),
        (replace(UP, degraded=("loop lag",)), 101.0, "▲ Länk 38 ms"),
        (replace(UP, state=LinkState.LOST), 103.0, "◌ ansluter …"),
        (replace(UP, state=LinkState.LOST), 112.0, "✖ INGEN KONTAKT 0:12"),
        (UP, 105.0, "✖ INGEN KONTAKT 0:05"),
        (replace(UP, state=LinkState.REFUSED), 101.0, "✖ INTE INLOGGAD"),
    ],
)
def test_the_lamp_is_a_sign_and_words(link: Link, now_s: float, words: str) -> None:
    assert words in lamp(link, now_s)[0]


@pytest.mark.parametrize("width", [60, 80, 140])
def test_it_fits_and_keeps_what_matters(width: int) -> None:
    shown = line(board(12, 83), UP, Status(NOON, 101.0, 42.0), ZONE, width)
    assert shown.cell_len == width
    assert "12:00:00" in shown.plain
    assert "● Länk 38 ms" in shown.plain


def test_a_wide_line_says_everything() -> None:
    shown = line(board(12, 83), UP, Status(NOON, 101.0, 42.0), ZONE, 140).plain
    assert [w for w in ("Karin Holm", "2 VÄNTAR  1:23", "LJUD AV 0:42", "203 enheter, 2 tysta") if w not in shown] == []
    assert "VÄNTAR" not in line(board(), UP, Status(NOON, 101.0), ZONE, 140).plain
