"""Every module has a test file of its own, somewhere below tests/ (a glossary of words needs none)."""

from __future__ import annotations

from tests.architecture.test_sizes import ROOT, production_files

# Modules that only name things or start a program are tested where they are used; bootstrap by tests/smoke.
WITHOUT = {
    "__init__",
    "__main__",
    "errors",
    "ports",
    "commands",
    "timeline",
    "register",
    "publication",
    "code_meaning",
    "device_profile",
}


def test_every_module_has_its_test_file() -> None:
    tests = {p.stem for p in (ROOT / "tests").rglob("test_*.py")}
    bad = []
    for path in production_files():
        relative = path.relative_to(ROOT)
        if path.stem in WITHOUT or {"migrations", "bootstrap"} & set(relative.parts):
            continue
        if len(path.read_text(encoding="utf-8").splitlines()) <= 1:
            continue
        room = relative.parts[-2]
        if not tests & {f"test_{path.stem}", f"test_{room}_{path.stem}"}:
            bad.append(str(relative))
    assert bad == []
