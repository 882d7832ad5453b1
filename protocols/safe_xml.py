"""Bytes to a tree of elements, safely: no document types, no entities, no network, bounded size, number and depth.

Shared by the codecs whose messages are XML (SOS Access, ESPA-X, IPA).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

MAX_ELEMENTS = 512
MAX_DEPTH = 12
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}


class XmlError(ValueError):
    """The sender's bytes are no XML that we read; the text says why and repeats nothing of them."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its local name, its own text without white space around, attributes by local name, children."""

    name: str
    text: str = field(default="", repr=False)
    attributes: Mapping[str, str] = field(default_factory=dict, repr=False)
    children: tuple[Element, ...] = ()

    def child(self, name: str) -> Element | None:
        """The first child of that name."""
        return next((child for child in self.children if child.name == name), None)

    def text_of(self, name: str) -> str:
        """The text of the first child of that name, empty when there is none."""
        child = self.child(name)
        return child.text if child is not None else ""

    def walk(self) -> Iterator[Element]:
        """All descendants, each before its children."""
        for child in self.children:
            yield child
            yield from child.walk()


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


def read_xml(octets: bytes) -> Element:
    """Read a document, with or without declaration and namespace; its caller has limited its size.

    Bytes that are not what their declaration says are read as UTF-8, else as Latin-1.

    Raises:
        XmlError: not well-formed, with a document type, too deep or too many elements.
    """
    octets = octets.strip(b"\0 \t\r\n")
    if b"<!DOCTYPE" in octets:
        raise XmlError("document type not allowed")
    root = _parsed(octets)
    if root.getroottree().docinfo.internalDTD is not None:
        raise XmlError("document type not allowed")
    return _element(root, [MAX_ELEMENTS], MAX_DEPTH)


def _parsed(octets: bytes) -> etree._Element:
    for parser in (_AS_DECLARED, _AS_UTF8, _AS_LATIN1):
        try:
            return etree.fromstring(octets, parser)
        except (etree.XMLSyntaxError, ValueError):
            continue
    raise XmlError("not well-formed")


def _element(node: etree._Element, budget: list[int], depth: int) -> Element:
    budget[0] -= 1
    if budget[0] < 0 or depth <= 0:
        raise XmlError("too many or too deep elements")
    children = tuple([_element(child, budget, depth - 1) for child in node])
    attributes = {_local(name): str(value) for name, value in node.attrib.items()}
    return Element(_local(node.tag), (node.text or "").strip(), attributes, children)


def _local(tag: object) -> str:
    """The name without its namespace; empty for what is no element."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def escape(text: str) -> str:
    """Text as it may stand in an element or a quoted attribute; characters that XML cannot hold become `?`."""
    text = _UNWRITABLE.sub("?", text)
    return "".join([_MARKUP.get(char, char) for char in text])
