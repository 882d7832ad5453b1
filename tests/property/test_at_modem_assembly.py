"""Long messages come together from parts in any order, repeated or not, and nothing is kept for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from protocols.at_modem import (
    Assembly,
    Coding,
    Deliver,
    Part,
    build_deliver,
    cut_to_parts,
    read_pdu,
    with_service_centre,
)
from protocols.at_modem.assembly import KEPT_S, MOST_OPEN

AT = datetime(2026, 5, 1, tzinfo=UTC)


def message(
    text: str, part: Part | None, *, sender: str = "+46701740605", coding: Coding = Coding.GSM7, late_s: int = 0
) -> Deliver:
    sent_at = AT + timedelta(seconds=late_s)
    read = read_pdu(with_service_centre(build_deliver(sender, coding, text, sent_at=sent_at, part=part)))
    assert isinstance(read, Deliver)
    return read


def parts_of(text: str, coding: Coding, ref: int = 1) -> list[Deliver]:
    pieces = cut_to_parts(text, coding)
    return [message(piece, Part(ref, 8, len(pieces), number), coding=coding) for number, piece in enumerate(pieces, 1)]


@given(st.text(st.sampled_from("abc å€"), min_size=320, max_size=900), st.data())
def test_any_order_with_repeats(text: str, data: st.DataObject) -> None:
    parts = parts_of(text, Coding.GSM7)
    order = data.draw(st.permutations(parts))
    assembly = Assembly()
    for place, part in enumerate(order[:-1]):
        joined = assembly.add(part, 0.0)
        assert (joined.missing, joined.fresh) == (len(parts) - place - 1, True)
        assert not assembly.add(part, 1.0).fresh
    joined = assembly.add(order[-1], 2.0)
    assert (joined.text, joined.missing, joined.fresh) == (text, 0, True)


def test_gaps_are_shown_once_each() -> None:
    assembly = Assembly()
    first, second, third, fourth = parts_of("a" * 153 + "b" * 153 + "c" * 153 + "d", Coding.GSM7)
    assert assembly.add(first, 0.0).text == "a" * 153 + "…"
    assert assembly.add(fourth, 0.0).text == "a" * 153 + "…" + "d"
    assert assembly.add(third, 0.0).text == "a" * 153 + "…" + "c" * 153 + "d"
    assert assembly.add(second, 0.0).missing == 0


def test_a_character_cut_in_two_by_the_sender_is_whole_again() -> None:
    octets = "SOS 🆘!".encode("utf-16-be")
    assembly = Assembly()
    halves = [octets[:10], octets[10:]]
    joined = None
    for number, half in enumerate(halves, 1):
        header = bytes([5, 0, 3, 9, 2, number])
        fixed = "00440B916407214365F70008" + "62501021000080"
        read = read_pdu(fixed + bytes([len(header) + len(half)]).hex() + (header + half).hex())
        assert isinstance(read, Deliver)
        joined = assembly.add(read, 0.0)
    assert joined is not None
    assert joined.text == "SOS 🆘!"


def test_a_reference_that_comes_round_begins_anew() -> None:
    assembly = Assembly()
    assembly.add(message("old ", Part(1, 8, 2, 1)), 0.0)
    assert assembly.add(message("new ", Part(1, 8, 2, 1)), 1.0).text == "new …"
    assert assembly.add(message("text", Part(1, 8, 2, 2)), 2.0).text == "new text"


def test_a_unit_with_one_reference_for_ever_sends_new_messages() -> None:
    assembly = Assembly()
    assert assembly.add(message("SOS ", Part(1, 8, 2, 1)), 0.0).begins
    again = assembly.add(message("SOS ", Part(1, 8, 2, 1)), 1.0)
    assert (again.begins, again.fresh) == (False, False)
    assert assembly.add(message("SOS ", Part(1, 8, 2, 1), late_s=40), 41.0).begins
    assert assembly.add(message("text", Part(1, 8, 2, 2), late_s=60), 61.0).text == "SOS text"
    assembly.add(message("SOS ", Part(1, 8, 2, 1), late_s=100), 101.0)
    assert assembly.add(message("rest", Part(1, 8, 2, 2), late_s=800), 801.0).text == "…rest"


def test_senders_and_widths_are_kept_apart() -> None:
    assembly = Assembly()
    assembly.add(message("a", Part(1, 8, 2, 1)), 0.0)
    assert assembly.add(message("b", Part(1, 16, 2, 2)), 0.0).missing == 1
    assert assembly.add(message("c", Part(1, 8, 2, 2), sender="+46701740606"), 0.0).missing == 1


def test_nothing_is_kept_for_ever() -> None:
    assembly = Assembly()
    assembly.add(message("a", Part(0, 16, 2, 1)), 0.0)
    assert assembly.add(message("b", Part(0, 16, 2, 2)), KEPT_S).missing == 1
    for ref in range(1, MOST_OPEN + 5):
        assembly.add(message("a", Part(ref, 16, 2, 1)), KEPT_S)
    assert assembly.add(message("c", Part(0, 16, 2, 1)), KEPT_S).missing == 1


def test_a_message_alone_is_whole() -> None:
    assert Assembly().add(message("SOS", None), 0.0).missing == 0
    assert Assembly().add(message("SOS", Part(3, 8, 1, 1)), 0.0).key == ""
