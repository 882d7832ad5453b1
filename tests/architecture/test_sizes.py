"""Files and functions stay small enough to read (DESIGN §8)."""

from __future__ import annotations

import ast
import functools
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("alarmd", "devices", "protocols", "console", "simulators")
MAX_FILE = 400
MAX_FUNCTION = 60


def production_files() -> list[Path]:
    return [
        path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")) if "migrations/versions" not in str(path)
    ]


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            found.append((node.end_lineno - node.lineno + 1, f"{path.relative_to(ROOT)}:{node.name}"))
    return found


def test_no_file_is_over_the_limit() -> None:
    sizes = sorted(((len(p.read_text(encoding="utf-8").splitlines()), p) for p in production_files()), reverse=True)
    print("largest files:", [(n, str(p.relative_to(ROOT))) for n, p in sizes[:5]])
    assert [str(p.relative_to(ROOT)) for n, p in sizes if n > MAX_FILE] == []


def test_no_test_file_is_over_the_limit() -> None:
    files = [path for room in ("tests", "deploy", "docs") for path in (ROOT / room).rglob("*.py")]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert [name for name, lines in lengths.items() if lines > MAX_FILE] == []


def test_no_function_is_over_the_limit() -> None:
    sizes = sorted((entry for path in production_files() for entry in functions(path)), reverse=True)
    print("largest functions:", sizes[:5])
    assert [name for n, name in sizes if n > MAX_FUNCTION] == []


def test_a_median_file_is_short() -> None:
    sizes = sorted(len(p.read_text(encoding="utf-8").splitlines()) for p in production_files())
    assert sizes[len(sizes) // 2] <= 150
