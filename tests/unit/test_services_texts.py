"""Sentences for people: both languages say everything, Swedish is the default."""

from __future__ import annotations

from pathlib import Path

from alarmd.domain.signal import Kind
from alarmd.services import texts
from alarmd.services.texts import LANGUAGES, sentence, text

LOCALE = Path(texts.__file__).parent.parent / "locale"


def keys(language: str) -> set[str]:
    lines = (LOCALE / language / "LC_MESSAGES" / "alarmd.po").read_text(encoding="utf-8").splitlines()
    return {line[7:-1] for line in lines if line.startswith("msgid ")} - {""}


def test_both_languages_have_the_same_keys_and_are_compiled() -> None:
    assert keys("sv") == keys("en")
    for language in LANGUAGES:
        assert [key for key in keys(language) if text(key, language) == key] == []


def test_every_kind_has_a_word() -> None:
    assert {f"kind.{kind}" for kind in Kind} <= keys("sv")


def test_swedish_is_the_default_and_unknown_codes_have_a_sentence() -> None:
    assert sentence("login") == "Fel användarnamn eller lösenord."
    assert sentence("login", "en") == "Wrong user name or password."
    assert sentence("login", "de") == sentence("login", "sv")
    assert sentence("something else") == sentence("failed")
