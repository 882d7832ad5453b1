"""The conversation with a modem under any split, with what the modem says by itself anywhere, and with noise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.at_modem import (
    Answer,
    CallEnded,
    Caller,
    CardChanged,
    CommandOpenError,
    Conversation,
    Direct,
    Event,
    Prompt,
    Registered,
    Restarted,
    Result,
    Ring,
    Stored,
    Unexpected,
    commands,
)

PDU = "07916407058099F9040B916407214365F700006250102100008003D3E714"
BY_ITSELF = {
    '+CMTI: "SM",7': Stored("SM", 7),
    '+CMTI: "SM",1,"MMS PUSH",2,1': Stored("SM", 1),
    '+CDSI: "ME",0': Stored("ME", 0),
    f"+CMT: ,22\r\n{PDU}": Direct(PDU, 22),
    f'+CMT: "An, na",22\r\n{PDU}': Direct(PDU, 22),
    f"+CDS: 25\r\n{PDU}": Direct(PDU, 25),
    "RING": Ring(),
    "+CRING: VOICE": Ring(),
    '+CLIP: "+46701740605",145': Caller("+46701740605"),
    '+CLIP: "46701740605",145,,,,0': Caller("+46701740605"),
    '+CLIP: "0701740605",129,"",,"",0': Caller("0701740605"),
    '+CLIP: "",128,,,,1': Caller(""),
    "NO CARRIER": CallEnded(),
    "RDY": Restarted(),
    "+CPIN: NOT INSERTED": CardChanged("NOT INSERTED"),
    "+CREG: 2": Registered(2),
}
SAID = st.sampled_from(sorted(BY_ITSELF))


def feed(conversation: Conversation, stream: bytes, cuts: list[int]) -> list[Event]:
    ends = [min(cut, len(stream)) for cut in cuts]
    events: list[Event] = []
    for start, stop in zip([0, *ends], [*ends, len(stream)], strict=True):
        events += conversation.feed(stream[start:stop])
    return events


@pytest.mark.parametrize("line", sorted(BY_ITSELF))
def test_what_a_modem_says_by_itself(line: str) -> None:
    assert Conversation().feed(f"\r\n{line}\r\n".encode()) == [BY_ITSELF[line]]


@given(st.lists(SAID, max_size=6), st.lists(SAID, max_size=6), st.lists(st.integers(0, 600), max_size=9), st.booleans())
def test_anything_may_come_in_the_middle_of_an_answer(
    first: list[str], then: list[str], cuts: list[int], echo: bool
) -> None:
    conversation = Conversation()
    assert conversation.ask(commands.LIST_ALL) == b"AT+CMGL=4\r"
    said = ["AT+CMGL=4\r"] if echo else []
    said += [*first, "+CMGL: 1,0,,22", *then, PDU, "OK"]
    stream = "".join(f"\r\n{line}\r\n" for line in said).encode()
    events = feed(conversation, stream, sorted(cuts))
    assert events[:-1] == [BY_ITSELF[line] for line in first + then]
    assert events[-1] == Answer(commands.LIST_ALL, ("+CMGL: 1,0,,22", PDU), Result.OK)
    assert not conversation.is_open


@pytest.mark.parametrize("echo", [False, True])
def test_sending_goes_through_the_prompt(echo: bool) -> None:
    command = commands.send_message("0100")
    for cut in range(40):
        conversation = Conversation()
        conversation.ask(command)
        events = feed(conversation, (b"AT+CMGS=2\r" if echo else b"") + b"\r\n> ", [cut])
        assert events == [Prompt(b"000100\x1a")]
        answer = (b"000100\x1a" if echo else b"") + b"\r\n+CMGS: 17\r\n\r\nOK\r\n"
        assert feed(conversation, answer, [cut]) == [Answer(command, ("+CMGS: 17",), Result.OK)]


@pytest.mark.parametrize(
    ("line", "result", "code", "reason"),
    [
        ("ERROR", Result.ERROR, None, "error"),
        ("COMMAND NOT SUPPORT", Result.ERROR, None, "error"),
        ("+CME ERROR: 10", Result.CME_ERROR, 10, "cme_error_10"),
        ("+CMS ERROR: 321", Result.CMS_ERROR, 321, "cms_error_321"),
        ("+CME ERROR: SIM not inserted", Result.CME_ERROR, None, "cme_error"),
        ("+CMS ERROR:", Result.CMS_ERROR, None, "cms_error"),
    ],
)
def test_errors(line: str, result: Result, code: int | None, reason: str) -> None:
    conversation = Conversation()
    conversation.ask(commands.CARD_STATE)
    (answer,) = conversation.feed(f"\r\n{line}\r\n".encode())
    assert answer == Answer(commands.CARD_STATE, (), result, code)
    assert isinstance(answer, Answer)
    assert (answer.is_ok, answer.reason) == (False, reason)


def test_what_was_asked_for_belongs_to_the_answer() -> None:
    conversation = Conversation()
    conversation.ask(commands.REGISTRATION)
    assert conversation.feed(b'\r\n+CREG: 0,1\r\n\r\n+CMTI: "SM",3\r\n\r\nOK\r\n') == [
        Stored("SM", 3),
        Answer(commands.REGISTRATION, ("+CREG: 0,1",), Result.OK),
    ]


def test_one_command_at_a_time_and_a_late_one_is_given_up() -> None:
    conversation = Conversation()
    conversation.ask(commands.send_message("0100"))
    with pytest.raises(CommandOpenError):
        conversation.ask(commands.ATTENTION)
    assert conversation.give_up() == b"\x1b"
    assert conversation.give_up() == b""
    assert conversation.feed(b"\r\nOK\r\n") == [Unexpected("OK")]
    conversation.ask(commands.ATTENTION)
    assert conversation.feed(b"AT\r\r\nOK\r\n") == [Answer(commands.ATTENTION, (), Result.OK)]


def test_a_header_without_its_message_costs_nothing_else() -> None:
    assert Conversation().feed(b'+CMT: ,22\r\n+CMTI: "SM",7\r\n') == [Unexpected("+CMT: ,22"), Stored("SM", 7)]


def test_secrets_and_messages_are_not_printed() -> None:
    assert "1234" not in repr(commands.enter_pin("1234"))
    assert "0100" not in repr(commands.send_message("0100"))
    assert PDU not in repr(Direct(PDU, 22))


WORDS = [b"\r\n", b"OK", b"+CMT: ,9", b"> ", b"AT", b"+CMTI:", b'"SM",', b"7", b"\0", b"\xff", b"RING", b"A" * 600]
LIKE_A_MODEM = st.lists(st.sampled_from(WORDS), max_size=40).map(b"".join)


@given(st.binary(max_size=400) | LIKE_A_MODEM, st.lists(st.integers(0, 600), max_size=5), st.booleans())
def test_garbage_never_crashes_and_never_blocks_the_next_line(garbage: bytes, cuts: list[int], asking: bool) -> None:
    streams = []
    for points in ([], sorted(cuts)):
        conversation = Conversation()
        if asking:
            conversation.ask(commands.send_message("0100"))
        streams.append(feed(conversation, garbage, points))
        assert feed(conversation, b'\r\nRING\r\n+CMTI: "SM",7\r\n', [])[-1] == Stored("SM", 7)
    assert streams[0] == streams[1]


def test_little_is_held_of_a_line_without_end() -> None:
    conversation = Conversation()
    events: list[Event] = []
    for _ in range(100):
        events += conversation.feed(b"x" * 100)
    assert events == [Unexpected("x" * 1024)]
    assert conversation.feed(b"yyy\r\nRING\r\n") == [Ring()]
