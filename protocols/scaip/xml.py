"""Bytes to a flat list of elements, safely: no document types, no entities, no network, bounded size and depth."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from protocols.scaip.errors import FormatError, TooLongError

MAX_BYTES = 64 * 1024
MAX_ELEMENTS = 256
MAX_DEPTH = 8
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def _parser(encoding: str | None = None) -> etree.XMLParser:
    return etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
    )


_AS_DECLARED, _AS_UTF8, _AS_LATIN1 = _parser(), _parser("utf-8"), _parser("iso-8859-1")


class Element(NamedTuple):
    """One child of the root: its local name, its own text without white space around, and its children."""

    name: str
    text: str
    children: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A root's local name and its children; `utf8` is false when the bytes were Latin-1."""

    root: str
    elements: tuple[Element, ...]
    utf8: bool = True


def read_xml(body: bytes, max_bytes: int = MAX_BYTES) -> Document:
    """Read a document, with or without declaration and namespace.

    Bytes that are no UTF-8 are read as Latin-1: units write åäö that way.

    Raises:
        TooLongError: more than `max_bytes`.
        FormatError: not well-formed, with a document type, too deep or too many elements.
    """
    if len(body) > max_bytes:
        raise TooLongError("message too long")
    body = body.strip()
    if not body.startswith(_UTF16_MARKS):
        body = body.rstrip(b"\0 \t\r\n")
    if flat := _FLAT.fullmatch(body):
        return _flat(flat)
    if b"<!DOCTYPE" in body:
        raise FormatError("document type not allowed")
    root, utf8 = _parsed(body)
    if root.getroottree().docinfo.internalDTD is not None:
        raise FormatError("document type not allowed")
    budget = [MAX_ELEMENTS]
    children = tuple([_element(child, budget, MAX_DEPTH) for child in root])
    return Document(_local(root.tag), children, utf8)


# What nearly every unit sends: a root and a few elements in plain ASCII, nothing that XML reads in any other way.
_FLAT = re.compile(
    rb"<([A-Za-z][A-Za-z0-9]*)>((?:[ \t\n]*<([A-Za-z][A-Za-z0-9]*)>[ \t\n!-%'-;=?-~]*</\3>)*)[ \t\n]*</\1>"
)
_CHILD = re.compile(r"<([A-Za-z0-9]+)>([^<]*)</")


def _flat(found: re.Match[bytes]) -> Document:
    """The same document as XML's own rules give, read by its pattern in a quarter of the time."""
    pairs = _CHILD.findall(found[2].decode("ascii"))
    if len(pairs) > MAX_ELEMENTS:
        raise FormatError("too many or too deep elements")
    return Document(found[1].decode("ascii"), tuple([Element(name, text.strip()) for name, text in pairs]))


def _parsed(body: bytes) -> tuple[etree._Element, bool]:
    try:
        return etree.fromstring(body, _AS_DECLARED), True
    except (etree.XMLSyntaxError, ValueError):
        utf8 = _is_utf8(body)
    try:
        return etree.fromstring(body, _AS_UTF8 if utf8 else _AS_LATIN1), utf8
    except (etree.XMLSyntaxError, ValueError):
        raise FormatError("not well formed") from None


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _local(tag: object) -> str:
    """The name without its namespace; empty for what is no element."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _element(node: etree._Element, budget: list[int], depth: int) -> Element:
    budget[0] -= 1
    if budget[0] < 0 or depth <= 0:
        raise FormatError("too many or too deep elements")
    text = (node.text or "").strip()
    children = tuple([_element(child, budget, depth - 1) for child in node]) if len(node) else ()
    return Element(_local(node.tag), text, children)


_TEXTUAL = {
    name: re.compile(rb"<(?:[\w.\-]+:)?(?:%s)(?:\s[^<>]*)?>\s*\+?([A-Za-z0-9]{1,64})\s*<" % pattern, re.IGNORECASE)
    for name, pattern in (("ref", b"ref|reference"), ("cid", b"cid|controller-?id"))
}


def find_text(body: bytes, tag: str, limit: int = MAX_BYTES) -> str:
    """The value of `ref` or `cid` in a document that is not XML; empty when there is none."""
    match = _TEXTUAL[tag].search(body, 0, limit)
    return match.group(1).decode("ascii") if match else ""
