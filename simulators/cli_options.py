"""The options of `alarm-sim`, and what they mean."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from protocols.dc09.keys import Key, parse_key
from simulators.dc09_frames import Token
from simulators.faults import FaultSettings
from simulators.sip_auth import Account
from simulators.target import Protocol, Target, Transport, parse_target

PROTOCOLS = [p.value for p in Protocol]
TRANSPORTS = [t.value for t in Transport]


def add_receiver_options(parser: argparse.ArgumentParser) -> None:
    """Which receiver, and how to speak to it."""
    group = parser.add_argument_group("receiver")
    group.add_argument("--protocol", choices=PROTOCOLS, default="dc09")
    group.add_argument("--transport", choices=TRANSPORTS, help="tcp for dc09 and udp for scaip unless said")
    group.add_argument(
        "--target", default="127.0.0.1", metavar="HOST[:PORT]", help="ports: dc09 12128, scaip 5060, with tls 5061"
    )
    _add_secrets(group)


def add_unit_options(parser: argparse.ArgumentParser) -> None:
    """Which unit, what it says, how often, and what goes wrong."""
    unit = parser.add_argument_group("unit")
    unit.add_argument("--unit", metavar="ADDRESS", help="1000 for dc09 and 90000001 for scaip unless said")
    unit.add_argument("--token", choices=[t.value for t in Token], default=Token.CONTACT_ID.value, help="dc09")
    unit.add_argument("--once", action="store_true", help="a new connection for each message")
    unit.add_argument("--register", action="store_true", help="scaip: register first")
    unit.add_argument("--callback", action="store_true", help="scaip: the unit wants to be called")
    event = parser.add_argument_group("event")
    event.add_argument("--restored", action="store_true", help="it is over")
    event.add_argument("--zone", default="001", help="which pendant or detector")
    event.add_argument("--text", default="")
    event.add_argument("--room", default="")
    event.add_argument("--position", metavar="LAT,LON", help="degrees, north and east positive")
    event.add_argument("--late", type=float, default=0.0, metavar="SECONDS", help="it happened so long ago")
    event.add_argument("--times", type=positive, default=1)
    event.add_argument("--every", type=float, default=1.0, metavar="SECONDS")
    parser.add_argument("--json", action="store_true", help="one JSON object for each answer")
    _add_faults(parser.add_argument_group("faults"))


def _add_faults(group: argparse._ArgumentGroup) -> None:
    for name in ("loss", "duplicate", "reorder", "wrong-crc"):
        group.add_argument(f"--{name}", type=float, default=0.0, metavar="SHARE", help="of the messages, 0 to 1")
    group.add_argument("--delay", default="0", metavar="MS[-MS]")
    group.add_argument("--wrong-key", action="store_true")
    group.add_argument("--clock-skew", type=float, default=0.0, metavar="SECONDS", help="ahead is positive")
    group.add_argument("--stuck-clock", action="store_true", help="no receiver can set it")
    group.add_argument("--half-open", type=int, default=0, metavar="N", help="dead without a word after N messages")
    group.add_argument("--seed", type=int, default=None, help="of the faults")


def add_fleet_options(parser: argparse.ArgumentParser) -> None:
    """How many units, how they beat and press, and when to stop."""
    parser.add_argument("-n", "--count", type=positive, default=200, help="units (200)")
    parser.add_argument("--first", type=int, default=0, help="number of the first one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--beat", type=float, default=60.0, metavar="SECONDS", help="between a unit's signs of life")
    parser.add_argument("--press-rate", type=float, default=2.0, help="presses a minute, by the whole fleet")
    parser.add_argument("--protocol", choices=["demo", *PROTOCOLS], default="demo", help="demo: even dc09, odd scaip")
    parser.add_argument("--transport", choices=TRANSPORTS, default="udp")
    parser.add_argument("--connections", type=positive, default=4, help="most sockets for each protocol")
    parser.add_argument("--seconds", type=float, default=0.0, help="stop after so long")
    parser.add_argument("--messages", type=int, default=0, help="stop after so many")
    parser.add_argument("--quiet", action="store_true", help="no status lines")
    _add_places(parser)


def add_scenario_options(parser: argparse.ArgumentParser) -> None:
    """Which scenario, and where its messages go."""
    parser.add_argument("file", help="a TOML file, or the name of a shipped scenario")
    parser.add_argument("--seed", type=int, default=1, help="of the faults")
    _add_places(parser)


def add_load_options(parser: argparse.ArgumentParser) -> None:
    """How much, for how long, from whom."""
    parser.add_argument("--rate", type=float, default=500.0, help="presses a second")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--connections", type=positive, default=32)
    parser.add_argument("--units", type=positive, default=20_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first unit")
    parser.add_argument("--seed", type=int, default=1)


def _add_places(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("receiver")
    group.add_argument("--host", default="127.0.0.1")
    group.add_argument("--dc09-port", type=int, default=12128)
    group.add_argument("--scaip-port", type=int, default=5060)
    group.add_argument("--scaip-tls-port", type=int, default=5061)
    _add_secrets(group)


def _add_secrets(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--key", metavar="hex:…|text:…", help="dc09: encrypt with this AES key")
    group.add_argument("--user", help="scaip: digest user, the unit's address unless said; {unit} stands for it")
    group.add_argument("--password", help="scaip: digest password")
    group.add_argument("--ca", metavar="FILE", help="check the receiver's certificate against this authority")


def positive(text: str) -> int:
    """A whole number from 1 on."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)


def key_of(options: argparse.Namespace) -> Key | None:
    """The AES key, if one was given.

    Raises:
        BadKeyError: it cannot be used.
    """
    return parse_key(options.key) if options.key else None


def read_account(options: argparse.Namespace, unit: str = "{unit}") -> Account | None:
    """The digest account, if a password was given."""
    if options.password is None:
        return None
    return Account((options.user or unit).replace("{unit}", unit), options.password)


def receiver_target(options: argparse.Namespace) -> Target:
    """The receiver of a single unit or a load.

    Raises:
        ValueError: the target cannot be read.
    """
    protocol = Protocol(options.protocol)
    usual = Transport.TCP if protocol is Protocol.DC09 else Transport.UDP
    transport = Transport(options.transport) if options.transport else usual
    return parse_target(options.target, protocol, transport, options.ca)


def targets_by_transport(options: argparse.Namespace) -> Callable[[Protocol, Transport], Target]:
    """Where each protocol and transport of a fleet or a scenario goes."""

    def find(protocol: Protocol, transport: Transport) -> Target:
        if protocol is Protocol.DC09:
            port = options.dc09_port
        else:
            port = options.scaip_tls_port if transport is Transport.TLS else options.scaip_port
        return parse_target(f"{options.host}:{port}", protocol, transport, options.ca)

    return find


def faults_of(options: argparse.Namespace) -> FaultSettings:
    """The faults that were asked for.

    Raises:
        ValueError: a value is out of range or cannot be read.
    """
    least, dash, most = options.delay.partition("-")
    try:
        delay = float(least), float(most if dash else least)
    except ValueError:
        raise ValueError(f"--delay wants milliseconds, 50 or 50-200, not {options.delay!r}") from None
    if options.wrong_crc and options.protocol != Protocol.DC09.value:
        raise ValueError("--wrong-crc: only DC-09 frames have a checksum")
    if options.wrong_key and not options.key:
        raise ValueError("--wrong-key: there is no --key to get wrong")
    return FaultSettings(
        loss=options.loss,
        duplicate=options.duplicate,
        reorder=options.reorder,
        wrong_crc=options.wrong_crc,
        delay_ms=delay,
        wrong_key=options.wrong_key,
        clock_skew_s=options.clock_skew,
        stuck_clock=options.stuck_clock,
        half_open=options.half_open,
    )


def position_of(options: argparse.Namespace) -> tuple[float, float] | None:
    """Latitude and longitude, if given.

    Raises:
        ValueError: not two numbers on the globe.
    """
    if not options.position:
        return None
    try:
        latitude, longitude = (float(part) for part in options.position.split(","))
    except ValueError:
        latitude = longitude = 999.0
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise ValueError(f"--position wants LAT,LON in degrees, 59.33,18.06, not {options.position!r}")
    return latitude, longitude
