"""SIA blocks: modifiers, names, texts, several events, odd units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.contact_id import BadEventError, SiaEvent, UnreadableEventError, build_sia, parse_sia
from protocols.contact_id.tables import known_sia_codes

CODES = st.sampled_from(sorted(known_sia_codes()))
NUMBERS = st.text("0123456789", min_size=1, max_size=6)


def events(data: str) -> tuple[SiaEvent, ...]:
    return parse_sia(data).events


def codes(data: str) -> list[tuple[str, str | None, str | None]]:
    return [(event.code, event.address, event.text) for event in events(data)]


@given(
    CODES,
    st.text("0123456789ABCDEF", max_size=5),
    NUMBERS,
    st.none() | st.sampled_from(["Kök", "Nu, genast"]),
)
def test_every_event_goes_round(code: str, address: str, area: str, text: str | None) -> None:
    event = parse_sia(build_sia("0123", code, address, area=area, text=text)).events[0]
    assert (event.code, event.address, event.area, event.text) == (code, address or None, area, text)


@given(st.lists(st.tuples(CODES, NUMBERS), min_size=1, max_size=5), st.sampled_from(["/", "|N", "|O"]))
def test_every_event_of_a_frame_is_found(pairs: list[tuple[str, str]], between: str) -> None:
    data = "#1|N" + between.join(code + address for code, address in pairs)
    assert [(e.code, e.address) for e in events(data)] == pairs


@given(st.text("NOAQCPFT/|^*'\"#19aridt-: ", max_size=50))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert events(text)
    except UnreadableEventError:
        return


def test_area_and_code_that_run_together() -> None:
    assert [(e.code, e.address, e.area) for e in events("#1|Nri1FA002/ri1FT003")] == [
        ("FA", "002", "1"),
        ("FT", "003", "1"),
    ]
    assert [(e.code, e.address, e.area) for e in events("#1|Nri1AFA002")] == [("FA", "002", "1A")]
    assert [(e.code, e.area) for e in events("#1|NriQA")] == [("QA", "")]
    assert [(e.code, e.modifiers) for e in events("#1|Nid12QA7MA8")] == [
        ("QA", {"user": "12"}),
        ("MA", {"user": "12"}),
    ]


def test_modifiers_stay_in_force_until_changed_and_end_with_the_block() -> None:
    read = events("#1|Nti08:15ri1QA1/ri2QA2|NQA3")
    assert [event.modifiers for event in read] == [
        {"time": "08:15", "area": "1"},
        {"time": "08:15", "area": "2"},
        {},
    ]
    assert events("#1|Nda05-01-26zz9QA")[0].modifiers == {"date": "2026-05-01", "zz": "9"}
    assert events("#1|NdatomorrowQA")[0].code == "QA"


def test_names_belong_to_the_number_before_them() -> None:
    first, second = events("#1|Nri1^Plan 2^QA3^Badrum/dusch^/pi4^Hall^MA5")
    assert (first.area_name, first.address_name) == ("Plan 2", "Badrum/dusch")
    assert (second.area_name, second.address_name) == ("Plan 2", None)
    assert second.modifiers["peripheral_name"] == "Hall"
    assert events("#1|Nri1^Plan 2^ri2QA")[0].area_name is None
    assert events("#1|N^nobody^QA^open")[0].address_name == "open"


def test_texts_belong_to_the_events_before_them() -> None:
    assert codes("#1|NQA1/MA2|Aone|NPA3|Atwo") == [("QA", "1", "one"), ("MA", "2", "one"), ("PA", "3", "two")]
    assert codes("#1|NQA7*\"Källare\"NM/MA8*'Hall'NM|Arest") == [("QA", "7", "Källare"), ("MA", "8", "Hall")]
    assert codes("#1|N*'early'NMQA") == [("QA", None, None)]


def test_an_old_event_is_marked() -> None:
    assert [event.repeated for event in events("#1|OQA1|NQA2")] == [True, False]


def test_units_that_leave_out_the_function_letter() -> None:
    assert codes("#1|QA7") == [("QA", "7", None)]
    assert codes("NA") == [("NA", None, None)]
    assert codes("#1|OC") == [("OC", None, None)]
    assert parse_sia("QA7").account is None


def test_other_blocks_and_unread_rests_are_kept() -> None:
    message = parse_sia("#1|Pprogram|Atext first|NQA7#foo/MA8|NXT1!")
    assert [event.code for event in message.events] == ["QA", "MA", "XT"]
    assert message.others == ("Pprogram", "Atext first", "#foo", "!")


@pytest.mark.parametrize("data", ["", "#1|", "#1|N", "#1|Atext", "#1|N!!", "#1234", "#1|Cmd"])
def test_no_event(data: str) -> None:
    with pytest.raises(UnreadableEventError):
        parse_sia(data)


def test_what_cannot_be_written() -> None:
    for wrong in (("Q", ""), ("QAA", ""), ("qa", ""), ("QA", "x")):
        with pytest.raises(BadEventError):
            build_sia("1", *wrong)
    with pytest.raises(BadEventError):
        build_sia("1", "QA", text="a|b")
    assert build_sia(None, "QA", "7") == "NQA7"


def test_a_name_is_never_printed() -> None:
    assert "Ada" not in repr(parse_sia("#1|Nri1^Ada^QA7^Ada^|AAda"))
