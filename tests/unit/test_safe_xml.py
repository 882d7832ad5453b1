"""Attacks on the shared XML reader, encodings in the field, and text that comes back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.safe_xml import MAX_DEPTH, MAX_ELEMENTS, XmlError, escape, read_xml

LAUGHS = b"".join(
    [b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha">']
    + [b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)]
    + [b"]><a>&j;</a>"]
)


def test_entities_and_document_types_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    for octets in (
        LAUGHS,
        LAUGHS.replace(b'<?xml version="1.0"?>', b"").decode().encode("utf-16"),
        f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]><a>&x;</a>'.encode(),
        b"<!DOCTYPE a><a/>",
    ):
        with pytest.raises(XmlError):
            read_xml(octets)


@pytest.mark.parametrize("octets", [b"", b"x", b"<a>", b"<a></b>", b"<a>&nope;</a>", b"\xff\xff", b"<a/><b/>"])
def test_what_is_no_xml_is_an_error(octets: bytes) -> None:
    with pytest.raises(XmlError):
        read_xml(octets)


def test_encodings() -> None:
    for declared, written in (("iso-8859-1", "latin-1"), ("utf-8", "utf-8"), ("utf-8", "latin-1"), ("odd", "utf-8")):
        octets = f'<?xml version="1.0" encoding="{declared}"?><a>Kök</a>'.encode(written)
        assert read_xml(octets).text == "Kök"
    assert read_xml("<a>Kök</a>".encode("latin-1")).text == "Kök"


def test_the_tree() -> None:
    tree = read_xml(b'<n:a xmlns:n="u:n" n:k="1"><!-- c --><b> x </b><c><b>y</b></c><?pi?></n:a>\0\r\n')
    assert (tree.name, tree.attributes, [child.name for child in tree.children]) == ("a", {"k": "1"}, ["b", "c"])
    assert (tree.text_of("b"), tree.text_of("none"), tree.child("none")) == ("x", "", None)
    assert [element.name for element in tree.walk()] == ["b", "c", "b"]
    assert "x" not in repr(tree.child("b"))


def test_too_deep_and_too_many() -> None:
    for octets in (b"<a>" * MAX_DEPTH + b"<b/>" + b"</a>" * MAX_DEPTH, b"<a>" + b"<b/>" * MAX_ELEMENTS + b"</a>"):
        with pytest.raises(XmlError, match="too many or too deep"):
            read_xml(octets)
    assert len(read_xml(b"<a>" + b"<b/>" * (MAX_ELEMENTS - 1) + b"</a>").children) == MAX_ELEMENTS - 1


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")))
def test_escaped_text_comes_back(text: str) -> None:
    tree = read_xml(f'<a k="{escape(text)}">{escape(text)}</a>'.encode())
    writable = "".join("?" if char < " " and char not in "\t\n\r" else char for char in text)
    assert tree.text == writable.strip()
    assert len(tree.attributes["k"]) == len(text)


def test_what_xml_cannot_hold_is_a_question_mark() -> None:
    assert escape("\0\ufffe\uffff\ud800\r<") == "????&#13;&lt;"
