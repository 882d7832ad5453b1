"""The bench's screen: units on the left, their wire on the right, one key for each thing that can happen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Footer, Label, ListItem, ListView, RichLog

from simulators.bench.unit import BenchUnit, Passed, Told
from simulators.events import What

KEYS = {
    "p": (What.PRESS, "Press"),
    "f": (What.FALL, "Fall"),
    "s": (What.SMOKE, "Smoke"),
    "m": (What.MAINS, "Mains"),
    "b": (What.BATTERY, "Battery"),
    "t": (What.TEST, "Test alarm"),
    "h": (What.HEARTBEAT, "Heartbeat"),
}
"""What a technician does to the chosen unit."""

LONGEST_SHOWN = 4_000
"""Characters of one message."""


class Bench(App[None]):
    """Pick a unit with the arrows, then press a key; what it says and hears is shown with the time it took."""

    CSS = """
    ListView { width: 30; border-right: solid $primary; }
    RichLog { width: 1fr; padding: 0 1; }
    """
    BINDINGS = [
        *(Binding(key, f"do('{what.value}')", label) for key, (what, label) in KEYS.items()),
        Binding("x", "cut", "Cut/plug link"),
        Binding("c", "clear", "Clear"),
        Binding("q", "quit", "Quit"),
    ]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self) -> None:
        super().__init__()
        self.units: Sequence[BenchUnit] = ()

    def compose(self) -> ComposeResult:
        """Units, wire, keys."""
        with Horizontal():
            yield ListView(*(ListItem(Label(_standing(unit))) for unit in self.units))
            yield RichLog(wrap=True, markup=False)
        yield Footer()

    def hear(self, news: Passed | Told) -> None:
        """Show bytes that passed, or what came of something."""
        if not self.is_running:
            return
        log = self.query_one(RichLog)
        log.write(_wire(news) if isinstance(news, Passed) else _outcome(news))

    def action_do(self, word: str) -> None:
        """Something happens to the chosen unit."""
        if (unit := self._chosen()) is not None:
            self.run_worker(self._do(unit, What(word)), exit_on_error=False)

    def action_cut(self) -> None:
        """The chosen unit's link is pulled or put back."""
        if (unit := self._chosen()) is not None:
            self.run_worker(self._cut(unit), exit_on_error=False)

    def action_clear(self) -> None:
        """An empty wire."""
        self.query_one(RichLog).clear()

    async def on_unmount(self) -> None:
        """Put the units away."""
        for unit in self.units:
            await unit.close()

    async def _do(self, unit: BenchUnit, what: What) -> None:
        await unit.do(what)
        self._show_standing()

    async def _cut(self, unit: BenchUnit) -> None:
        await unit.cut()
        self._show_standing()

    def _chosen(self) -> BenchUnit | None:
        index = self.query_one(ListView).index
        return None if index is None else self.units[index]

    def _show_standing(self) -> None:
        for unit, label in zip(self.units, self.query("ListItem Label").results(Label), strict=True):
            label.update(_standing(unit))


def _standing(unit: BenchUnit) -> str:
    what = ["link cut"] if not unit.plugged else []
    what += sorted(lasting.value for lasting in unit.lasting)
    return f"{unit.address} {unit.protocol.value} {', '.join(what)}".rstrip()


def _wire(passed: Passed) -> Text:
    sign, color = ("→", "cyan") if passed.out else ("←", "green")
    shown = passed.octets.decode("utf-8", "backslashreplace").replace("\r\n", "\n").replace("\r", "␍")
    printable = "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in shown)
    return Text(f"{passed.unit} {sign} {printable.strip()[:LONGEST_SHOWN]}", style=color)


def _outcome(told: Told) -> Text:
    return Text(f"{told.unit}   {told.what}: {told.answer.line()}", style="bold" if told.answer.taken else "bold red")
