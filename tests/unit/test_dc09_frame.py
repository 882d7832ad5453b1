"""What a frame says of itself, and what it never prints."""

from __future__ import annotations

import pytest

from protocols.dc09 import Extended, Purpose, build, parse_frame


@pytest.mark.parametrize(
    ("token", "purpose"),
    [
        ("NULL", Purpose.LINK_TEST),
        ("XNM", Purpose.LINK_TEST),
        ("SIA-DCS", Purpose.SIA),
        ("adm-cid", Purpose.CONTACT_ID),
        ("ACK", Purpose.ANSWER),
        ("RSP", Purpose.ANSWER),
        ("SIA-S2K", Purpose.OTHER),
        ("", Purpose.OTHER),
    ],
)
def test_purpose(token: str, purpose: Purpose) -> None:
    assert parse_frame(build(token, "0001", "1234")).purpose is purpose


def test_account_in_data() -> None:
    assert parse_frame(build("ADM-CID", "0001", "1", "#0042|1101 01 007")).account_in_data == "0042"
    assert parse_frame(build("ADM-CID", "0001", "1", "1101 01 007")).account_in_data is None


def test_a_key_and_a_name_are_never_printed() -> None:
    fields = (Extended("K", "00112233"), Extended("M", "001122334455"))
    frame = parse_frame(build("SIA-DCS", "0001", "1234", "#1234|NQA7^Ada^", extended=fields))
    assert frame.extended == fields
    assert "00112233'" not in repr(frame)
    assert "Ada" not in repr(frame)
    assert "001122334455" in repr(frame)
