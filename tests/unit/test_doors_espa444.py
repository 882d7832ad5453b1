"""Settings of an ESPA door that cannot be."""

from __future__ import annotations

from typing import Any

from alarmd.config.doors.espa444 import EspaRule, EspaSettings


def sentences(**settings: Any) -> str:
    return "\n".join(EspaSettings(url="/dev/ttyS0", **settings).contradictions())


def test_a_plain_one_stands() -> None:
    assert sentences(rules=(EspaRule(text=r"RUM (\d+)", unit=r"\g<1>", kind="fire"),)) == ""


def test_what_cannot_be_is_said() -> None:
    assert "one digit" in sentences(address="22")
    assert "both '1'" in sentences(address="1")
    assert "poll_s" in sentences(poll_s=0.0)
    assert "fits every call" in sentences(rules=(EspaRule(unit="7"),))
    assert "kind 'nonsense'" in sentences(rules=(EspaRule(address="7", kind="nonsense"),))
    assert "no pattern" in sentences(rules=(EspaRule(text="("),))


def test_a_station_we_poll_is_silent_sooner() -> None:
    assert EspaSettings(url="/dev/ttyS0").longest_silence_s == 120
    assert EspaSettings(url="/dev/ttyS0", role="control").longest_silence_s == 10
    assert EspaSettings(url="/dev/ttyS0", role="control", silent_s=0).longest_silence_s == 0
