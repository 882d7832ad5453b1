"""One word per thing (DESIGN §5): names that say nothing are not used for rooms or classes."""

from __future__ import annotations

import ast
import re

from tests.architecture.test_sizes import ROOT, production_files, tree

EMPTY_WORDS = re.compile(r"(?i)(^|_)(manager|helpers?|utils?|data|info|misc|common)(_|$)")
EMPTY_CLASS = re.compile(r"(Manager|Helper|Utils?|Data|Info)$")


def test_no_module_has_an_empty_name() -> None:
    bad = [str(p.relative_to(ROOT)) for p in production_files() if EMPTY_WORDS.search(p.stem)]
    assert bad == []


def test_no_class_has_an_empty_name() -> None:
    bad = []
    for path in production_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef) and EMPTY_CLASS.search(node.name):
                bad.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert bad == []


def test_every_module_says_what_belongs_there() -> None:
    bad = [str(p.relative_to(ROOT)) for p in production_files() if ast.get_docstring(tree(p)) is None]
    assert bad == []
