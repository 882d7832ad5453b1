"""The texts people read, by gettext: Swedish unless the setting says otherwise, English in the source.

`_` translates now; `N_` only marks a text for `pybabel extract`, for tables that are translated when shown.
"""

from __future__ import annotations

import gettext
from pathlib import Path

from console.errors import BadSettings

DOMAIN = "console"
FOLDER = Path(__file__).parent / "locale"
LANGUAGES = ("sv", "en")


class _Chosen:
    """The catalogue in use; one console speaks one language at a time."""

    language = ""
    catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use(language: str) -> None:
    """Speak this language from now on.

    Raises:
        BadSettings: there is no such catalogue.
    """
    if language not in LANGUAGES:
        raise BadSettings(f"language is {language!r}; it can be one of {', '.join(LANGUAGES)}")
    if language != _Chosen.language:
        _Chosen.language = language
        _Chosen.catalogue = gettext.translation(DOMAIN, FOLDER, [language])


def language() -> str:
    """The language in use."""
    return _Chosen.language or LANGUAGES[0]


def _(text: str) -> str:
    """The text in the language in use."""
    if not _Chosen.language:
        use(LANGUAGES[0])
    return _Chosen.catalogue.gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """Like `_`, for a text that depends on a number."""
    if not _Chosen.language:
        use(LANGUAGES[0])
    return _Chosen.catalogue.ngettext(one, many, count)


def N_(text: str) -> str:
    """Mark a text for translation later."""
    return text
