"""`alarm-sim mqtt WHAT`: a device of a chosen family publishes at a broker."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys

from protocols.mqtt_devices import Family
from simulators.cli_options import positive
from simulators.clock import wall_now
from simulators.mqtt.device import BrokerAddress, MqttDevice, Slips
from simulators.mqtt.publications import Device, Does

_NAMES = {
    Family.OWN: "hem-12",
    Family.CHIRPSTACK: "24e124535b000001",
    Family.THINGS_STACK: "24e124535b000002",
    Family.ZIGBEE: "Larmknapp sovrum",
    Family.SHELLY: "shellybutton1-A4CF12F45D3C",
}


def add_words(words: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The word `mqtt` and its options."""
    word = words.add_parser("mqtt", help="a device publishes at an MQTT broker")
    word.add_argument("what", choices=[str(does) for does in Does])
    word.add_argument("--broker", default="127.0.0.1:1883", metavar="HOST:PORT")
    word.add_argument("--authority", default="", metavar="FILE", help="TLS: who signed the broker's certificate")
    word.add_argument("--certificate", default="", metavar="FILE", help="the device's own")
    word.add_argument("--key", default="", metavar="FILE", help="of the certificate")
    word.add_argument("--family", choices=[str(family) for family in _NAMES], default=str(Family.OWN))
    word.add_argument("--device", metavar="NAME", help="unit, EUI, friendly name or id, as the family has it")
    word.add_argument("--text", default="")
    word.add_argument("--zone", default="")
    word.add_argument("--times", type=positive, default=1)
    word.add_argument("--every", type=float, default=1.0, metavar="SECONDS")
    word.add_argument("--tries", type=positive, default=1, help="until it hears that the event is stored (larm)")
    word.add_argument("--patience", type=float, default=5.0, metavar="SECONDS", help="for each try")
    word.add_argument("--json", action="store_true", help="one JSON object for each answer")
    faults = word.add_argument_group("faults")
    faults.add_argument("--retain", action="store_true", help="the broker keeps it, as it never should a press")
    faults.add_argument("--twice", action="store_true", help="each message is published twice")
    faults.add_argument("--cut-at", type=int, metavar="BYTES", help="the payload ends there")
    faults.add_argument("--die", action="store_true", help="end without a word: the broker tells the last will (larm)")
    word.set_defaults(run=run)


async def run(options: argparse.Namespace) -> int:
    """Publish as often as was asked for; 0 when all of it was taken.

    Raises:
        ValueError: the broker is no HOST:PORT, or such a device cannot do that.
        OSError: the broker is away or refuses us.
    """
    family = Family(options.family)
    device = Device(family=family, name=options.device or _NAMES[family], text=options.text, zone=options.zone)
    slips = Slips(retain=options.retain, twice=options.twice, cut_at=options.cut_at)
    taken = True
    async with MqttDevice(
        device, _broker(options), slips=slips, patience_s=options.patience, tries=options.tries
    ) as unit:
        for number in range(1, options.times + 1):
            if number > 1:
                await asyncio.sleep(options.every)
            answer = await unit.send(device.publication(Does(options.what), number, wall_now()))
            taken = taken and answer.taken
            line = json.dumps(answer.as_json()) if options.json else f"{options.what} {device.name}: {answer.line()}"
            print(line, flush=True)
        if options.die:
            sys.stdout.flush()
            os._exit(0 if taken else 1)
    return 0 if taken else 1


def _broker(options: argparse.Namespace) -> BrokerAddress:
    host, colon, port = options.broker.rpartition(":")
    if not (host and colon and port.isdecimal()):
        raise ValueError(f"--broker {options.broker!r}: write HOST:PORT")
    return BrokerAddress(
        host=host, port=int(port), authority=options.authority, certificate=options.certificate, key=options.key
    )
