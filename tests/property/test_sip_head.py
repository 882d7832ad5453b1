"""A head read in one sweep is what reading it line by line gives."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from protocols.sip.message import Headers
from protocols.sip.parser import MAX_HEAD, Head, find_head_end, read_head

_NAME = re.compile(r"[A-Za-z0-9\-.!%*_+`'~]{1,32}")
PIECES = (
    "\n", "\r\n", "\r", "\n ", "\r\n\t", " ", "\t", ":", ": ", "Via", "v", "To", "x-Odd", "Call-ID", "a b", "å",
    "\udcff", "SIP/2.0/UDP 10.0.0.1", "<sip:1@x>;tag=2", "\x0b", "\u2028", "N" * 33, "MESSAGE sip:x SIP/2.0",
)  # fmt: skip


def line_by_line(raw: bytes) -> Head:
    """The rules of RFC 3261 §7.3.1 as they are written: a line that begins with a blank continues the one before."""
    start, *lines = raw.decode("utf-8", "surrogateescape").split("\n")
    whole: list[str] = []
    for line in lines:
        if not line.startswith((" ", "\t")):
            whole.append(line)
        elif whole:
            whole[-1] = whole[-1].rstrip(" \t\r") + " " + line.lstrip(" \t")
    items = []
    for line in whole:
        name, colon, value = line.partition(":")
        name = name.rstrip(" \t\r")
        if colon and _NAME.fullmatch(name):
            items.append((name, value.strip().replace("\r", " ")))
    return Head(start.strip(), Headers(items))


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@example("M\nTo: a\n \n\t\r\n b")
@example("M\n To: a\n b\nFrom: c")
@example("M\nno colon\n To: a\nTo:b")
def test_one_sweep_is_line_by_line(text: str) -> None:
    raw = text.encode("utf-8", "surrogateescape")
    assert read_head(raw) == line_by_line(raw)


@given(st.lists(st.sampled_from((b"\r", b"\n", b"\r\n", b"a")), max_size=20).map(b"".join), st.integers(0, 6))
def test_a_head_ends_at_the_first_blank_line(octets: bytes, start: int) -> None:
    found = re.compile(rb"\r?\n\r?\n").search(octets, start)
    assert find_head_end(octets, start) == (found.span() if found else None)


def test_a_head_of_blanks_is_walked_once() -> None:
    for blank in (" ", "\t \r", "\r", "\n ", " \r\n"):
        raw = ("M\nTo: a\n b" + blank * (MAX_HEAD // len(blank)) + "x\nFrom: c").encode()
        assert read_head(raw).headers.get("To") is not None
