"""The SMS door of a whole daemon, with `alarm-sim modem` as another program: in, out, killed, and without network."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from tests.fakes.loop import until
from tests.fakes.pace import asked
from tests.smoke.lab import Lab
from tests.smoke.watching import Watcher

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]

UNIT, TEAM = "+46701740605", "+46701740610"
DOOR = '[[doors]]\nkind = "sms"\nurl = "{link}"\n'


class Modem:
    """The simulator's process: words go in, what it sent comes out in a file."""

    def __init__(self, folder: Path) -> None:
        self.link = folder / "modem"
        self.told = folder / "modem.txt"
        with self.told.open("w") as told:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "simulators", "modem", "--link", str(self.link)],
                stdin=subprocess.PIPE,
                stdout=told,
                text=True,
            )

    def say(self, line: str) -> None:
        """Let something happen."""
        words: IO[str] | None = self._process.stdin
        assert words is not None
        words.write(f"{line}\n")
        words.flush()

    def sent(self) -> list[str]:
        """What went out."""
        return [line for line in self.told.read_text().splitlines() if line.startswith("sent ")]

    def end(self) -> None:
        """Stop it."""
        self._process.terminate()
        self._process.communicate(timeout=10)


@pytest.fixture
def modem(tmp_path: Path) -> Iterator[Modem]:
    modem = Modem(tmp_path)
    yield modem
    modem.end()


@pytest.fixture
async def connected(lab: Lab, modem: Modem) -> Lab:
    """A centre that runs with the modem, and has one unit on it."""
    assert await asked(modem.link.is_symlink)
    lab.centre.more += DOOR.format(link=modem.link)
    lab.centre.write_settings()
    administer(lab, "unit", "add", "sms", UNIT, "--tenant", "1", "--state", "in_service")
    lab.centre.start()
    lab.log_in()
    return lab


def administer(lab: Lab, *words: str) -> None:
    database = f"sqlite:///{lab.centre.folder}/alarmd.sqlite3"
    subprocess.run([sys.executable, "-m", "alarmd", *words, "--database", database], check=True, capture_output=True)


def of_units(lab: Lab) -> list[dict[str, Any]]:
    return [row for row in lab.signals() if row["door"] == "sms" and row["address"] == UNIT]


async def test_messages_and_calls_are_on_the_screen_within_a_second(connected: Lab, modem: Modem) -> None:
    async with Watcher(connected) as console:
        modem.say(f"sms {UNIT} help me! lat: 59.32833 long: 18.06667")
        await until(lambda: len(console.shown) == 1, 1.0)
        modem.say(f"call {UNIT}")
        await until(lambda: len(console.shown) == 2, 1.0)
        assert console.only().presses == 2
    assert [row["kind"] for row in of_units(connected)] == ["press", "press"]


async def test_killed_and_back_every_message_is_there_once(connected: Lab, modem: Modem) -> None:
    lab = connected
    modem.say(f"sms {UNIT} SOS 1")
    assert await asked(lambda: len(of_units(lab)) == 1)
    lab.centre.kill()
    modem.say(f"sms {UNIT} SOS 2")
    lab.centre.start()
    lab.log_in()
    modem.say(f"sms {UNIT} SOS 3")
    assert await asked(lambda: len(of_units(lab)) >= 3)
    lab.centre.stop()
    lab.centre.start()
    lab.log_in()
    assert len(of_units(lab)) == 3


async def test_a_network_that_is_away_is_told_and_restored(connected: Lab, modem: Modem) -> None:
    def shut(*, open_only: bool) -> list[dict[str, Any]]:
        return [row for row in connected.incidents(open_only=open_only) if row["kind"] == "door_down"]

    modem.say("restart")
    modem.say("network off")
    assert await asked(lambda: shut(open_only=True), 30.0)
    modem.say("network on")
    assert await asked(lambda: not shut(open_only=True), 15.0)
    assert len(shut(open_only=False)) == 1


async def test_the_team_is_called_out_and_the_report_stands_in_the_timeline(connected: Lab, modem: Modem) -> None:
    lab = connected
    with lab.database() as store:
        numbers = [number for (number,) in store.execute("SELECT id FROM responders")]
    for number in numbers:
        administer(lab, "responder", "update", str(number), "--channels", f"sms://{TEAM}")
    modem.say(f"sms {UNIT} SOS")
    async with Watcher(lab) as console:
        await until(lambda: console.rows())
        await console.do("claim")
        await console.do("dispatch")
        incident_id = console.only().id
    assert await asked(lambda: modem.sent())
    assert modem.sent()[0].startswith(f"sent 1 to {TEAM}: ")
    assert "/r/" in modem.sent()[0]

    def whats() -> list[str]:
        with lab.database() as store:
            return [
                what for (what,) in store.execute("SELECT what FROM timeline WHERE incident_id = ?", (incident_id,))
            ]

    assert await asked(lambda: "delivered" in whats())

    def states() -> set[str]:
        with lab.database() as store:
            return {state for (state,) in store.execute("SELECT state FROM notices")}

    assert await asked(lambda: "delivered" in states())
