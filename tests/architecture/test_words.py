"""One word per thing (DESIGN §5): names that say nothing are not used for rooms or classes."""

from __future__ import annotations

import re

from tests.architecture.test_sizes import ROOT, production_files

EMPTY_WORDS = re.compile(r"(?i)(^|_)(manager|helpers?|utils?|data|info|misc|common)(_|$)")
CLASS = re.compile(r"^\s*class (\w+)", re.MULTILINE)
EMPTY_CLASS = re.compile(r"(Manager|Helper|Utils?|Data|Info)$")


def test_no_module_has_an_empty_name() -> None:
    bad = [str(p.relative_to(ROOT)) for p in production_files() if EMPTY_WORDS.search(p.stem)]
    assert bad == []


def test_no_class_has_an_empty_name() -> None:
    bad = []
    for path in production_files():
        names = CLASS.findall(path.read_text(encoding="utf-8"))
        bad += [f"{path.relative_to(ROOT)}:{name}" for name in names if EMPTY_CLASS.search(name)]
    assert bad == []


def test_every_module_says_what_belongs_there() -> None:
    bad = [str(p.relative_to(ROOT)) for p in production_files() if not p.read_text(encoding="utf-8").startswith('"""')]
    assert bad == []
