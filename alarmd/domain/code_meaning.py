"""What a code means where a make and model has its own idea of it."""

from __future__ import annotations

from dataclasses import dataclass

from alarmd.domain.signal import Kind, Lane


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMeaning:
    """What one of the unit's codes means, instead of what the protocol's table says. Labels are for people."""

    lane: Lane
    kind: Kind
    label_sv: str
    label_en: str
    restore: bool = False
