"""Answers as a unit reads them."""

from __future__ import annotations

import pytest

from protocols.scaip import Dialect, ScaipError, StatusNumber, read_response


def test_every_element() -> None:
    response = read_response(
        b"<mrs><snu>000</snu><ref>A1</ref><ste>ok</ste><cve>01.00</cve><mre>01</mre><cre>62</cre>"
        b"<tnu>sip:a@h</tnu><tnu/><tnu>gsm:</tnu><hbi>30</hbi><x>y</x></mrs>"
    )
    assert (response.status, response.ste, response.cve, response.mre) == (StatusNumber.HANDLED, "ok", "01.00", 1)
    assert (response.cre, [str(t) for t in response.tnu], response.hbi) == (62, ["sip:a@h", "gsm:"], 30)
    assert response.unknown == (("x", "y"),)
    assert repr(response) == "<MessageResponse snu=0>"


def test_defaults() -> None:
    response = read_response(b"<mrs><ref>A1</ref><snu>4</snu></mrs>")
    assert (response.cve, response.mre, response.cre, response.tnu, response.hbi) == (None, 0, 61, (), None)


@pytest.mark.parametrize(
    "body", [b"<mrs><snu>0</snu></mrs>", b"<mrs><ref>A</ref></mrs>", b"<mrq/>", b"<mrs><ref>A</ref><snu>x</snu></mrs>"]
)
def test_wrong_answers(body: bytes) -> None:
    with pytest.raises(ScaipError):
        read_response(body)


def test_other_roots_and_unassigned_numbers() -> None:
    response = read_response(
        b"<scaip><reference>A</reference><snu>12</snu></scaip>", Dialect(response_roots=("scaip",))
    )
    assert response.status is StatusNumber.UNDEFINED
