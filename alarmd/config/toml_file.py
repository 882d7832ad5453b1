"""Reads one TOML file and the environment into frozen settings; every mistake is told at once, in plain words.

The environment overrides single values: `ALARMD_STORE__URL` is `url` in `[store]`.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_type_hints

import msgspec

from alarmd.config.contradictions import contradictions
from alarmd.config.doors import DOOR_KINDS
from alarmd.config.errors import ConfigError
from alarmd.config.sections import SECTIONS, Config


def load(path: Path, environment: Mapping[str, str] | None = None) -> Config:
    """Read and check the file.

    Raises:
        ConfigError: with a sentence for each mistake, not only the first.
    """
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError([f"{path}: there is no such file. Copy deploy/examples/alarmd.toml and change it."]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError([f"{path}: not readable as TOML: {error}."]) from error
    return from_tree(tree, os.environ if environment is None else environment)


def from_tree(tree: Mapping[str, Any], environment: Mapping[str, str] | None = None) -> Config:
    """Build and check the settings from a parsed tree.

    Raises:
        ConfigError: with a sentence for each mistake.
    """
    mistakes: list[str] = []
    sections = {name: dict(tree.get(name, {})) for name in SECTIONS}
    _from_environment(sections, environment or {}, mistakes)
    for name in tree:
        if name not in SECTIONS and name != "doors":
            mistakes.append(f"[{name}]: there is no such section{_meant(name, [*SECTIONS, 'doors'])}.")
    built: dict[str, Any] = {
        name: _section(f"[{name}]", shape, sections[name], mistakes) for name, shape in SECTIONS.items()
    }
    doors = tree.get("doors", [])
    if not isinstance(doors, list):
        mistakes.append("doors: write each door as its own [[doors]] block.")
        doors = []
    built["doors"] = tuple(door for i, raw in enumerate(doors, 1) if (door := _door(i, raw, mistakes)))
    if mistakes:
        raise ConfigError(mistakes)
    config = Config(**built)
    mistakes = contradictions(config)
    if mistakes:
        raise ConfigError(mistakes)
    return config


def _door(number: int, raw: Any, mistakes: list[str]) -> Any:
    where = f"[[doors]] no. {number}"
    if not isinstance(raw, dict):
        mistakes.append(f"{where}: write each door as its own [[doors]] block.")
        return None
    kind = raw.get("kind")
    if kind is None:
        mistakes.append(f"{where} kind: this setting is missing; it is one of {', '.join(sorted(DOOR_KINDS))}.")
        return None
    if kind not in DOOR_KINDS:
        mistakes.append(f"{where} kind = {kind!r}: there is no such kind of door{_meant(str(kind), DOOR_KINDS)}.")
        return None
    return _section(where, DOOR_KINDS[kind], raw, mistakes)


def _section(where: str, shape: type[msgspec.Struct], raw: Mapping[str, Any], mistakes: list[str]) -> Any:
    hints = get_type_hints(shape)
    values: dict[str, Any] = {}
    before = len(mistakes)
    for key, value in raw.items():
        if key not in hints:
            mistakes.append(f"{where} {key}: there is no such setting{_meant(key, hints)}.")
            continue
        try:
            values[key] = msgspec.convert(value, hints[key])
        except msgspec.ValidationError as error:
            mistakes.append(f"{where} {key} = {value!r}: {_plain(str(error))}.")
    missing = [f.name for f in msgspec.structs.fields(shape) if f.required and f.name not in raw]
    mistakes.extend(f"{where} {name}: this setting is missing." for name in missing)
    return None if len(mistakes) > before else shape(**values)


_PLAIN = {
    "Expected": "expected",
    "`str`": "text",
    "`int`": "a whole number",
    "`float`": "a number",
    "`bool`": "true or false",
    "Invalid enum value": "not one of the possible values",
}


def _plain(error: str) -> str:
    for theirs, ours in _PLAIN.items():
        error = error.replace(theirs, ours)
    return error.rstrip(".")


def _meant(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]}" if close else ""


def _from_environment(sections: dict[str, dict[str, Any]], environment: Mapping[str, str], mistakes: list[str]) -> None:
    for name, text in environment.items():
        if not name.startswith("ALARMD_") or "__" not in name:
            continue
        section, _, key = name.removeprefix("ALARMD_").lower().partition("__")
        if section not in sections:
            mistakes.append(f"environment {name}: there is no section [{section}]{_meant(section, sections)}.")
            continue
        hint = get_type_hints(SECTIONS[section]).get(key, str)
        try:
            sections[section][key] = msgspec.convert(text, hint, strict=False)
        except msgspec.ValidationError as error:
            mistakes.append(f"environment {name} = {text!r}: {_plain(str(error))}.")
