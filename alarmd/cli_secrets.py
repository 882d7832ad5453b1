"""`alarmd secrets`: make the installation's key file, and seal secrets for units with it."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from alarmd.config import load
from alarmd.sealing import Seal, SealingError, make_key_file


def add_parsers(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Put `secrets` below `subparsers`."""
    parser = subparsers.add_parser("secrets", help="the key file, and secrets sealed with it")
    steps = parser.add_subparsers(required=True, metavar="STEP")
    new_key = steps.add_parser("new-key", help="make a key file")
    new_key.add_argument("file", type=Path)
    new_key.set_defaults(run=_new_key)
    seal = steps.add_parser("seal", help="print a secret sealed, to be written on a unit as key=enc:…")
    seal.add_argument("--stdin", action="store_true", help="read the secret from standard input")
    seal.set_defaults(run=_seal)


def _new_key(options: argparse.Namespace) -> int:
    try:
        make_key_file(options.file)
    except OSError as error:
        print(f"{options.file}: no key file was made: {error.strerror}", file=sys.stderr)
        return 1
    print(f"{options.file}: made. Set it as [secrets] key_file, and keep a copy where the store's backups are not.")
    return 0


def _seal(options: argparse.Namespace) -> int:
    path = load(Path(options.config)).secrets.key_file
    if not path:
        print("[secrets] key_file is not set: make one with alarmd secrets new-key FILE and name it.", file=sys.stderr)
        return 1
    secret = sys.stdin.readline().rstrip("\n") if options.stdin else getpass.getpass("Secret: ")
    try:
        print(Seal(Path(path)).close(secret))
    except SealingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
