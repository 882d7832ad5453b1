"""Writes docs/states.md: the state tables of the code as diagrams, so that a picture cannot disagree with a table.

`python -m docs.states` writes it; a test compares.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from alarmd.domain import incident, supervision
from protocols.sip import transaction

PAGE = Path(__file__).with_name("states.md")

HEAD = """# States

Each table lives in one module; an event that has no arrow here is an error there. The tables write this page:
`python -m docs.states`.
"""


def render() -> str:
    """The whole page."""
    return HEAD + "".join(
        (
            _diagram(
                "An incident (`alarmd/domain/incident.py`)",
                "`Restored` is for the technical lane only; `Close` needs an outcome; a note changes no state.",
                incident.TRANSITIONS,
                start="waiting",
                end="closed",
            ),
            _diagram(
                "Supervision of a unit (`alarmd/domain/supervision.py`)",
                "What falls due while our door was shut is ours and moves nothing.",
                supervision.TRANSITIONS,
                start="awaiting_first",
            ),
            _diagram(
                "A SIP request of ours (`protocols/sip/transaction.py`)",
                "RFC 3261 §17.1.2, for the verdict's MESSAGE.",
                transaction.CLIENT_TRANSITIONS,
                start="trying",
                end="terminated",
            ),
        )
    )


def _diagram(title: str, text: str, table: Mapping[tuple[Any, Any], Any], *, start: str, end: str | None = None) -> str:
    arrows: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for (before, event), after in table.items():
        if before is not after:
            arrows[_word(before), _word(after)].append(_word(event))
    lines = [f"\n## {title}\n\n{text}\n\n```mermaid\nstateDiagram-v2\n    [*] --> {start}\n"]
    for (before, after), events in sorted(arrows.items()):
        lines.append(f"    {before} --> {after}: {', '.join(sorted(events))}\n")
    if end:
        lines.append(f"    {end} --> [*]\n")
    return "".join(lines) + "```\n"


def _word(thing: Any) -> str:
    if isinstance(thing, Enum):
        return thing.name.lower()
    return str(thing.__name__)


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
    print(f"wrote {PAGE.name}")
