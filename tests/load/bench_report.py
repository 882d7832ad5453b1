"""The table that `make bench` prints: what was offered, what came, how late, and whether the aim is met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import ceil
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measurement; times in milliseconds from the scheduled sending.

    Attributes:
        offered, rate: asked for and reached, each second. share: what was answered (or shown) of what was sent.
        cpu: the receiver's process, per cent of one core. compared: a ratio to another row of the same run.
        aim: in words, empty when there is none. met: whether it was reached.
    """

    group: str
    name: str
    offered: float = 0.0
    rate: float = 0.0
    share: float = 1.0
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    max_ms: float = 0.0
    cpu: float = 0.0
    compared: str = ""
    aim: str = ""
    met: bool | None = None

    def as_json(self) -> dict[str, Any]:
        """The same for a program."""
        return {name: round(v, 3) if isinstance(v, float) else v for name, v in asdict(self).items()}


_HEAD = ("what", "offered/s", "reached/s", "came", "p50 ms", "p99 ms", "max ms", "CPU %", "compared", "aim", "")


def table(rows: Sequence[Row]) -> str:
    """Plain text, one line a row, a blank line between groups."""
    lines = [_HEAD, *(_cells(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(_HEAD))]
    shown: list[str] = []
    for index, cells in enumerate(lines):
        if index == 0 or (index > 1 and rows[index - 1].group != rows[index - 2].group):
            shown.append("")
        texts = [
            cell.ljust(w) if i in (0, 8, 9, 10) else cell.rjust(w)
            for i, (cell, w) in enumerate(zip(cells, widths, strict=True))
        ]
        shown.append("  ".join(texts).rstrip())
    return "\n".join(shown)


def _cells(row: Row) -> tuple[str, ...]:
    met = "" if row.met is None else "met" if row.met else "NOT MET"
    came = f"{row.share:.1%}" if row.p99_ms else ""
    return (
        row.name, _whole(row.offered), _whole(row.rate), came, _ms(row.p50_ms), _ms(row.p99_ms), _ms(row.max_ms),
        _whole(row.cpu), row.compared, row.aim, met,
    )  # fmt: skip


def _whole(value: float) -> str:
    return f"{value:.0f}" if value else ""


def _ms(value: float) -> str:
    return f"{value:.2f}" if value else ""


def percentile(ranked: Sequence[float], percent: float) -> float:
    """The value that so many per cent of the sorted values do not exceed; 0 without any."""
    return ranked[max(0, ceil(len(ranked) * percent / 100) - 1)] if ranked else 0.0
