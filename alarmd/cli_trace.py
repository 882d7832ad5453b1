"""`alarmd trace UNIT`: what a unit and the centre say to each other, live, decoded and raw."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import ssl
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from alarmd.config import load


def add_parsers(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Put `trace` below `subparsers`."""
    parser = subparsers.add_parser("trace", help="show a unit's messages live, decoded and raw")
    parser.add_argument("unit", nargs="?", default="", help="what the unit calls itself; all units without it")
    parser.add_argument("--user", default=os.environ.get("USER", ""), help="operator who looks")
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    parser.add_argument("--token", default=os.environ.get("ALARMD_TOKEN", ""), help="a session's token instead")
    parser.add_argument("--raw", action="store_true", help="show the bytes too")
    parser.add_argument("--count", type=int, default=0, help="stop after so many lines (0: never)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print lines until interrupted; 1 with a sentence when the daemon cannot be reached or refuses."""
    web = load(Path(options.config)).web
    scheme = "https" if web.internal_certificate else "http"
    context = ssl.create_default_context(cafile=web.internal_certificate) if web.internal_certificate else None
    base = f"{scheme}://{web.internal}"
    try:
        token = options.token or _log_in(base, options, context)
        address = f"{base}/api/trace?unit={quote(options.unit)}"
        request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})  # noqa: S310
        with urllib.request.urlopen(request, context=context) as stream:  # noqa: S310
            _show(stream, raw=options.raw, count=options.count)
    except urllib.error.HTTPError as error:
        print(f"alarmd at {base} refused: {error.code} {error.reason}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"alarmd cannot be reached at {base}: {error}. Is it running with this --config?", file=sys.stderr)
        return 1
    return 0


def _log_in(base: str, options: argparse.Namespace, context: ssl.SSLContext | None) -> str:
    password = sys.stdin.readline().rstrip("\n") if options.password_stdin else getpass.getpass("Password: ")
    request = urllib.request.Request(  # noqa: S310
        f"{base}/api/login",
        data=json.dumps({"username": options.user, "password": password}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10, context=context) as answer:  # noqa: S310
        return str(json.load(answer)["token"])


def _show(lines: Iterable[bytes], *, raw: bool, count: int) -> None:
    shown = 0
    for line in lines:
        if not line.strip():
            continue
        print(render(json.loads(line), raw=raw), flush=True)
        shown += 1
        if shown == count:
            return


def render(line: dict[str, Any], *, raw: bool) -> str:
    """One line for people: time in UTC, door, unit, direction, meaning; the bytes below it when asked for."""
    at = datetime.fromtimestamp(line["at_ms"] / 1000, UTC)
    arrow = "→" if line["direction"] == "in" else "←"
    text = f"{at:%H:%M:%S}.{at.microsecond // 1000:03} {line['door']:<8} {line['unit']:<12} {arrow} {line['decoded']}"
    if line.get("dropped"):
        text += f"  ({line['dropped']} lines were too fast to be shown)"
    return f"{text}\n    {line['raw']}" if raw else text
