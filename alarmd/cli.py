"""The alarmd command: arguments, then bootstrap or a tool; every error is a sentence."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from alarmd import cli_conformance, cli_profile, cli_registry, cli_secrets, cli_store, cli_trace
from alarmd.config import Config, ConfigError, load
from alarmd.runtime import run, set_up_logging
from alarmd.system_clock import SystemClock

DEFAULT_CONFIG = "/etc/alarmd/alarmd.toml"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return the exit status: 0 well, 1 refused with a sentence, 2 wrong arguments."""
    where = argparse.ArgumentParser(add_help=False)
    where.add_argument("--config", default=os.environ.get("ALARMD_CONFIG", DEFAULT_CONFIG))
    chosen, rest = where.parse_known_args(arguments)
    options = _parser(chosen.config).parse_args(rest)
    options.config = getattr(options, "file_to_check", None) or chosen.config
    try:
        if getattr(options, "database", "") is None:
            options.database = settings(options).store.url
        return int(options.run(options))
    except ConfigError as error:
        for mistake in error.mistakes:
            print(mistake, file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 0
    except KeyboardInterrupt:
        return 130


def settings(options: argparse.Namespace) -> Config:
    """The settings that the command was pointed at."""
    return load(Path(options.config))


def _parser(config: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="alarmd",
        description="Receiving centre for digital social alarms.",
        epilog=f"Every command takes --config FILE (now {config}).",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("run", help="run the daemon in the foreground").set_defaults(run=_run)
    command = commands.add_parser("check", help="explain every mistake in a settings file")
    command.add_argument("file_to_check", metavar="CONFIG", nargs="?", help="by default the one of --config")
    command.set_defaults(run=_check)
    cli_store.add_parsers(commands)
    cli_registry.add_parsers(commands)
    cli_profile.add_parsers(commands)
    cli_conformance.add_parsers(commands)
    cli_trace.add_parsers(commands)
    cli_secrets.add_parsers(commands)
    command = commands.add_parser("seed-demo", help="fill an empty store with fictive people and units")
    command.add_argument("--units", type=int, default=200, help="how many alarm units (default 200)")
    command.set_defaults(run=_seed_demo)
    return parser


def _run(options: argparse.Namespace) -> int:
    config = settings(options)
    set_up_logging(config.log.level)
    from alarmd.bootstrap import Daemon
    from alarmd.domain.ports import LedgerUnavailable
    from alarmd.http_server import ListenerRefused
    from alarmd.sealing import SealingError
    from alarmd.store.schema import SchemaMismatch
    from devices.device_profiles import ProfileError

    try:
        return run(lambda: Daemon(config).run())
    except (SchemaMismatch, ListenerRefused, LedgerUnavailable, ProfileError, SealingError) as error:
        print(error, file=sys.stderr)
        return 1


def _check(options: argparse.Namespace) -> int:
    config = settings(options)
    doors = ", ".join(door.name or door.kind for door in config.doors) or "no doors"
    print(f"{options.config}: the settings can be used ({doors}; store {config.store.url.split('@')[-1]}).")
    return 0


def _seed_demo(options: argparse.Namespace) -> int:
    from alarmd.store.engine import tool_engine
    from alarmd.store.seed import seed_demo

    engine = tool_engine(settings(options).store.url)
    try:
        seed_demo(engine, SystemClock().now(), units=options.units)
    finally:
        engine.dispose()
    print(f"three fictive municipalities with {options.units} alarm units; operator demo, password demo")
    return 0
