"""SIP read and written by the byte, for fleets and load: only what the simulators' own messages need.

A single unit uses the real codec. Here one process speaks for twenty thousand units, and all it wants of a
message is its branch, its status, or the reference and number of a verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_COPIED = frozenset((b"via", b"v", b"from", b"f", b"to", b"t", b"call-id", b"i", b"cseq"))
_TO = frozenset((b"to", b"t"))
_BRANCH = re.compile(rb"branch=z9hG4bK([^;,\s]*)")
_REF = re.compile(rb"<(?:\w+:)?ref>\s*([A-Za-z0-9]+)\s*<")
_SNU = re.compile(rb"<(?:\w+:)?snu>\s*(\d+)\s*<")
_LENGTH = re.compile(rb"^(?:content-length|l)[ \t]*:[ \t]*(\d+)", re.I | re.M)
_HEAD_END = b"\r\n\r\n"
MOST_WAITING = 256 * 1024


def message(
    cid: str, host: str, via: str, branch: str, cseq: int, body: bytes, extra: str = "", receiver: str = "alarm"
) -> bytes:
    """A whole MESSAGE from `cid` at `host`; `via` is transport and sent-by, `UDP 127.0.0.1:40000`.

    Call-ID and tag are the branch up to its dot, so that every try of one document shares them.
    """
    session = branch.partition(".")[0]
    head = (
        f"MESSAGE sip:{receiver}@{host} SIP/2.0\r\n"
        f"Via: SIP/2.0/{via};rport;branch=z9hG4bK{branch}\r\n"
        "Max-Forwards: 70\r\n"
        f"From: <sip:{cid}@{host}>;tag={session}\r\n"
        f"To: <sip:{receiver}@{host}>\r\n"
        f"Call-ID: {session}@{host}\r\n"
        f"CSeq: {cseq} MESSAGE\r\n"
        f"{extra}"
        "Content-Type: application/scaip+xml\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body


def status(octets: bytes) -> int:
    """The status of a response, 0 for anything else."""
    if octets[:8] != b"SIP/2.0 " or not octets[8:11].isdigit():
        return 0
    return int(octets[8:11])


def branch(octets: bytes) -> str:
    """The branch of the topmost Via without its cookie, empty when there is none."""
    found = _BRANCH.search(octets)
    return found[1].decode("ascii", "replace") if found else ""


def verdict(octets: bytes) -> tuple[str, int] | None:
    """Reference and status number of a MESSAGE with an `mrs`, None when there are none."""
    ref, snu = _REF.search(octets), _SNU.search(octets)
    return (ref[1].decode("ascii"), int(snu[1])) if ref and snu else None


def accepted(request: bytes) -> bytes:
    """The 200 to a request: its Via, From, To, Call-ID and CSeq as they were written (RFC 3261 §8.2.6)."""
    lines = [b"SIP/2.0 200 OK"]
    copying = False
    for line in request[: request.find(_HEAD_END)].split(b"\r\n")[1:]:
        if line[:1] in (b" ", b"\t"):
            if copying:
                lines.append(line)
            continue
        name = line[: line.find(b":")].rstrip().lower()
        copying = name in _COPIED
        if copying:
            lines.append(line + b";tag=sim" if name in _TO and b"tag=" not in line.lower() else line)
    lines.append(b"Content-Length: 0\r\n\r\n")
    return b"\r\n".join(lines)


class ByteStream:
    """Cuts a connection's bytes into whole messages by their Content-Length."""

    def __init__(self) -> None:
        self._waiting = b""

    def feed(self, octets: bytes) -> Iterator[bytes]:
        """Take bytes, give every message they complete."""
        buffer = self._waiting + octets
        while True:
            buffer = buffer.lstrip(b"\r\n")
            end = buffer.find(_HEAD_END)
            if end < 0:
                break
            length = _LENGTH.search(buffer, 0, end)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(buffer) < whole:
                break
            yield buffer[:whole]
            buffer = buffer[whole:]
        self._waiting = buffer[-MOST_WAITING:]
