"""`alarmd conformance KIND --target HOST:PORT`: asks any receiver, ours or another, what its standard asks of it."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulators.conformance.dc09 import Dc09Suite
    from simulators.conformance.scaip import ScaipSuite


def add_parsers(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Put `conformance` below `subparsers`."""
    parser = subparsers.add_parser("conformance", help="try a receiver, ours or any other, against its standard")
    parser.add_argument("kind", choices=["dc09", "scaip"])
    parser.add_argument("--target", required=True, metavar="HOST:PORT")
    parser.add_argument("--transport", choices=["tcp", "udp", "tls"], help="tcp for dc09 and udp for scaip unless said")
    parser.add_argument("--unit", required=True, metavar="ADDRESS", help="a unit that the receiver knows")
    parser.add_argument("--key", metavar="hex:…|text:…", help="dc09: the unit's AES key")
    parser.add_argument("--user", help="scaip: digest user, the unit's address unless said")
    parser.add_argument("--password", help="scaip: digest password")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the report as JSON")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="also write the report as Markdown")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Try every case, say each as it ends, write the reports; 0 when nothing that binds failed."""
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    from simulators.conformance import report

    try:
        suite = _suite(options)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    outcomes = []
    for case in suite.cases():
        outcome = await report.try_case(case)
        outcomes.append(outcome)
        print(f"{outcome.result:8} {outcome.id:20} {outcome.demands}: {outcome.observed}", flush=True)
    target = str(suite.target)
    if options.json:
        options.json.write_text(json.dumps(report.as_tree(options.kind, target, outcomes), indent=2), encoding="utf-8")
    if options.markdown:
        options.markdown.write_text(report.as_markdown(options.kind, target, outcomes), encoding="utf-8")
    good = report.conforms(outcomes)
    print(f"{options.kind} receiver at {target}: {'no deviation seen' if good else 'deviations seen'}")
    return 0 if good else 1


def _suite(options: argparse.Namespace) -> Dc09Suite | ScaipSuite:
    """The suite of a kind.

    Raises:
        ValueError: target or key cannot be used.
    """
    from protocols.dc09 import BadKeyError, parse_key
    from simulators.conformance.dc09 import Dc09Suite
    from simulators.conformance.scaip import ScaipSuite
    from simulators.sip_auth import Account
    from simulators.target import Protocol, Transport, parse_target

    protocol = Protocol(options.kind)
    usual = Transport.TCP if protocol is Protocol.DC09 else Transport.UDP
    transport = Transport(options.transport) if options.transport else usual
    target = parse_target(options.target, protocol, transport)
    if protocol is Protocol.SCAIP:
        account = Account(options.user or options.unit, options.password) if options.password else None
        return ScaipSuite(target, options.unit, account)
    try:
        return Dc09Suite(target, options.unit, parse_key(options.key) if options.key else None)
    except BadKeyError as error:
        raise ValueError(f"--key: {error}") from error
