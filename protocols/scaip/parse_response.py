"""An `mrs` from bytes: what a unit reads (sheet §3.2)."""

from __future__ import annotations

from collections.abc import Mapping

from protocols.scaip.dialects import STANDARD, Dialect
from protocols.scaip.documents import Address, MessageResponse
from protocols.scaip.elements import response_tag
from protocols.scaip.errors import ContentError, FormatError, MissingElementError, MissingReferenceError
from protocols.scaip.xml import read_xml


def read_response(body: bytes, dialect: Dialect = STANDARD) -> MessageResponse:
    """Read an `mrs`, leniently.

    Raises:
        ScaipError: it is none, or ref or snu is missing or wrong.
    """
    document = read_xml(body)
    if document.root not in dialect.response_roots:
        raise FormatError("unknown root element")
    texts: dict[str, str] = {}
    numbers: list[Address] = []
    unknown: list[tuple[str, str]] = []
    for element in document.elements:
        tag = response_tag(element.name)
        if tag is None:
            unknown.append((element.name, element.text))
        elif tag == "tnu":
            number = Address.read(element.text)
            numbers += [number] if number else []
        elif element.text:
            texts.setdefault(tag, element.text)
    if "ref" not in texts:
        raise MissingReferenceError("missing ref")
    if "snu" not in texts:
        raise MissingElementError("missing snu")
    return MessageResponse(
        ref=texts["ref"],
        snu=_number(texts, "snu", 0),
        ste=texts.get("ste", ""),
        cve=texts.get("cve"),
        mre=_number(texts, "mre", 0),
        cre=_number(texts, "cre", 61),
        tnu=tuple(numbers),
        hbi=_number(texts, "hbi", 0) or None,
        unknown=tuple(unknown),
    )


def _number(texts: Mapping[str, str], tag: str, default: int) -> int:
    text = texts.get(tag)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit()) or len(text) > 5:
        raise ContentError(f"{tag} outside its type")
    return int(text)
