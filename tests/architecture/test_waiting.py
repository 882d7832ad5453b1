"""Tests wait for what they want to see, not for time to pass (DESIGN §6): who sleeps is flaky or slow, mostly both."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.test_sizes import ROOT, tree

ALLOWED = {"tests/fakes/loop.py"}
"""Where the loop is let turn."""


def sleeps(path: Path) -> list[str]:
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and node.attr == "sleep":
            found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
        if isinstance(node, ast.ImportFrom) and any(name.name == "sleep" for name in node.names):
            found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


def test_no_test_sleeps() -> None:
    files = [path for path in sorted((ROOT / "tests").rglob("*.py")) if b"sleep" in path.read_bytes()]
    bad = [place for path in files if str(path.relative_to(ROOT)) not in ALLOWED for place in sleeps(path)]
    assert bad == [], "wait with tests.fakes.loop (until, settle, turn); load is paced by tests.fakes.pace"
