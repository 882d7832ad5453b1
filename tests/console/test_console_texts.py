"""Every text people read is in the Swedish catalogue, and the compiled catalogue is the one of the source."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from console import texts
from console.errors import BadSettings

ROOT = Path(texts.__file__).parent


def marked() -> Iterator[tuple[str, ...]]:
    """All texts in `_`, `N_` and `ngettext`, wherever they stand (f-strings too, which the extractor overlooks)."""
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("_", "N_", "ngettext")
            ):
                words = tuple(
                    arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                )
                if words:
                    yield words


def catalogue(language: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    with (ROOT / "locale" / language / "LC_MESSAGES" / "console.po").open("rb") as file:
        found = read_po(file, locale=language)
    assert not [message.id for message in found if message.fuzzy and message.id]
    return {_several(message.id): _several(message.string) for message in found if message.id}


def _several(text: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    known = catalogue(language)
    assert [words for words in marked() if words not in known] == []
    assert [words for words, said in known.items() if not all(said)] == []


def test_nothing_is_translated_that_nobody_says() -> None:
    said = set(marked())
    assert [words for words in catalogue("sv") if words not in said] == []


def test_translations_keep_the_places_for_values() -> None:
    def places(text: str) -> set[str | None]:
        return {name for _literal, name, _format, _conversion in string.Formatter().parse(text) if name}

    for words, said in catalogue("sv").items():
        assert {frozenset(places(text)) for text in words} == {frozenset(places(text)) for text in said}, words


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_compiled_catalogue_is_up_to_date(language: str) -> None:
    with (ROOT / "locale" / language / "LC_MESSAGES" / "console.mo").open("rb") as file:
        compiled = {_several(message.id): _several(message.string) for message in read_mo(file) if message.id}
    assert compiled == catalogue(language)


def test_swedish_is_the_default_and_english_a_choice() -> None:
    texts.use("sv")
    assert texts._("Waiting") == "Väntar"
    assert texts.ngettext("{count} press", "{count} presses", 1) == "{count} tryck"
    texts.use("en")
    assert texts._("Waiting") == "Waiting"
    assert texts.language() == "en"
    texts.use("sv")


def test_an_unknown_language_is_refused_in_plain_words() -> None:
    with pytest.raises(BadSettings, match="sv, en"):
        texts.use("xx")
