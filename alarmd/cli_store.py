"""`alarmd db`, `journal`, `signals`, `incidents` and `calls`: the store as its keepers see it."""

from __future__ import annotations

import argparse
import asyncio
import csv
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from alarmd.store import journal, schema
from alarmd.store.engine import BadUrl, reader_engine, store_errors, tool_engine
from alarmd.store.reader import SqlRegister, open_register
from alarmd.system_clock import SystemClock
from protocols.console_feed.messages import Calls

_CALLED = ("risk", "names", "phone", "where", "unit", "result", "called_by")


def add_parsers(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Put `db`, `journal`, `signals`, `incidents` and `calls` below `subparsers`; each sets `run`."""
    database = argparse.ArgumentParser(add_help=False)
    database.add_argument("--database", help="URL of the store; by default the configured one")

    db = subparsers.add_parser("db", help="the store's schema").add_subparsers(required=True, metavar="ACTION")
    _command(db, "upgrade", "bring the schema to what this alarmd needs", _upgrade, database)
    _command(db, "check", "tell whether the schema is what this alarmd needs", _check, database)

    chain = subparsers.add_parser("journal", help="the hash chain of everything").add_subparsers(
        required=True, metavar="ACTION"
    )
    verify = _command(chain, "verify", "check the whole chain", _verify, database)
    verify.add_argument("--anchors", type=Path, help="compare with this anchor file, to find a cut tail")
    anchor = _command(chain, "anchor", "append the head to an anchor file", _anchor, database)
    anchor.add_argument("file", type=Path)
    erase = _command(chain, "erase", "forget raw bytes and free text; the chain still verifies", _erase, database)
    erase.add_argument("ref", help="signal:1, entry:2, incident:3 or subscriber:4")
    erase.add_argument("--reason", required=True, help="kept for ever: no name in it")
    erase.add_argument("--actor", default="alarmd", help="who asked for it")

    signals = _command(subparsers, "signals", "stored signals, newest first", _signals, database)
    signals.add_argument("--unit", help="only of the unit that calls itself so")
    incidents = _command(subparsers, "incidents", "incidents, newest first", _incidents, database)
    incidents.add_argument("--open", action="store_true", help="only open ones")
    calls = _command(subparsers, "calls", "the call-round of an outage as CSV, to print", _calls, database)
    calls.add_argument("incident", type=int, help="number of the outage's incident (alarmd incidents --open)")
    for listing in (signals, incidents):
        listing.add_argument("--limit", type=int, default=50)
        listing.add_argument("--json", action="store_true", help="as JSON")


def _command(
    parent: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    text: str,
    work: Callable[[argparse.Namespace], int],
    database: argparse.ArgumentParser,
) -> argparse.ArgumentParser:
    parser = parent.add_parser(name, help=text, description=text, parents=[database])
    parser.set_defaults(run=run, work=work)
    return parser


def run(args: argparse.Namespace) -> int:
    """Carry out a command of the store; `args.database` must hold its URL. Returns the exit code."""
    try:
        return int(args.work(args))
    except (BadUrl, schema.SchemaMismatch, journal.JournalError, OSError) as error:
        print(f"alarmd: {error}", file=sys.stderr)
    except store_errors() as error:
        print(f"alarmd: the store is away or refused ({error})", file=sys.stderr)
    return 1


def _upgrade(args: argparse.Namespace) -> int:
    print(f"schema {schema.upgrade(args.database)}")
    return 0


def _check(args: argparse.Namespace) -> int:
    schema.check(args.database)
    print(f"schema {schema.wanted()}: as it should be")
    return 0


def _verify(args: argparse.Namespace) -> int:
    schema.check(args.database)
    engine = reader_engine(args.database, size=1)
    try:
        report = journal.verify(engine, args.anchors, _progress if sys.stderr.isatty() else None)
    finally:
        engine.dispose()
    for erasure in report.erasures:
        print(f"erased: row {erasure.seq} ({erasure.ref}) at {_stamp(erasure.at)}: {erasure.reason}")
    if report.fault is not None:
        print(f"BROKEN at row {report.fault.seq}: {report.fault.why}")
        return 2
    print(
        f"whole: {report.rows} rows, {len(report.erasures)} erased, {report.anchors} anchors agree, "
        f"head {report.head or '(empty)'}"
    )
    return 0


def _progress(done: int, total: int) -> None:
    print(f"\r{done} of {total} rows", end="\n" if done == total else "", file=sys.stderr, flush=True)


def _anchor(args: argparse.Namespace) -> int:
    schema.check(args.database)
    engine = reader_engine(args.database, size=1)
    try:
        print(journal.anchor(engine, args.file, SystemClock().now()))
    finally:
        engine.dispose()
    return 0


def _erase(args: argparse.Namespace) -> int:
    schema.check(args.database)
    engine = tool_engine(args.database)
    try:
        at = SystemClock().now()
        print(f"erased {journal.erase(engine, args.ref, reason=args.reason, actor=args.actor, at=at)} payloads")
    finally:
        engine.dispose()
    return 0


def _signals(args: argparse.Namespace) -> int:
    rows = _ask(args, lambda register: register.signals(unit=args.unit, limit=args.limit))
    columns = ("received_at", "id", "door", "address", "lane", "kind", "code", "label_sv", "incident_id", "folds")
    return _print(rows, columns, args.json)


def _incidents(args: argparse.Namespace) -> int:
    rows = _ask(args, lambda register: register.incidents(open_only=args.open, limit=args.limit))
    columns = ("opened_at", "id", "state", "lane", "kind", "priority", "presses", "where", "owner", "outcome")
    return _print(msgspec.to_builtins(rows, builtin_types=[datetime]), columns, args.json)


def _calls(args: argparse.Namespace) -> int:
    async def question(register: SqlRegister) -> Calls | None:
        incident = await register.incident(args.incident)
        return None if incident is None else await register.calls(incident)

    found: Calls | None = _ask(args, question)
    if found is None:
        print(f"alarmd: there is no incident {args.incident}", file=sys.stderr)
        return 1
    out = csv.writer(sys.stdout, delimiter=";")
    out.writerow(_CALLED)
    out.writerows([getattr(line, name) for name in _CALLED] for line in found.lines)
    return 0


def _ask(args: argparse.Namespace, question: Callable[[SqlRegister], Awaitable[Any]]) -> Any:
    schema.check(args.database)

    async def ask() -> Any:
        register = open_register(args.database)
        try:
            return await question(register)
        finally:
            await register.close()

    return asyncio.run(ask())


def _print(rows: list[dict[str, Any]], columns: tuple[str, ...], as_json: bool) -> int:
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(rows), indent=2).decode())
        return 0
    print("\t".join(columns))
    for row in rows:
        print("\t".join(_stamp(row[name]) for name in columns))
    return 0


def _stamp(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return "" if value is None else str(value)
