"""The units board: every unit with its supervision, silent ones first, by page; from memory."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from alarmd.domain.unit import AlarmUnit
from alarmd.services.rows import RowMaker, milliseconds
from alarmd.web.ports import AllUnits, Supervised, Supervision
from protocols.console_feed.messages import UnitLine, UnitPage

MOST_ON_A_PAGE = 200

_UNKNOWN = Supervised("")


class UnitsBoard:
    """Pages of the unit index, lost units first, then late ones, then the rest in the index's order."""

    def __init__(self, units: AllUnits, supervision: Supervision, rows: RowMaker) -> None:
        self._units = units
        self._supervision = supervision
        self._rows = rows

    def counts(self) -> tuple[int, int]:
        """Units in all, and silent ones."""
        return len(self._units), len(self._supervision.silent())

    def standing(self, unit_id: int | None) -> Supervised:
        """How a unit stands with supervision."""
        found = None if unit_id is None else self._supervision.of(unit_id)
        return found or _UNKNOWN

    def line(self, unit_id: int) -> UnitLine | None:
        """One unit."""
        unit = self._units.get(unit_id)
        return None if unit is None else self._line(unit)

    def page(self, page: int, size: int, words: str = "") -> UnitPage:
        """Page `page` (from 0) of at most `size` lines; `words` must all stand in the unit's address or place."""
        size = max(1, min(size, MOST_ON_A_PAGE))
        start = max(0, page) * size
        wanted = words.casefold().split()
        total, silent = self.counts()
        found: Iterator[AlarmUnit] = self._silent_first()
        if wanted:
            hits = [unit for unit in found if _matches(unit, wanted)]
            total = len(hits)
            found = iter(hits)
        lines = [self._line(unit) for unit in islice(found, start, start + size)]
        return UnitPage(total=total, silent=silent, page=max(0, page), size=size, units=lines)

    def _silent_first(self) -> Iterator[AlarmUnit]:
        silent = self._supervision.silent()
        for unit_id in silent:
            unit = self._units.get(unit_id)
            if unit is not None:
                yield unit
        shown = frozenset(silent)
        for unit in self._units:
            if unit.id not in shown:
                yield unit

    def _line(self, unit: AlarmUnit) -> UnitLine:
        standing = self.standing(unit.id)
        return UnitLine(
            id=unit.id,
            unit=unit.address,
            protocol=unit.protocol,
            tenant=self._rows.name(f"tenant:{unit.tenant_id}"),
            where=unit.where,
            profile=unit.profile,
            state=unit.state,
            supervision=standing.state,
            last_contact_ms=milliseconds(standing.last_contact),
            unsupervised_from_ms=milliseconds(standing.unsupervised_from),
            usual_s=round(standing.usual_s),
            interval_s=round(unit.supervision.interval_s) if standing.usual_s else 0,
        )


def _matches(unit: AlarmUnit, words: list[str]) -> bool:
    text = f"{unit.address} {unit.where} {unit.profile}".casefold()
    return all(word in text for word in words)
