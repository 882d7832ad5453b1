"""`alarm-sim webhook EVENT`: post one event as a cloud service would."""

from __future__ import annotations

import argparse
import json
import secrets
import ssl

from protocols.webhook import Event, WebhookError, read_secret
from simulators.webhook.service import Service, Slips


def add_words(words: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The word `webhook` and its options."""
    word = words.add_parser("webhook", help="a cloud service posts a signed event of one of its devices")
    word.add_argument("event", help="press, fall, battery, heartbeat … or any other word")
    word.add_argument("--url", default="http://127.0.0.1:8480/v1/events")
    word.add_argument("--secret", required=True, metavar="whsec_…", help="shared with the door")
    word.add_argument("--ca", metavar="FILE", help="check the door's certificate against this authority")
    word.add_argument("--unit", default="W1000", metavar="NAME")
    word.add_argument("--id", help="of the message; drawn unless given")
    word.add_argument("--restored", action="store_true", help="it is over")
    word.add_argument("--peripheral", default="")
    word.add_argument("--text", default="")
    word.add_argument("--times", type=int, default=1, help="post the same message so often, as a replay would")
    word.add_argument("--json", action="store_true", help="one JSON object for each answer")
    faults = word.add_argument_group("faults")
    faults.add_argument("--wrong-secret", action="store_true")
    faults.add_argument("--clock-skew", type=float, default=0.0, metavar="SECONDS", help="ahead is positive")
    faults.add_argument("--cut-at", type=int, metavar="BYTES", help="the body ends there")
    word.set_defaults(run=run)


async def run(options: argparse.Namespace) -> int:
    """Post it; 0 when every post was taken.

    Raises:
        ValueError: the secret cannot be used.
    """
    try:
        secret = read_secret(options.secret)
    except WebhookError as error:
        raise ValueError(f"--secret: {error}") from error
    slips = Slips(wrong_secret=options.wrong_secret, clock_skew_s=options.clock_skew, cut_at=options.cut_at)
    trust = ssl.create_default_context(cafile=options.ca) if options.ca else None
    service = Service(options.url, secret, slips, trust=trust)
    event = Event(
        unit=options.unit,
        event=options.event,
        restored=options.restored,
        peripheral=options.peripheral,
        text=options.text,
    )
    identity = options.id or f"msg_{secrets.token_hex(8)}"
    taken = True
    for _ in range(options.times):
        answer = await service.post(identity, event)
        taken = taken and answer.taken
        line = json.dumps(answer.as_json()) if options.json else f"{options.event} {options.unit}: {answer.line()}"
        print(line, flush=True)
    return 0 if taken else 1
