"""What people read on consoles, pages and phones, Swedish first (gettext catalogue `alarmd/locale`)."""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("sv", "en")

_LOCALE = Path(__file__).resolve().parent.parent / "locale"


@lru_cache(maxsize=len(LANGUAGES) + 1)
def _catalogue(language: str) -> gettext.NullTranslations:
    known = language if language in LANGUAGES else LANGUAGES[0]
    return gettext.translation("alarmd", str(_LOCALE), languages=[known])


def sentence(code: str, language: str = "sv", who: str = "") -> str:
    """The sentence of an error code (`error.<code>` in the catalogue); unknown codes get the general one.

    `who` is the name of the person it speaks of, if it does.
    """
    key = f"error.{code}"
    found = _catalogue(language).gettext(key)
    chosen = found if found != key else _catalogue(language).gettext("error.failed")
    return chosen.format(who=who or _catalogue(language).gettext("somebody_else"))


def text(key: str, language: str = "sv") -> str:
    """Any other text of the catalogue by its key; an unknown key is returned as it is."""
    return _catalogue(language).gettext(key)
