"""All units in memory, so that the hot path reads nothing from disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from alarmd.domain.unit import AlarmUnit


class UnitIndex:
    """Implements the `Units` port. `generation` grows with each new set."""

    def __init__(self, units: Iterable[AlarmUnit] = ()) -> None:
        self._by_address: dict[tuple[str, str], AlarmUnit] = {}
        self._by_id: dict[int, AlarmUnit] = {}
        self.generation = 0
        self.replace_all(units)

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[AlarmUnit]:
        return iter(self._by_id.values())

    def replace_all(self, units: Iterable[AlarmUnit]) -> None:
        """Take a whole new set at once; nobody ever sees half of it.

        A unit with the secret of a login name (`sip_user` and `ha1_…` in its settings) is found by that name too, as
        `<protocol>:account`: several units may log in by it.
        """
        by_id = {unit.id: unit for unit in units}
        accounts = {
            (f"{unit.protocol}:account", unit.settings["sip_user"]): unit
            for unit in by_id.values()
            if unit.settings.get("sip_user") and any(word.startswith("ha1_") for word in unit.settings)
        }
        self._by_address = accounts | {(unit.protocol, unit.address): unit for unit in by_id.values()}
        self._by_id = by_id
        self.generation += 1

    def find(self, protocol: str, address: str) -> AlarmUnit | None:
        """The unit that calls itself `address`, or None."""
        return self._by_address.get((protocol, address))

    def get(self, unit_id: int) -> AlarmUnit | None:
        """The unit with that id, or None."""
        return self._by_id.get(unit_id)
