"""What a store holds after a hard life, compared with what units were told: every fault found gets its line."""

from __future__ import annotations

import base64
import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from alarmd.store.engine import reader_engine
from alarmd.store.journal import verify

NAME = re.compile(rb"K\d{7}")
"""What load clients put into each message, so that it is known again whatever the codecs make of it."""

MOST_EXAMPLES = 5


@dataclass
class Told:
    """What was said to units and operators.

    Attributes:
        sent: names that left a unit. taken: those that were answered positively.
        closed: incidents whose closing was confirmed to an operator.
    """

    sent: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Kept:
    """One stored signal."""

    id: int
    name: str
    lane: str
    restore: bool
    incident_id: int | None


@dataclass(frozen=True)
class Stored:
    """The store's rows that matter here."""

    signals: list[Kept]
    journalled: Counter[str]
    incidents: Mapping[int, tuple[str, str, int]]
    closings: Counter[int]


def examine(url: str, told: Told) -> dict[str, list[str]]:
    """Compare; the result is empty when all is well, else it names each kind of fault with some examples."""
    stored = _read(Path(url.removeprefix("sqlite:///")))
    names = Counter(signal.name for signal in stored.signals)
    found = {
        "answered but lost": sorted(told.taken - names.keys()),
        "stored twice": [name for name, count in names.items() if count > 1],
        "never sent": sorted(names.keys() - told.sent),
        "not once in the journal": [
            signal.name for signal in stored.signals if stored.journalled[f"signal:{signal.id}"] != 1
        ],
        "not in one incident": [
            signal.name
            for signal in stored.signals
            if signal.lane == "life_safety" and signal.incident_id not in stored.incidents
        ],
        "two incidents open for one person": _open_twice(stored),
        "presses miscounted": _miscounted(stored),
        "confirmed closing undone": [str(id_) for id_ in told.closed if _state(stored, id_) != "closed"],
        "closed twice": [str(id_) for id_, count in stored.closings.items() if count > 1],
        "journal": _journal(url),
    }
    return {fault: examples[:MOST_EXAMPLES] for fault, examples in found.items() if examples}


def _state(stored: Stored, incident_id: int) -> str:
    return stored.incidents[incident_id][1] if incident_id in stored.incidents else "gone"


def _open_twice(stored: Stored) -> list[str]:
    subjects = Counter(subject for subject, state, _ in stored.incidents.values() if state != "closed")
    return [subject for subject, count in subjects.items() if count > 1]


def _miscounted(stored: Stored) -> list[str]:
    presses: defaultdict[int, int] = defaultdict(int)
    for signal in stored.signals:
        if signal.incident_id is not None and signal.lane == "life_safety" and not signal.restore:
            presses[signal.incident_id] += 1
    return [
        f"{id_}: says {said}, has {presses[id_]}"
        for id_, (_, _, said) in stored.incidents.items()
        if said != presses[id_]
    ]


def _journal(url: str) -> list[str]:
    engine = reader_engine(url)
    try:
        report = verify(engine)
    finally:
        engine.dispose()
    return [] if report.fault is None else [f"{report.fault.seq}: {report.fault.why}"]


def _read(path: Path) -> Stored:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as store:
        return Stored(
            [
                Kept(id_, _name(payload), lane, bool(restore), incident_id)
                for id_, lane, restore, incident_id, payload in store.execute(
                    "SELECT s.id, s.lane, s.restore, s.incident_id, p.payload FROM signals s"
                    " JOIN journal_payload p ON p.seq = s.journal_seq WHERE s.door <> 'alarmd'"
                )
            ],
            _counted(store.execute("SELECT ref FROM journal WHERE kind = 'signal'")),
            {
                id_: (subject, state, presses)
                for id_, subject, state, presses in store.execute(
                    "SELECT id, subject, state, presses FROM incidents WHERE lane = 'life_safety'"
                )
            },
            Counter(id_ for (id_,) in store.execute("SELECT incident_id FROM timeline WHERE what = 'closed'")),
        )


def _counted(rows: Iterable[tuple[str]]) -> Counter[str]:
    return Counter(ref for (ref,) in rows)


def _name(payload: bytes) -> str:
    raw = base64.b64decode(json.loads(payload).get("raw", ""))
    found = NAME.search(raw)
    return found[0].decode() if found else f"unnamed {raw[:40]!r}"
