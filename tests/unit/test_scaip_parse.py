"""Requests from bytes: the golden ones, the R-cases of sheet §9, and what nobody should send."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.scaip import (
    SCHEMA_STRICT,
    WRAPPED,
    Address,
    Dialect,
    MessageRequest,
    MessageType,
    Refusal,
    RemarkKind,
    StatusNumber,
    build_request,
    read_request,
)
from tests.unit.scaip_samples import GOLDEN, MINIMAL, REQUESTS, mrq, read


def refusal(xml: str | bytes) -> Refusal:
    got = read_request(xml.encode() if isinstance(xml, str) else xml)
    assert isinstance(got, Refusal), got
    return got


def kinds(request: MessageRequest) -> set[RemarkKind]:
    return {remark.kind for remark in request.remarks}


@pytest.mark.parametrize("case", GOLDEN["requests"], ids=lambda case: str(case["name"]))
def test_golden_requests(case: dict[str, object]) -> None:
    request = read(str(case["xml"]))
    fields = dict(case["fields"])  # type: ignore[call-overload]
    plain = MessageRequest(ref="", cid="", dty=0)
    for tag in MessageRequest.__slots__:
        got = getattr(request, tag)
        if tag == "crd" and tag in fields:
            assert [str(address) for address in got] == fields[tag]
        elif tag == "lge" and tag in fields:
            assert {t: getattr(got, t) for t in ("geo", "tim", "gga") if getattr(got, t)} == fields[tag]
        else:
            assert got == fields.get(tag, getattr(plain, tag)), tag


def test_r1_minimal_is_an_alarm() -> None:
    request = read(MINIMAL)
    assert (request.stc, request.mty, request.remarks) == (None, MessageType.MESSAGE, ())


def test_r2_every_tag_at_its_longest() -> None:
    xml = (
        f"<mrq><ref>{'A' * 16}</ref><ver>01.00</ver><sco>3</sco><cha>1</cha><mty>ME</mty><hbo>001</hbo>"
        f"<cid>{'9' * 32}</cid><dty>0051</dty><did>{'d' * 16}</did><dco>029</dco><dte>{'å' * 32}</dte>"
        f"<crd>sip:{'c' * 252}</crd><crd>gsm:+46313900600</crd><stc>0127</stc><stt>{'ä' * 32}</stt><pri>9</pri>"
        f"<lco>052</lco><lva>42</lva><lge><geo>-59.1234567,-118.123456</geo><tim>2026-03-01T10:15:00+01</tim>"
        f"<gga>{'$' * 82}</gga></lge><lte>{'ö' * 32}</lte><ico>099</ico><ite>{'Å' * 128}</ite><ame>0</ame></mrq>"
    )
    request = read(xml)
    assert request.remarks == ()
    assert (len(request.ref), len(request.cid), len(request.ite), len(request.crd)) == (16, 32, 128, 2)
    assert (request.sco, request.dco, request.lco, request.ico, request.lva) == (3, 29, 52, 99, "42")


def test_r3_each_optional_tag_left_out_has_its_default() -> None:
    request = read(MINIMAL)
    assert request == MessageRequest(ref="A1011", cid="90000001", dty=2)
    assert (request.ver, request.sco, request.cha, request.hbo, request.pri, request.ame) == ("01.00", 0, 0, 0, 0, 0)
    assert request.crd == (Address("sip", ""),)


@given(st.permutations(["<ref>A</ref>", "<cid>1</cid>", "<dty>3</dty>", "<mty>PI</mty>", "<stc>9</stc>"]))
def test_r4_children_in_any_order(children: list[str]) -> None:
    assert read(f"<mrq>{''.join(children)}</mrq>") == MessageRequest(
        ref="A", cid="1", dty=3, stc=9, mty=MessageType.HEARTBEAT
    )


@pytest.mark.parametrize("code", ["2", "02", "002", "0002", "00002"])
def test_r5_leading_zeros_do_not_matter(code: str) -> None:
    request = mrq(f"<stc>{code}</stc><dco>{code}</dco><lco>{code}</lco>", dty=code)
    assert (request.dty, request.stc, request.dco, request.lco) == (2, 2, 2, 2)


def test_r6_utf8_in_the_text_fields() -> None:
    request = mrq("<dte>Köksdörr</dte><stt>Ångest</stt><lte>Övre hallen</lte><ite>日本 &amp; 😀</ite>")
    assert (request.dte, request.stt, request.lte, request.ite) == ("Köksdörr", "Ångest", "Övre hallen", "日本 & 😀")


def test_r13_each_mandatory_element_missing_or_empty() -> None:
    for ref, cid, dty, status in [
        ("", "<cid>1</cid>", "<dty>3</dty>", 10),
        ("<ref> </ref>", "<cid>1</cid>", "<dty>3</dty>", 10),
        ("<ref>A</ref>", "", "<dty>3</dty>", 7),
        ("<ref>A</ref>", "<cid/>", "<dty>3</dty>", 7),
        ("<ref>A</ref>", "<cid>1</cid>", "", 7),
        ("<ref>A</ref>", "", "", 7),
        ("", "", "", 10),
    ]:
        got = refusal(f"<mrq>{ref}{cid}{dty}</mrq>")
        assert got.status == status
        assert got.ref == ("A" if status == 7 else "0")
        assert got.cid == ("1" if cid == "<cid>1</cid>" else "")


@pytest.mark.parametrize(
    ("xml", "ref", "cid"),
    [
        ("<mrq><ref>A1012</ref><cid>90000001</cid><dty>3</mrq>", "A1012", "90000001"),
        ("<mrq><ref>a9</ref", "a9", ""),
        ("<x:mrq><x:ref>A1</x:ref>", "A1", ""),
        ("<mrs><ref>A1</ref><cid>7</cid></mrs>", "A1", "7"),
        ("<mrq>&nope;<ref>A1</ref></mrq>", "A1", ""),
        ("", "0", ""),
        ("junk", "0", ""),
    ],
)
def test_r14_broken_xml_or_another_root(xml: str, ref: str, cid: str) -> None:
    got = refusal(xml)
    assert (got.status, got.ref, got.cid) == (StatusNumber.INVALID_FORMAT, ref, cid)


@pytest.mark.parametrize(
    "element",
    [
        "<cid>12a</cid>",
        "<cid>" + "1" * 33 + "</cid>",
        "<ref>" + "A" * 17 + "</ref>",
        "<ref>A-1</ref>",
        "<dty>x</dty>",
        "<dty>12345</dty>",
        "<mty>XX</mty>",
        "<stc>-1</stc>",
        "<stc>²</stc>",
        "<pri>10</pri>",
        "<sco>4</sco>",
        "<cha>2</cha>",
        "<ver>one</ver>",
        "<ame>x</ame>",
        "<lco>1234</lco>",
    ],
)
def test_r15_illegal_values(element: str) -> None:
    tag = element[1:4]
    rest = "".join(
        part for part in ("<ref>A1</ref>", "<cid>90000001</cid>", "<dty>3</dty>") if not part.startswith(f"<{tag}>")
    )
    got = refusal(f"<mrq>{element}{rest}</mrq>")
    assert got.status is StatusNumber.WRONG_CONTENT
    assert got.ref.isalnum()
    if tag not in ("ref", "cid", "dty"):
        assert (got.ref, got.cid) == ("A1", "90000001")
        assert got.salvaged == MessageRequest(ref="A1", cid="90000001", dty=3)


def test_r16_a_message_over_the_limit() -> None:
    body = MINIMAL.replace(b"</mrq>", b"<ite>" + b"x" * 70_000 + b"</ite></mrq>")
    got = refusal(body)
    assert (got.status, got.ref, got.cid) == (StatusNumber.TOO_LONG, "A1011", "90000001")
    assert isinstance(read_request(MINIMAL, max_bytes=10), Refusal)


def test_r17_unknown_codes_and_elements_are_accepted() -> None:
    request = mrq("<stc>0950</stc><dco>095</dco><lco>060</lco><mreq>4</mreq><new>x</new>", dty="0899")
    assert (request.dty, request.stc, request.dco, request.lco) == (899, 950, 95, 60)
    assert request.unknown == (("mreq", "4"), ("new", "x"))
    assert [str(r) for r in request.remarks] == ["unknown element new"]
    assert request.wants_no_voice


def test_r18_a_higher_version() -> None:
    assert kinds(mrq("<ver>01.07</ver>")) == {RemarkKind.NEWER_VERSION}
    assert mrq("<ver>1.0</ver>").ver == "01.00"
    got = refusal("<mrq><ref>A1</ref><cid>1</cid><dty>2</dty><ver>02.00</ver></mrq>")
    assert got.status is StatusNumber.WRONG_CONTENT
    assert got.salvaged is not None


def test_r21_callers_none_one_several_empty_and_no_voice() -> None:
    assert mrq().crd == (Address("sip"),)
    assert mrq("<crd>gsm:+</crd>").crd == (Address("gsm", "+"),)
    several = mrq("<crd> SIP:a@h </crd><crd>gsm:</crd><crd></crd><crd>tel:+46313900600</crd><crd>+46313900601</crd>")
    assert [str(a) for a in several.crd] == ["sip:a@h", "gsm:", "tel:+46313900600", "gsm:+46313900601"]
    assert [a.medium for a in several.crd] == ["sip", "gsm", "gsm", "gsm"]
    assert mrq("<crd>no-voice:</crd>").wants_no_voice
    assert not several.wants_no_voice
    assert kinds(mrq("<crd>fax:1</crd>")) == {RemarkKind.UNKNOWN_SCHEME}
    assert Address.read("a@h") == Address("sip", "a@h")


def test_over_long_texts_are_accepted_and_flagged() -> None:
    request = mrq(f"<dte>{'x' * 33}</dte><lva>123</lva><lge><tim>{'t' * 23}</tim></lge>")
    assert len(request.dte) == 33
    assert {str(r) for r in request.remarks} == {"overlong dte", "overlong lva", "overlong tim"}


def test_the_long_tag_family() -> None:
    request = read(
        "<mrq><reference>A1</reference><controllerId>1</controllerId><device-type>3</device-type>"
        "<statusCode>10</statusCode><LocationGeo><timeStamp>t</timeStamp></LocationGeo><callerId>gsm:</callerId></mrq>"
    )
    assert (request.ref, request.cid, request.dty, request.stc, request.crd) == ("A1", "1", 3, 10, (Address("gsm"),))
    assert request.lge is not None
    assert request.lge.tim == "t"
    assert kinds(request) == {RemarkKind.LONG_TAG}


def test_the_first_of_two_equal_elements_counts() -> None:
    request = mrq("<stc>10</stc><stc>16</stc><lge><geo>1,2</geo></lge><lge><geo>3,4</geo></lge>")
    assert (request.stc, request.lge and request.lge.geo) == (10, "1,2")
    assert kinds(request) == {RemarkKind.REPEATED}


def test_what_only_a_dialect_allows() -> None:
    xml = b"<scaip><cid>+46700000000</cid><dty>2</dty><stc>70</stc></scaip>"
    assert isinstance(read_request(xml), Refusal)
    assert isinstance(read_request(xml, SCHEMA_STRICT), Refusal)
    request = read_request(xml, WRAPPED)
    assert isinstance(request, MessageRequest)
    assert (request.ref, request.cid, request.mty) == ("", "46700000000", MessageType.HEARTBEAT)
    assert kinds(request) == {RemarkKind.CORRECTED}
    explicit = read_request(xml.replace(b"</cid>", b"</cid><mty>ME</mty>"), WRAPPED)
    assert isinstance(explicit, MessageRequest)
    assert explicit.mty is MessageType.MESSAGE


def test_values_do_not_show_in_repr() -> None:
    shown = repr(mrq("<crd>gsm:+46313900600</crd>")) + repr(mrq("<crd>gsm:+46313900600</crd>").crd)
    shown += repr(refusal("<mrq><cid>90000001</cid></mrq>"))
    assert "9000" not in shown
    assert "+46" not in shown


@given(REQUESTS, st.sampled_from([Dialect(), Dialect(long_tags=True)]))
def test_what_is_written_reads_the_same(request_: MessageRequest, dialect: Dialect) -> None:
    assert read_request(build_request(request_, dialect)) == request_


@given(st.binary(max_size=200) | st.text(max_size=60).map(lambda t: f"<mrq>{t}</mrq>".encode()))
def test_garbage_never_crashes(body: bytes) -> None:
    got = read_request(body)
    assert isinstance(got, Refusal)
    assert got.ref


@given(st.integers(0, len(MINIMAL)), st.binary(max_size=3))
def test_a_damaged_alarm_never_crashes(at: int, damage: bytes) -> None:
    read_request(MINIMAL[:at] + damage + MINIMAL[at + 1 :], WRAPPED)
