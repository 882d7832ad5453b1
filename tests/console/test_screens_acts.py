from __future__ import annotations

from console.screens.acts import outcomes_for
from tests.fakes.feed_people import alarm, fault
from tests.fakes.feed_server import OUTCOMES


def test_each_lane_has_its_outcomes_and_one_key_each() -> None:
    life = [code for code, _words in outcomes_for(alarm(1), tuple(OUTCOMES))]
    assert life[0] == "helped_on_site"
    assert "technical_resolved" not in life
    assert "restored" not in life
    technical = [code for code, _words in outcomes_for(fault(1), tuple(OUTCOMES))]
    assert technical[0] == "technical_resolved"
    assert max(len(life), len(technical)) <= 10


def test_without_the_daemons_list_all_known_outcomes_are_offered() -> None:
    assert [words for code, words in outcomes_for(alarm(1), ()) if code == "false_alarm"] == ["Tryckte av misstag"]
