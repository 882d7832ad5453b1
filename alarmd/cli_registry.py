"""`alarmd tenant|subscriber|unit|operator|…`: adding, changing, listing, showing and importing the registry."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Mapping
from typing import Any

import msgspec

from alarmd.store import registry as r
from alarmd.store.engine import BadUrl, Connection, Engine, store_errors, tool_engine
from alarmd.store.registry_fields import Wrong
from alarmd.store.registry_import import SHEETS, import_sheet
from alarmd.store.retirement import RETIRABLE, retire
from alarmd.store.schema import SchemaMismatch, check
from alarmd.store.tenant_times import STANDARD, change_times, shown, times_from

WORDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "tenant": ("municipalities that answer for people", ("name",)),
    "provider": ("companies and units that do the care", ("name",)),
    "place": ("addresses with doors and keys", ()),
    "subscriber": ("people who have the alarm", ("name",)),
    "contact": ("contact persons of a subscriber, in order", ("name",)),
    "unit": ("alarm units", ("protocol", "address")),
    "peripheral": ("what hangs on a unit", ("address",)),
    "operator": ("who answers in the centre", ("username",)),
    "responder": ("who goes to the home", ("name",)),
    "shift": ("when a responder is on call", ()),
}
_LISTED = ("id", "tenant_id", "name", "username", "protocol", "address", "street", "locality", "state", "profile",
           "from_at", "to_at", "ordinal", "active")  # fmt: skip


def add_parsers(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Put one command for each kind of thing below `subparsers`; each sets `run`."""
    for kind, (what, named) in WORDS.items():
        parser = subparsers.add_parser(kind, help=what, description=f"Registry: {what}.")
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        _parser_add(actions, kind, named)
        change = actions.add_parser("change", aliases=["update"], help=f"change fields of a {kind}")
        change.add_argument("which", help=_which(kind))
        _field_options(change, kind, ())
        if kind == "operator":
            change.add_argument("--password", action="store_true", help="ask for a new password")
            _password_option(change)
        listing = actions.add_parser("list", help=f"list each {kind}")
        listing.add_argument("--tenant", help="of this tenant only (name or number)")
        listing.add_argument("--limit", type=int, default=1000)
        show = actions.add_parser("show", help=f"all about one {kind}")
        show.add_argument("which", help=_which(kind))
        for sub in (listing, show):
            sub.add_argument("--json", action="store_true", help="as JSON")
        if kind in RETIRABLE:
            retiring = actions.add_parser("retire", help=f"a {kind} is not used any more; its history stays")
            retiring.add_argument("which", help=_which(kind))
        if kind == "tenant":
            own = actions.add_parser("set", help="give a tenant times of its own")
            own.add_argument("which", help=_which(kind))
            own.add_argument("times", nargs="+", metavar="NAME=TIME", help=f"answer_s=45 arrival_s=40m, or ={STANDARD}")
        if kind in SHEETS:
            bring = actions.add_parser("import", help="bring in a CSV sheet, all of it or nothing")
            bring.add_argument("file", help=f"CSV in UTF-8 with columns: {', '.join(SHEETS[kind].required)}, …")
            bring.add_argument("--dry-run", action="store_true", help="tell what would happen, write nothing")
        for action in {id(one): one for one in actions.choices.values()}.values():
            action.add_argument("--database", help="URL of the store; by default the configured one")
            action.set_defaults(run=run, kind=kind)


def _parser_add(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], kind: str, named: tuple[str, ...]
) -> None:
    add = actions.add_parser("add", help=f"add a {kind}")
    for name in named:
        add.add_argument(name)
    if kind != "tenant":
        add.add_argument("--tenant", required=True, help="name or number of the tenant")
    if kind == "operator":
        _password_option(add)
    if kind == "unit":
        add.add_argument("--subscriber", type=int, action="append", default=[], help="number of a person behind it")
    _field_options(add, kind, named)


def _password_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def _field_options(parser: argparse.ArgumentParser, kind: str, named: tuple[str, ...]) -> None:
    for name in _fields(kind):
        if name not in named:
            parser.add_argument(f"--{name.replace('_', '-')}", dest=name, metavar="VALUE")


def _fields(kind: str) -> list[str]:
    return [name for name in r.KINDS[kind].fields if name not in ("tenant_id", "password_hash")]


def _which(kind: str) -> str:
    names = {"tenant": "name or number", "operator": "user name or number", "unit": "number, or as dc09:0042"}
    return names.get(kind, "number")


def run(args: argparse.Namespace) -> int:
    """Carry out a registry command; `args.database` must hold the store's URL. Returns the exit code."""
    try:
        check(args.database)
        engine = tool_engine(args.database)
        try:
            return int(_ACTIONS[args.action](engine, args))
        finally:
            engine.dispose()
    except (BadUrl, SchemaMismatch, r.RegistryError, Wrong, OSError) as error:
        print(f"alarmd: {error}", file=sys.stderr)
    except store_errors() as error:
        print(f"alarmd: the store refused ({type(error).__name__})", file=sys.stderr)
    return 1


def _written(args: argparse.Namespace) -> dict[str, Any]:
    given = {name: getattr(args, name) for name in _fields(args.kind)}
    return r.read_fields(args.kind, {name: value for name, value in given.items() if value is not None})


def _add(engine: Engine, args: argparse.Namespace) -> int:
    values = _written(args)
    if args.kind == "operator":
        values["password_hash"] = r.hash_password(_password(args.password_stdin))
        values.setdefault("name", values["username"])
    with r.changing(engine) as connection:
        if args.kind != "tenant":
            values["tenant_id"] = r.tenant_number(connection, args.tenant)
        number = r.add(connection, args.kind, **values)
        for subscriber in getattr(args, "subscriber", []):
            r.tie(connection, number, subscriber)
    print(number)
    return 0


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise r.RegistryError("the two passwords differ: try again")
    return password


def _change(engine: Engine, args: argparse.Namespace) -> int:
    values = _written(args)
    if args.kind == "operator" and args.password:
        values["password_hash"] = r.hash_password(_password(args.password_stdin))
    if not values:
        raise r.RegistryError(f"say what to change: {', '.join(_fields(args.kind))}")
    with r.changing(engine) as connection:
        r.change(connection, args.kind, r.number_of(connection, args.kind, args.which), **values)
    return 0


def _retire(engine: Engine, args: argparse.Namespace) -> int:
    with r.changing(engine) as connection:
        notes = retire(connection, args.kind, args.which)
    for note in notes:
        print(note)
    return 0


def _set(engine: Engine, args: argparse.Namespace) -> int:
    times = times_from(args.times)
    with r.changing(engine) as connection:
        change_times(connection, r.number_of(connection, args.kind, args.which), times)
    return 0


def _list(engine: Engine, args: argparse.Namespace) -> int:
    with engine.begin() as connection:
        rows = r.listing(connection, args.kind, _tenant(connection, args.tenant), args.limit)
    if args.json:
        print(_json(rows))
        return 0
    columns = [name for name in _LISTED if rows and name in rows[0]]
    print("\t".join(columns))
    for row in rows:
        print("\t".join("" if row[name] is None else str(row[name]) for name in columns))
    return 0


def _tenant(connection: Connection, name: str | None) -> int | None:
    return None if name is None else r.tenant_number(connection, name)


def _show(engine: Engine, args: argparse.Namespace) -> int:
    with engine.begin() as connection:
        found = r.show(connection, args.kind, r.number_of(connection, args.kind, args.which))
    if args.kind == "tenant":
        found["times"] = shown(found.pop("settings"))
    if args.json:
        print(_json(found))
        return 0
    for name, value in found.items():
        print(f"{name}: {value if not isinstance(value, list | dict) else _json(value)}")
    return 0


def _import(engine: Engine, args: argparse.Namespace) -> int:
    with open(args.file, encoding="utf-8-sig", newline="") as file:
        outcome = import_sheet(engine, args.kind, file, dry_run=args.dry_run)
    for problem in outcome.problems:
        print(problem)
    if outcome.problems:
        print(f"{len(outcome.problems)} mistakes in {outcome.rows} rows; nothing was written")
        return 1
    if args.dry_run:
        print(f"{outcome.rows} rows are in order; nothing was written (dry run)")
    else:
        print(f"{outcome.rows} rows read, {outcome.added} added")
    return 0


def _json(value: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()


_ACTIONS = {"add": _add, "change": _change, "update": _change, "retire": _retire, "set": _set, "list": _list,
            "show": _show, "import": _import}  # fmt: skip
