"""Attacks on the XML reader, and encodings in the field."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocols.scaip import FormatError, TooLongError, xml
from protocols.scaip.xml import MAX_ELEMENTS, Document, Element, find_text, read_xml

LAUGHS = b"".join(
    [b'<?xml version="1.0"?><!DOCTYPE mrq [<!ENTITY a "ha">']
    + [b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)]
    + [b"]><mrq><ref>&j;</ref></mrq>"]
)


def test_billion_laughs() -> None:
    with pytest.raises(FormatError, match="document type"):
        read_xml(LAUGHS)


def test_a_document_type_hidden_in_another_encoding() -> None:
    with pytest.raises(FormatError, match="document type"):
        read_xml("<!DOCTYPE mrq><mrq/>".encode("utf-16"))
    harmless = '<!DOCTYPE mrq [<!ENTITY a "ha">]><mrq><ref>A1</ref></mrq>'
    for text in (harmless, harmless.replace("A1", "&a;"), LAUGHS.decode().replace('<?xml version="1.0"?>', "")):
        with pytest.raises(FormatError):
            read_xml(text.encode("utf-16"))
        with pytest.raises(FormatError):
            read_xml(text.encode("utf-16-le"))


def test_an_external_entity_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    for body in (
        f'<!DOCTYPE mrq [<!ENTITY x SYSTEM "file://{secret}">]><mrq><ref>&x;</ref></mrq>',
        f'<!DOCTYPE mrq SYSTEM "file://{secret}"><mrq><ref>1</ref></mrq>',
        "<!doctype mrq><mrq/>",
        "<mrq><ref>&x;</ref></mrq>",
    ):
        with pytest.raises(FormatError):
            read_xml(body.encode())


def test_deep_nesting_and_many_elements() -> None:
    for body in (b"<a>" * 9000, b"<a>" * 20 + b"</a>" * 20, b"<mrq>" + b"<a/>" * 300 + b"</mrq>"):
        with pytest.raises(FormatError):
            read_xml(body)


def test_ten_megabytes_are_not_even_looked_at() -> None:
    with pytest.raises(TooLongError):
        read_xml(b"<mrq>" + b"x" * 10_000_000 + b"</mrq>")


def test_an_xinclude_stays_text() -> None:
    body = b'<mrq xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd"/></mrq>'
    assert read_xml(body).elements == (Element("include", ""),)


@pytest.mark.parametrize(
    ("body", "utf8"),
    [
        ("<mrq><lte>Kök</lte></mrq>".encode(), True),
        ('<?xml version="1.0" encoding="UTF-8"?>\r\n<mrq><lte>Kök</lte></mrq>\0'.encode(), True),
        ('<?xml version="1.0" encoding="utf-16"?><mrq><lte>Kök</lte></mrq>'.encode(), True),
        ('<?xml version="1.0" encoding="iso-8859-1"?><mrq><lte>Kök</lte></mrq>'.encode("latin-1"), True),
        ("<mrq><lte>Kök</lte></mrq>".encode("utf-16"), True),
        ("\ufeff<mrq><lte> Kök\n</lte><!-- x --></mrq>".encode(), True),
        ("<mrq xmlns='http://www.hi.se/2012/XScaipXML'><lte><![CDATA[Kök]]></lte></mrq>".encode(), True),
        ("<a:mrq xmlns:a='urn:x'><a:lte y='z'>K<!-- x -->ök</a:lte></a:mrq>".encode(), True),
        ("<mrq><lte>Kök</lte></mrq>".encode("latin-1"), False),
    ],
)
def test_encodings_namespaces_and_declarations(body: bytes, utf8: bool) -> None:
    document = read_xml(body)
    assert (document.root, document.elements, document.utf8) == ("mrq", (Element("lte", "Kök"),), utf8)


def test_references_are_found_in_broken_text() -> None:
    assert find_text(b"<mrq <ref>  A1 </ref", "ref") == "A1"
    assert find_text(b"<ControllerId>77</", "cid") == "77"
    assert find_text(b"<ref></ref><n:ref x='1'>B</n:ref>", "ref") == "B"
    assert find_text(b"<ref>" + b"A" * 65 + b"</ref>", "ref") == ""


PIECES = (
    b"<mrq>", b"</mrq>", b"<ref>", b"</ref>", b"<cid>7</cid>", b"<lge><geo>1</geo></lge>", b"A1", b" ", b"\n", b"\r\n",
    b"&amp;", b"&", b"]]>", b">", b"/", b"\xc3\xa5", b"\xe5", b"<!-- x -->", b"<ref/>", b'<ref a="1">', b"\0", b"\x7f",
    b"<?xml version='1.0'?>", b"<a:ref>", b"'\"=;?",
)  # fmt: skip


def either(body: bytes) -> Document | str:
    try:
        return read_xml(body)
    except FormatError as error:
        return str(error)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_flat_document_is_read_as_xml_reads_it(monkeypatch: pytest.MonkeyPatch, inner: bytes, wrapped: bool) -> None:
    body = b"<mrq>" + inner + b"</mrq>" if wrapped else inner
    quickly = either(body)
    with monkeypatch.context() as patch:
        patch.setattr(xml, "_FLAT", re.compile(b"(?!)"))
        assert either(body) == quickly


def test_the_limit_of_elements_holds_for_flat_documents() -> None:
    assert len(read_xml(b"<mrq>" + b"<ref>1</ref>" * MAX_ELEMENTS + b"</mrq>").elements) == MAX_ELEMENTS
    with pytest.raises(FormatError, match="too many"):
        read_xml(b"<mrq>" + b"<ref>1</ref>" * (MAX_ELEMENTS + 1) + b"</mrq>")
