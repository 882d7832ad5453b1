"""MESSAGE→verdict a second through the SCAIP door alone, over UDP, with an intake that stores at once.

Run by hand: `python -m tests.load.bench_scaip_door --seconds 10`. The door runs in a process of its own; what counts is
exchanges for each second of its processor time, since the sender beside it takes a core too. Each exchange is a
MESSAGE in, a 200 and a verdict MESSAGE out, and the unit's 200 in.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import re
import select
import socket
import subprocess
import sys
import time

import uvloop

from alarmd.config import ScaipSettings
from alarmd.domain.ids import IdMaker
from alarmd.domain.ports import Receipt, Verdict
from alarmd.domain.unit import AlarmUnit
from alarmd.system_clock import SystemClock
from alarmd.telemetry import Telemetry
from devices.listener import Centre
from devices.scaip.listener import ScaipDoor
from devices.twisted_bridge import install_reactor

UNITS = 20_000
WINDOW = 64


class Instant:
    """Intake, contact, units and tracer that cost next to nothing."""

    def __init__(self) -> None:
        self.stored = 0
        self.closed = 0
        self._units = {
            (p, str(n)): AlarmUnit(id=n, tenant_id=1, protocol=p, address=str(n), subscriber_ids=(n,))
            for n in range(90_000_000, 90_000_000 + UNITS)
            for p in ("scaip",)
        }

    def submit(self, signals: object) -> asyncio.Future[Receipt]:
        self.stored += 1
        landing: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        landing.set_result(Receipt(Verdict.STORED, 1))
        return landing

    def answered(self, signal_id: int, at: object) -> None:
        self.closed += 1

    def beat(self, unit_id: int) -> None:
        pass

    def find(self, protocol: str, address: str) -> AlarmUnit | None:
        return self._units.get((protocol, address))

    def get(self, unit_id: int) -> AlarmUnit | None:
        return None

    is_heard = False

    def note(self, *args: object) -> None:
        pass


async def serve(profile: str) -> None:
    """The door's process: prints its port, runs until stdin closes, prints what it did."""
    loop = asyncio.get_running_loop()
    reactor = install_reactor(loop)
    it = Instant()
    centre = Centre(
        intake=it,
        contact=it,
        units=it,
        telemetry=Telemetry(),
        clock=SystemClock(),
        tracer=it,
        tenant_id=1,
        new_id=IdMaker(),
    )
    door = ScaipDoor(ScaipSettings(udp="127.0.0.1:0", challenge=False, rate_per_source=0.0), centre, reactor)
    await door.open()
    print(door.addresses["udp"][1], flush=True)
    finished = asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), finished.set)
    gc.set_threshold(50_000, 20, 100)
    gc.freeze()
    begun = time.process_time()
    if profile:
        import cProfile

        profiler = cProfile.Profile()
        profiler.enable()
    await finished.wait()
    if profile:
        profiler.disable()
        profiler.dump_stats(profile)
    loop.remove_reader(sys.stdin.fileno())
    print(json.dumps({"stored": it.stored, "closed": it.closed, "cpu_s": time.process_time() - begun}), flush=True)
    await door.close()


_BRANCH = re.compile(rb"branch=([^;\r\n]+)")


def press(port: int, number: int) -> bytes:
    """One alarm; number makes it its own."""
    cid = 90_000_000 + number % UNITS
    body = (
        f"<mrq><ref>R{number}</ref><cid>{cid}</cid><dty>0003</dty><did>P7</did><dco>002</dco><stc>0010</stc>"
        f"<crd>sip:{cid}@arc.example.com</crd></mrq>"
    )
    return (
        "MESSAGE sip:alarm@arc.example.com SIP/2.0\r\n"
        f"Via: SIP/2.0/UDP 127.0.0.1:{port};rport;branch=z9hG4bK-{number}\r\n"
        f"Max-Forwards: 70\r\nFrom: <sip:{cid}@arc.example.com>;tag=t{number}\r\nTo: <sip:alarm@arc.example.com>\r\n"
        f"Call-ID: c{number}@unit\r\nCSeq: 1 MESSAGE\r\nContent-Type: application/scaip+xml\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def answer(octets: bytes) -> bytes:
    """The unit's 200 to a verdict: the fields as they came."""
    head = octets.partition(b"\r\n\r\n")[0].split(b"\r\n")
    kept = [line for line in head if line.startswith((b"Via:", b"From:", b"To:", b"Call-ID:", b"CSeq:"))]
    return b"\r\n".join([b"SIP/2.0 200 OK", *kept, b"Content-Length: 0", b"", b""])


def blast(port: int, seconds: float) -> tuple[int, list[float]]:
    """Keep WINDOW exchanges under way; gives how many ended, and how long each took."""
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    line.connect(("127.0.0.1", port))
    here = line.getsockname()[1]
    sent: dict[bytes, float] = {}
    took: list[float] = []
    number = 0
    end = time.perf_counter() + seconds
    ref = re.compile(rb"<ref>([^<]+)</ref>")
    while time.perf_counter() < end or sent:
        while len(sent) < WINDOW and time.perf_counter() < end:
            number += 1
            sent[b"R%d" % number] = time.perf_counter()
            line.send(press(here, number))
        if not select.select([line], [], [], 1.0)[0]:
            break
        octets = line.recv(65_536)
        if octets.startswith(b"MESSAGE"):
            line.send(answer(octets))
            found = ref.search(octets)
            if found and (begun := sent.pop(found.group(1), None)) is not None:
                took.append(time.perf_counter() - begun)
    line.close()
    return number, took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--profile", default="")
    parser.add_argument("--serve", action="store_true")
    args = parser.parse_args()
    if args.serve:
        uvloop.run(serve(args.profile))
        return
    command = [sys.executable, "-m", "tests.load.bench_scaip_door", "--serve", "--profile", args.profile]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        port = int(server.stdout.readline())
        sent, took = blast(port, args.seconds)
        server.stdin.close()
        did = json.loads(server.stdout.readline())
    took.sort()
    print(
        json.dumps(
            did
            | {
                "sent": sent,
                "verdicts": len(took),
                "per_second": round(len(took) / args.seconds),
                "per_core_second": round(did["closed"] / did["cpu_s"]),
                "p50_ms": round(took[len(took) // 2] * 1000, 2),
                "p99_ms": round(took[len(took) * 99 // 100] * 1000, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
