"""LF, checksum, length, CR."""

from __future__ import annotations

import pytest

from protocols.dc09 import BadFieldError, Fault, Frame, Rejected
from protocols.dc09.envelope import MAX_BODY, header_may_follow, open_envelope, read_header, seal

BODY = b'"ACK"0001L0#0123[]'


def test_known_good_bytes() -> None:
    assert seal(BODY) == b"\nF7340012" + BODY + b"\r"
    assert seal(BODY, binary_crc=True) == b"\n\xf7\x340012" + BODY + b"\r"
    assert seal(BODY, crc_includes_cr=True) != seal(BODY)


@pytest.mark.parametrize("binary", [False, True])
@pytest.mark.parametrize("with_cr", [False, True])
def test_all_four_forms_are_opened(binary: bool, with_cr: bool) -> None:
    raw = seal(BODY, binary_crc=binary, crc_includes_cr=with_cr)
    header = read_header(raw, 0)
    assert header is not None
    frame = open_envelope(header, raw, BODY)
    assert isinstance(frame, Frame)
    assert (frame.binary_crc, frame.crc_includes_cr) == (binary, with_cr)
    assert open_envelope(header, raw, BODY[:-1]) == Rejected(Fault.BAD_LENGTH, raw)
    assert open_envelope(header, raw, BODY[:-1] + b"x") == Rejected(Fault.BAD_CRC, raw)


def test_a_header_is_waited_for_only_while_it_can_come() -> None:
    assert header_may_follow(b"\n", 0)
    assert header_may_follow(b"\nF7340012x", 0)
    assert header_may_follow(b"\nF7340012 preamble", 0)
    assert not header_may_follow(b"\nF7340012 preamble is too long", 0)
    assert not header_may_follow(b"\nhello you", 0)


def test_longest_body() -> None:
    assert seal(b"x" * MAX_BODY)[5:9] == b"0FFF"
    with pytest.raises(BadFieldError):
        seal(b"x" * (MAX_BODY + 1))


def test_a_reject_prints_no_bytes() -> None:
    assert repr(Rejected(Fault.CUT, b"secret")) == "Rejected(cut, 6 bytes)"
