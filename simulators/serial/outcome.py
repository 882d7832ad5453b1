"""How one message on a serial line ended."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """`taken` is our word for a positive answer; `ms` runs from the first try to it, or to the giving up."""

    taken: bool
    tries: int
    ms: float
    answers: tuple[str, ...] = ()

    def line(self) -> str:
        """For a person at a terminal."""
        word = "taken" if self.taken else "not taken"
        heard = f", heard {' '.join(self.answers)}" if self.answers else ", heard nothing"
        return f"{word} after {self.ms:.0f} ms, tries {self.tries}{heard}"

    def as_json(self) -> dict[str, object]:
        """For a program."""
        return asdict(self)
