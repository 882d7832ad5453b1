"""Lines of a modem, blanks and prompts."""

from __future__ import annotations

from protocols.at_modem.lines import MAX_LINE, Splitter


def lines_of(octets: bytes, *, prompted: bool = False) -> list[str]:
    splitter = Splitter()
    splitter.keep(octets)
    found = []
    while (line := splitter.next(prompted=prompted)) is not None:
        found.append(line)
    return found


def test_lines_without_white_space() -> None:
    assert lines_of(b"\r\n\r\nOK\r\n AT\r\r\n\0RDY\nhalf") == ["OK", "AT", "RDY"]


def test_a_prompt_is_one_only_while_it_is_awaited() -> None:
    assert lines_of(b"\r\n> ", prompted=True) == [">"]
    assert lines_of(b"\r\n> ") == []


def test_the_limit_is_exact_and_an_unfinished_line_can_be_forgotten() -> None:
    assert lines_of(b"x" * MAX_LINE + b"\r") == ["x" * MAX_LINE]
    assert lines_of(b"x" * (MAX_LINE + 1) + b"\rOK\r") == ["x" * MAX_LINE, "OK"]
    splitter = Splitter()
    splitter.keep(b"half")
    assert splitter.next(prompted=False) is None
    assert splitter.waiting == 4
    splitter.clear()
    assert splitter.waiting == 0
