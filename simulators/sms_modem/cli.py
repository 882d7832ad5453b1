"""`alarm-sim modem`: a GSM modem that a door can open, with words typed at it for what happens in the network."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from contextlib import suppress

from simulators.sms_modem.faults import Faults
from simulators.sms_modem.modem import Sent
from simulators.sms_modem.terminal import ModemTerminal

ABOUT = """A GSM modem on a pseudo terminal. Words on its standard input say what happens: `sms NUMBER TEXT`,
`call NUMBER`, `network off`, `network on`, `signal 0..31`, `restart`, `unplug`, `plug`."""

UNIT = "+46701740605"


def add_words(words: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `modem` to `alarm-sim`."""
    word = words.add_parser("modem", help="a GSM modem: messages and calls come to it", description=ABOUT)
    word.add_argument("--link", default="", metavar="PATH", help="symbolic link to the terminal, for the door's `url`")
    word.add_argument(
        "--from", dest="sender", default=UNIT, metavar="NUMBER", help="who sends the --text (%(default)s)"
    )
    word.add_argument("--text", action="append", default=[], help="a message that waits on the card; may be repeated")
    word.add_argument("--seconds", type=float, default=0.0, help="end after so long; 0 runs until it is stopped")
    word.add_argument("--no-card", action="store_true", help="nothing lies in it")
    word.add_argument("--pin", default="", help="what the card wants first")
    word.add_argument("--no-network", action="store_true", help="it is not registered")
    word.add_argument("--garbage", action="store_true", help="noise before each answer")
    word.add_argument("--slow", type=float, default=0.0, metavar="SECONDS", help="before each answer")
    word.add_argument("--lost-reports", action="store_true", help="the network keeps delivery reports")
    word.add_argument("--lost-indications", action="store_true", help="new messages are not told of")
    word.set_defaults(run=run_modem)


async def run_modem(options: argparse.Namespace) -> int:
    """Run a modem until it is stopped."""
    loop = asyncio.get_running_loop()
    over = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, over.set)
    with ModemTerminal(faults=_faults(options), link=options.link, on_sent=_told) as terminal:
        _say(f"modem {terminal.path}")
        for text in options.text:
            terminal.modem.receive(options.sender, text)
        with suppress(OSError, PermissionError, ValueError):
            descriptor = sys.stdin.fileno()
            loop.add_reader(descriptor, Typed(terminal, descriptor).read)
        with suppress(TimeoutError):
            async with asyncio.timeout(options.seconds or None):
                await over.wait()
        with suppress(OSError, ValueError):
            loop.remove_reader(sys.stdin.fileno())
    return 0


def happen(terminal: ModemTerminal, line: str) -> str:
    """Let happen what a line says; returns what to show for it."""
    word, _, rest = line.strip().partition(" ")
    modem = terminal.modem
    if word == "sms":
        number, _, text = rest.partition(" ")
        modem.receive(number, text)
    elif word == "call":
        modem.call(rest)
    elif word == "network" and rest in ("on", "off"):
        modem.lose_network(lost=rest == "off")
    elif word == "signal" and rest.isdecimal():
        modem.strength = int(rest)
    elif word == "restart":
        modem.restart()
    elif word == "unplug":
        terminal.pull_out()
    elif word == "plug":
        terminal.pull_out()
        terminal.plug_in()
    else:
        return f"{line.strip()!r} is nothing that can happen; {ABOUT}"
    return f"{word} done"


class Typed:
    """Reads words from standard input as they come, however they are cut, and lets them happen."""

    def __init__(self, terminal: ModemTerminal, descriptor: int) -> None:
        self._terminal = terminal
        self._descriptor = descriptor
        self._waiting = b""

    def read(self) -> None:
        """Something was typed, or the input has ended."""
        octets = os.read(self._descriptor, 4096)
        if not octets:
            asyncio.get_running_loop().remove_reader(self._descriptor)
        *lines, self._waiting = (self._waiting + octets).split(b"\n")
        for line in lines:
            if line.strip():
                _say(happen(self._terminal, line.decode("utf-8", "replace")))


def _faults(options: argparse.Namespace) -> Faults:
    return Faults(
        no_card=options.no_card,
        pin=options.pin,
        no_network=options.no_network,
        garbage=options.garbage,
        slow_s=options.slow,
        lost_reports=options.lost_reports,
        lost_indications=options.lost_indications,
    )


def _told(sent: Sent) -> None:
    _say(f"sent {sent.reference} to {sent.number}: {sent.submit.text}")


def _say(line: str) -> None:
    print(line, flush=True)
