from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from console.paint.unit import heading, pieces
from protocols.console_feed.messages import UnitLine
from tests.fakes.feed_people import NOON, unit_lines

ZONE = ZoneInfo("Europe/Stockholm")


def text(line: UnitLine, width: int = 140) -> str:
    return "".join(t for t, _style in pieces(line, width=width, now_ms=NOON, zone=ZONE, chosen=False))


@pytest.mark.parametrize("width", [78, 100, 138])
def test_columns_stand_below_their_names(width: int) -> None:
    names = "".join(t for t, _style in heading(width))
    lost = text(unit_lines(1, NOON)[0], width)
    assert names.index("Driftövervakning") == lost.index("ingen kontakt")
    assert names.index("Senaste kontakt") == lost.index("09:00:00")
    assert len(lost) <= width + 1


def test_state_is_a_word_and_a_sign() -> None:
    lost, _two, late, _four, healthy, ours = unit_lines(6, NOON)
    assert "✖ NV-0001" in text(lost)
    assert "(3 h 00)" in text(lost)
    assert "▲ NV-0003" in text(late)
    assert "försenad" in text(late)
    assert "● NV-0005" in text(healthy)
    assert "ej övervakad från 11:30:00" in text(ours)
    waiting = UnitLine(id=9, unit="X", protocol="scaip", state="pending", supervision="awaiting_first")
    assert "inte i drift än" in text(waiting)
    assert "–" in text(waiting)


def test_a_unit_that_reports_unlike_its_profile_says_so() -> None:
    line = UnitLine(
        id=9, unit="X", protocol="scaip", supervision="healthy", last_contact_ms=NOON, usual_s=300, interval_s=90
    )
    assert "var 5:00, profil: 1:30" in text(line)
