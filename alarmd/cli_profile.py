"""`alarmd profile …`: makes and models as data: list, show, check, and find the codes that nobody knows yet."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from alarmd.config import load
from alarmd.store.unknown_codes import unknown_codes
from devices.device_profiles import ProfileError, as_tree, load_profiles, read_profile


def add_parsers(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Put `profile` below `subparsers`; each of its actions sets `run`."""
    parser = subparsers.add_parser("profile", help="makes and models of units, as data")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="all profiles, shipped and own")
    listing.set_defaults(run=_list)
    show = actions.add_parser("show", help="all about one profile, as JSON")
    show.add_argument("name")
    show.set_defaults(run=_show)
    lint = actions.add_parser("lint", help="explain every mistake in profiles")
    lint.add_argument("files", nargs="*", type=Path, metavar="FILE", help="by default all, shipped and own")
    lint.set_defaults(run=_lint)
    unknown = actions.add_parser("unknown", help="codes from the field that nobody knows, with counts")
    unknown.add_argument("--days", type=int, default=90, help="how far back (90)")
    unknown.add_argument("--json", action="store_true", help="one JSON object a line")
    unknown.add_argument("--database", help="URL of the store; by default the configured one")
    unknown.set_defaults(run=_unknown)


def _folder(options: argparse.Namespace) -> str:
    path = Path(options.config)
    return load(path).profiles.folder if path.exists() else ""


def _list(options: argparse.Namespace) -> int:
    try:
        profiles = load_profiles(_folder(options))
    except ProfileError as error:
        return _told(error)
    for name, profile in sorted(profiles.items()):
        every = f"{profile.supervision.interval_s:g} s" if profile.supervision.interval_s else "unsupervised"
        print(f"{name:24} {profile.protocol:10} {every:14} {profile.make} {profile.model}".rstrip())
    return 0


def _show(options: argparse.Namespace) -> int:
    try:
        profile = load_profiles(_folder(options)).get(options.name)
    except ProfileError as error:
        return _told(error)
    if profile is None:
        print(f"there is no profile {options.name!r}; alarmd profile list names all.", file=sys.stderr)
        return 1
    print(json.dumps(as_tree(profile), ensure_ascii=False, indent=2))
    return 0


def _lint(options: argparse.Namespace) -> int:
    mistakes: list[str] = []
    checked = 0
    try:
        if options.files:
            for file in options.files:
                checked += 1
                try:
                    read_profile(file)
                except ProfileError as error:
                    mistakes += error.mistakes
        else:
            checked = len(load_profiles(_folder(options)))
    except ProfileError as error:
        mistakes += error.mistakes
    if mistakes:
        return _told(ProfileError(mistakes))
    print(f"{checked} profiles can be used.")
    return 0


def _unknown(options: argparse.Namespace) -> int:
    found = unknown_codes(options.database, options.days)
    for each in found:
        if options.json:
            print(json.dumps(each.as_tree(), ensure_ascii=False))
        else:
            who = f"{each.units} units of {each.profile}" if each.units else "strangers"
            print(f"{each.count:6} x {each.code or '(no code)'} at door {each.door}, from {who}")
    if not found and not options.json:
        print("no code is unknown: every signal of this time had a meaning.")
    return 0


def _told(error: ProfileError) -> int:
    print(error, file=sys.stderr)
    return 1
