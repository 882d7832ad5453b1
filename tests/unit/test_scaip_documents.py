"""The documents as values."""

from __future__ import annotations

from dataclasses import replace

from protocols.scaip import Address, MessageRequest, MessageResponse, Remark, RemarkKind, StatusNumber
from tests.unit.scaip_samples import mrq


def test_remarks_are_no_part_of_the_content() -> None:
    request = mrq()
    assert replace(request, remarks=(Remark(RemarkKind.OVERLONG, "dte"),)) == request
    assert str(Remark(RemarkKind.NOT_UTF8)) == "not UTF-8"


def test_voice_is_unwanted_only_when_nothing_else_is_offered() -> None:
    bare = MessageRequest(ref="A", cid="1", dty=2)
    assert not bare.wants_no_voice
    assert replace(bare, crd=(Address("no-voice"),)).wants_no_voice
    assert not replace(bare, crd=(Address("no-voice"), Address("gsm"))).wants_no_voice
    assert replace(bare, unknown=(("mreq", "04"),)).wants_no_voice
    assert not replace(bare, unknown=(("mreq", "0"),)).wants_no_voice


def test_media_and_spelling_of_addresses() -> None:
    assert [Address.read(text) for text in ("", "GSM: +46313900600")] == [None, Address("gsm", "+46313900600")]
    assert [Address(s).medium for s in ("sips", "sip-pp", "tel", "fax")] == ["sip", "sip", "gsm", "fax"]
    assert MessageResponse(ref="A", snu=7).status is StatusNumber.MANDATORY_MISSING
