"""Starts the console: arguments, settings, login, then the screen (or, headless, JSON lines)."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import getpass
import logging
import os
import sys
from functools import partial
from pathlib import Path

from console.config import Settings, load
from console.errors import ConsoleError, LoginRefused
from console.headless import Headless
from console.login import log_in
from console.texts import _, use

PASSWORD_VARIABLE = "ALARM_CONSOLE_PASSWORD"  # noqa: S105
TRIES = 3


def parser() -> argparse.ArgumentParser:
    """The command line."""
    arguments = argparse.ArgumentParser(prog="alarm-console", description="Operator console of alarmd")
    arguments.add_argument("--url", help="the feed, for example ws://127.0.0.1:8470/feed")
    arguments.add_argument("--user", help="user name; asked for when missing")
    arguments.add_argument("--password-file", type=Path, help="file whose first line is the password")
    arguments.add_argument("--token", help="a session token, instead of logging in")
    arguments.add_argument("--language", choices=["sv", "en"], help="sv (default) or en")
    arguments.add_argument("--config", type=Path, help="settings, TOML")
    arguments.add_argument("--sound-command", help="program run for each sound, with the lane as its last argument")
    arguments.add_argument("--ca-file", help="certificate authority of the centre")
    arguments.add_argument("--log-file", help="where faults of the console are noted")
    arguments.add_argument("--headless", action="store_true", help="no screen: confirm and print JSON lines")
    arguments.add_argument("--act-every", type=int, default=0, metavar="N", help="headless: work each N-th incident")
    return arguments


def _session(settings: Settings, given: argparse.Namespace) -> tuple[Settings, str]:
    """The settings with the user's name, and a token; asks where nothing was given."""
    if given.token:
        return settings, given.token
    user = settings.user or input(_("User name: "))
    settings = load(None, {**_values(settings), "user": user})
    password = os.environ.get(PASSWORD_VARIABLE, "")
    if given.password_file is not None:
        password = given.password_file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    for attempt in range(TRIES):
        secret = password or getpass.getpass(_("Password: "))
        try:
            return settings, asyncio.run(log_in(settings.login_url, user, secret, settings.tls()))
        except LoginRefused as error:
            if password or attempt == TRIES - 1:
                raise
            print(error, file=sys.stderr)
    raise LoginRefused(_("Too many attempts."))


def _values(settings: Settings) -> dict[str, object]:
    return {name: getattr(settings, name) for name in settings.__dataclass_fields__}


def _logging(settings: Settings) -> None:
    """Faults go to a file or nowhere: the terminal belongs to the board."""
    handler: logging.Handler = logging.NullHandler()
    if settings.log_file:
        handler = logging.FileHandler(settings.log_file, encoding="utf-8")
    logging.basicConfig(handlers=[handler], level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")


def main(argv: list[str] | None = None) -> int:
    """Run the console; the exit status is returned (2: settings, 3: login)."""
    given = parser().parse_args(argv)
    options = {
        name: getattr(given, name) for name in ("url", "user", "language", "sound_command", "ca_file", "log_file")
    }
    try:
        settings = load(given.config, options)
        use(settings.language)
        _logging(settings)
        settings, token = _session(settings, given)
    except LoginRefused as error:
        print(error, file=sys.stderr)
        return 3
    except (ConsoleError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    except (KeyboardInterrupt, EOFError):
        return 3
    if given.headless:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(Headless(settings, token, sys.stdout, act_every=given.act_every).run())
        return 0
    from console.app import ConsoleApp

    again = partial(log_in, settings.login_url, settings.user, tls=settings.tls()) if settings.user else None
    ConsoleApp(settings, token, log_in=again).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
