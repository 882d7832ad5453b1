"""Writes docs/configuration.md from the settings themselves, so that the page cannot grow old.

`python -m docs.configuration` writes it; a test compares.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from alarmd.config import DOOR_KINDS, SECTIONS

PAGE = Path(__file__).with_name("configuration.md")

HEAD = """# Settings

alarmd reads one TOML file (`alarmd run --config FILE`) and the environment: `ALARMD_STORE__URL` overrides `url` in
`[store]`. `alarmd check FILE` explains every mistake in plain words, all at once. An example stands in
`deploy/examples/alarmd.toml`. Nothing is reachable beyond this machine unless you say so.

This page is written by `python -m docs.configuration` from the settings themselves.
"""

TAIL = """
## Words on a unit

What one alarm unit does differently is written on the unit itself (`alarmd unit add … --setting WORD=VALUE`):

| word | door | meaning |
| --- | --- | --- |
| `key` | DC-09 | AES key of 128, 192 or 256 bits, `hex:…` or `text:…` |
| `clock` | DC-09 | time zone of a unit that sends local time, for example `Europe/Stockholm` |
| `month_error` | DC-09 | `-1` or `1` for a unit whose month is wrong by one |
| `window` | DC-09 | `off`, or seconds as `-600..600`, instead of −40 to +20 |
| `account_from` | DC-09 | `data` for gateways that write their own account in the header |
| `binary_crc`, `crc_includes_cr` | DC-09 | `no` refuses these ways of writing the checksum |
| `plain_time` | DC-09 | `no` leaves the clock of plain frames unchecked |
| `day_first` | DC-09 | `yes` when the time of occurrence is DD-MM-YYYY |
"""


def render() -> str:
    """The whole page."""
    parts = [HEAD, *(_section(f"[{name}]", shape) for name, shape in SECTIONS.items())]
    parts += [_section(f'[[doors]] kind = "{kind}"', shape) for kind, shape in DOOR_KINDS.items()]
    return "".join(parts) + TAIL


def _section(title: str, shape: type[msgspec.Struct]) -> str:
    text = inspect.getdoc(shape) or ""
    text = re.sub(r"^\[+\w+\]+ ", "", text)
    lines = [f"\n## {title}\n\n{text}\n\n| setting | kind | default |\n| --- | --- | --- |\n"]
    hints = get_type_hints(shape)
    for field in sorted(msgspec.structs.fields(shape), key=lambda field: field.name not in ("kind", "name")):
        default = "(must be given)" if field.required else f"`{_shown(_default(field))}`"
        lines.append(f"| `{field.name}` | {_kind(hints[field.name])} | {default} |\n")
    return "".join(lines)


def _default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default if field.default is not msgspec.NODEFAULT else field.default_factory()


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')


def _kind(hint: Any) -> str:
    if get_origin(hint) is Mapping:
        return "table of texts"
    if any(isinstance(word, type) and issubclass(word, msgspec.Struct) for word in get_args(hint)):
        return "list of tables"
    if get_origin(hint) is not None and get_args(hint):
        return " or ".join(f"`{word}`" for word in get_args(hint))
    return {str: "text", int: "whole number", float: "number", bool: "true or false"}.get(hint, str(hint))


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
    print(f"wrote {PAGE.name}")
