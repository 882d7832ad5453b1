"""What a notice says: what kind of alarm, which municipality, and the link. Never a name, never an address."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from alarmd.domain.incident import Incident
from alarmd.domain.ports import Notice
from alarmd.services.texts import text

TITLE_LENGTH = 40
SMS_LENGTH = 160
"""One message in the GSM 7-bit alphabet (3GPP TS 23.038); gateways put the title before the body."""

_JOINT = 2
_GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)


class NoticeTexts:
    """Makes title and body in the centre's language. `name_of("tenant:1")` is the municipality's name."""

    def __init__(self, name_of: Callable[[str], str], public_url: str, language: str = "sv") -> None:
        self._name_of = name_of
        self._public_url = public_url.rstrip("/")
        self._language = language

    def __call__(self, incident: Incident, notice: Notice) -> tuple[str, str]:
        """Title of at most 40 characters, and a body that fits one SMS together with it where the link allows."""
        kind = text(f"kind.{incident.kind}", self._language)
        place = self._name_of(f"tenant:{incident.tenant_id}")
        title = gsm7(text("notice.title", self._language).format(kind=kind, place=place))[:TITLE_LENGTH].rstrip()
        link = f"{self._public_url}/r/{notice.link_token}"
        body = f"{gsm7(text('notice.body', self._language))} {link}"
        if len(title) + _JOINT + len(body) > SMS_LENGTH:
            body = link
        return title, body


def gsm7(words: str) -> str:
    """The same words with every character that the GSM alphabet lacks replaced by its nearest, or by a question mark.

    Å, ä and ö are in the alphabet; a single character outside it would halve the length of a message.
    """
    return "".join(c if c in _GSM7 else _nearest(c) for c in unicodedata.normalize("NFC", words))


def _nearest(character: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", character) if c in _GSM7)
    if plain:
        return plain
    return {"–": "-", "—": "-", "’": "'", "‘": "'", "”": '"', "“": '"', "\u00a0": " "}.get(character, "?")
