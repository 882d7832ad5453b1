"""The incident's history: one entry for each thing that somebody or something did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One line of an incident's history (signals are lines too, and are kept as signals).

    Attributes:
        what: a word from the commands and events: `claimed`, `note`, `dispatched`, `lease_expired`, …
        actor: `operator:7`, `responder:3`, `unit:12` or `alarmd`.
        text: free text; it lives in the journal's payload and can be erased.
        detail: facts without persons (reason, from, to, channel).
    """

    id: int
    incident_id: int
    tenant_id: int
    at: datetime
    what: str
    actor: str
    text: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)
