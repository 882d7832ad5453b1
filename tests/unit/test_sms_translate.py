"""Texts to signals: what the timeline shows, and what is no new press."""

from __future__ import annotations

from dataclasses import replace

from alarmd.domain.code_meaning import CodeMeaning
from alarmd.domain.signal import Flag, Kind, Lane
from devices.sms.sender import Senders
from devices.sms.texts import rule_sets
from devices.sms.translate import MOST_TEXT, kind_signal, text_signal
from protocols.at_modem import LongText
from tests.fakes.centre import NOON, TestCentre
from tests.fakes.sms import UNIT

ARRIVAL = Senders("sms", TestCentre(UNIT, at=NOON).centre, "46").arrival(UNIT.address, UNIT, "k", b"raw", NOON)
RULES = rule_sets()["tk203"]


def test_a_restore_and_its_words() -> None:
    signal = kind_signal(ARRIVAL, Kind.MAINS, {}, restore=True)
    assert (signal.lane, signal.restore) == (Lane.TECHNICAL, True)
    assert signal.label_sv == "Återställt: Strömavbrott"


def test_what_stands_in_the_timeline() -> None:
    text = "help me! lat: 59.328331 long: 018.066670 Signal:L imei:350000000000017"
    signal = text_signal(ARRIVAL, RULES, RULES.match(text), LongText("", text, 0), told_before=False)
    assert signal.detail == {
        "text": text, "latitude": "59.328331", "longitude": "18.066670", "gps_fix": "no", "imei": "350000000000017",
    }  # fmt: skip
    assert (signal.kind, signal.code, signal.device_at, signal.raw) == (Kind.PRESS, "press", NOON, b"raw")


def test_a_text_that_fits_no_rule_keeps_its_flags() -> None:
    long = LongText("key", "x" * 2000, 2)
    signal = text_signal(ARRIVAL, RULES, None, long, told_before=True)
    assert signal.flags == {Flag.UNCLASSIFIED, Flag.STILL_PRESENT, Flag.INCOMPLETE}
    assert (len(signal.detail["text"]), signal.detail["missing_parts"]) == (MOST_TEXT, "2")
    assert signal.lane is Lane.LIFE_SAFETY


def test_a_text_can_be_given_a_meaning_in_the_profile() -> None:
    text = "Knapp TRE 2026-05-01 12:00"
    unread = text_signal(ARRIVAL, RULES, None, LongText("", text, 0), told_before=False)
    assert (unread.code, unread.kind) == ("knapp tre", Kind.UNKNOWN)
    meaning = CodeMeaning(lane=Lane.LIFE_SAFETY, kind=Kind.THREAT, label_sv="Hot", label_en="threat")
    unit = replace(UNIT, codes={"knapp tre": meaning})
    arrival = Senders("sms", TestCentre(unit, at=NOON).centre, "46").arrival(unit.address, unit, "k", b"raw", NOON)
    read = text_signal(arrival, RULES, None, LongText("", text, 0), told_before=False)
    assert (read.kind, read.flags) == (Kind.THREAT, frozenset())
