"""The demo: a whole centre, a fleet that beats and now and then presses, and the console in this terminal."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from deploy.demo.centre import PYTHON, DemoCentre

FIRST_ALARM_S = 4.0


def main() -> int:
    """Start everything, hand the terminal to the console, and stop everything when it ends."""
    with tempfile.TemporaryDirectory(prefix="alarmd-demo-") as folder:
        centre = DemoCentre(Path(folder))
        print("[1/3] three fictive municipalities, 200 alarm units", flush=True)
        centre.prepare()
        print("[2/3] starting alarmd", flush=True)
        try:
            centre.start()
        except RuntimeError as error:
            print(f"The demo cannot start: {error}", file=sys.stderr)
            print("Is another demo running? Its ports are 8470, 8471, 12128, 5060 and 5061.", file=sys.stderr)
            return 1
        print("[3/3] a fleet of units, and the console (? for help, Ctrl+Q to quit)", flush=True)
        fleet = _fleet(Path(folder))
        try:
            return _console(centre)
        finally:
            for process in fleet:
                process.terminate()
            for process in fleet:
                process.wait(5)
            centre.stop()


def _fleet(folder: Path) -> list[subprocess.Popen[bytes]]:
    log = (folder / "fleet.log").open("ab")
    commands = [
        ["fleet", "-n", "200", "--beat", "60", "--press-rate", "2", "--seed", str(int(time.time()))],
        ["press", "--protocol", "scaip", "--delay", str(int(FIRST_ALARM_S * 1000))],
    ]
    return [
        subprocess.Popen([PYTHON, "-m", "simulators", *words], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        for words in commands
    ]


def _console(centre: DemoCentre) -> int:
    token = centre.token()
    return subprocess.run([PYTHON, "-m", "console", "--url", centre.feed, "--token", token], check=False).returncode
