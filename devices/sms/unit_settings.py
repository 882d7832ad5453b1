"""What one unit does differently, from the words on the unit: whose rules read its texts, and what its call means."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from alarmd.domain.signal import Kind
from alarmd.domain.unit import AlarmUnit
from devices.sms.texts import RuleSet, rule_sets
from devices.sms.translate import LABELS

log = logging.getLogger(__name__)

IGNORED = "ignore"


@dataclass(frozen=True, slots=True)
class UnitSettings:
    """How to read one unit.

    Attributes:
        call: what its call means; None when it means nothing. hang_up: whether its call is ended.
    """

    rules: RuleSet
    call: Kind | None
    hang_up: bool


class SettingsReader:
    """Reads `texts` (a set of texts.toml), `call` (a kind, or `ignore`) and `hang_up` (yes, no) of a unit."""

    def __init__(self, texts: str, *, hang_up: bool) -> None:
        """Take the door's own; raises ValueError when it names no set of rules."""
        sets = rule_sets()
        if texts not in sets:
            raise ValueError(f"texts = {texts!r}: there is no such set of rules; there are {', '.join(sets)}")
        self.of_door = UnitSettings(sets[texts], Kind.PRESS, hang_up)

    def of(self, unit: AlarmUnit | None) -> UnitSettings:
        """The settings of a unit; for a word that cannot be used the door's, said in the log."""
        if unit is None:
            return self.of_door
        words, door, sets = unit.settings, self.of_door, rule_sets()
        rules = sets.get(words.get("texts", ""), door.rules)
        if "texts" in words and words["texts"] not in sets:
            log.error("unit %s: texts = %r is no set of rules; the door's are used", unit.id, words["texts"])
        hang_up = {"yes": True, "no": False}.get(words.get("hang_up", ""), door.hang_up)
        return UnitSettings(rules, _call(unit), hang_up)


def _call(unit: AlarmUnit) -> Kind | None:
    word = unit.settings.get("call", Kind.PRESS)
    if word == IGNORED:
        return None
    if word in set(Kind) and Kind(word) in LABELS:
        return Kind(word)
    log.error("unit %s: call = %r is no kind; its calls are presses", unit.id, word)
    return Kind.PRESS
