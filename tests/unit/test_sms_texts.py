"""The rules of texts: every shared sample, positions in all their spellings, and what is no position."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from alarmd.domain.signal import Kind
from devices.sms.texts import GENERIC, read_set, rule_sets
from devices.sms.translate import LABELS

SAMPLES = json.loads((Path(__file__).parent.parent / "golden" / "sms.json").read_text())["text_rules"]
SETS = {"tk203": "tk203", "seeworld": "seeworld", "bulldog": "bulldog", "ev07": "ev07"}
KINDS = {"sos": Kind.PRESS, "battery_low": Kind.BATTERY}


def name_of(sample: dict[str, Any]) -> str:
    return str(sample["name"])


@pytest.mark.parametrize("sample", SAMPLES, ids=name_of)
@pytest.mark.parametrize("generic", [False, True])
def test_shared_samples(sample: dict[str, Any], generic: bool) -> None:
    rules = rule_sets()[GENERIC if generic else SETS[sample["name"].split("-")[1]]]
    expect = sample["expect"]
    rule = rules.match(sample["text"])
    assert rule is not None
    assert rule.kind is KINDS[expect["kind"]]
    fields = rules.fields_of(sample["text"])
    if "lat" in expect:
        assert float(fields["latitude"]) == pytest.approx(expect["lat"])
        assert float(fields["longitude"]) == pytest.approx(expect["lon"])
    if "imei" in expect:
        assert fields["imei"] == expect["imei"]
    if not generic and "gps_fix" in expect:
        assert fields["gps_fix"] == ("yes" if expect["gps_fix"] else "no")
    if not generic and "battery" in expect:
        assert fields["battery_percent"] == str(expect["battery"])


@pytest.mark.parametrize(
    ("text", "kind", "restore"),
    [
        ("Nödlarm från köket", Kind.PRESS, False),
        ("HJÄLP", Kind.PRESS, False),
        ("Falllarm", Kind.FALL, False),
        ("Fallarm", Kind.FALL, False),
        ("Fall larm", Kind.FALL, False),
        ("fall detected! sos", Kind.FALL, False),
        ("Brandlarm i hallen", Kind.FIRE, False),
        ("Provlarm", Kind.TEST, False),
        ("SOS, test alarm", Kind.PRESS, False),
        ("low battery, help me", Kind.PRESS, False),
        ("Battery OK", Kind.BATTERY, True),
        ("Strömavbrott", Kind.MAINS, False),
        ("Power restored", Kind.MAINS, True),
        ("Välkommen till operatören", None, False),
    ],
)
def test_words_of_any_unit(text: str, kind: Kind | None, restore: bool) -> None:
    rule = rule_sets()[GENERIC].match(text)
    assert (rule.kind if rule else None, rule.restore if rule else False) == (kind, restore)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("http://maps.google.com/maps?q=N22.571490,E113.877103", ("22.571490", "113.877103")),
        ("http://maps.google.com/?q=S22.5,W113.5", ("-22.500000", "-113.500000")),
        ("https://maps.google.com/maps?f=q&q=-22.5,-113.5&z=16", ("-22.500000", "-113.500000")),
        ("lat: 0.000000 long: 0.000000", None),
        ("?q=91.0,10.0", None),
        ("lat: 59.1", None),
    ],
)
def test_places(text: str, place: tuple[str, str] | None) -> None:
    fields = rule_sets()[GENERIC].fields_of(text)
    assert (fields.get("latitude"), fields.get("longitude")) == (place or (None, None))


def test_every_kind_has_its_words() -> None:
    for rules in rule_sets().values():
        assert rules.about
        assert {rule.kind for rule in rules.rules} <= set(LABELS)


def test_what_is_no_rule_is_told() -> None:
    with pytest.raises(ValueError, match="no pattern"):
        read_set("x", {"rules": [{"kind": "press", "pattern": "("}]})
    with pytest.raises(ValueError, match="nonsense"):
        read_set("x", {"rules": [{"kind": "nonsense", "pattern": "x"}]})
