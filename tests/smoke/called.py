"""What the on-call team's phones got, and what their links answer."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass

from tests.smoke.lab import Lab

_LINE = re.compile(r"^\S+ (?P<phone>\S+): .*(?P<path>/r/\S+)$")


@dataclass(frozen=True)
class Call:
    """One message: to whom, and the path of its link."""

    phone: str
    path: str


def calls(*labs: Lab) -> list[Call]:
    """All messages that left these nodes."""
    found = []
    for lab in labs:
        file = lab.centre.folder / "notices.txt"
        lines = file.read_text().splitlines() if file.exists() else []
        found += [Call(match["phone"], match["path"]) for line in lines if (match := _LINE.match(line))]
    return found


def page(lab: Lab, path: str, action: str = "") -> str:
    """The link's page; with an action, after it was carried out (or not, as the page says)."""
    address = f"http://127.0.0.1:{lab.centre.ports.pages}{path}"
    data = urllib.parse.urlencode({"action": action}).encode() if action else None
    try:
        with urllib.request.urlopen(address, data, timeout=10) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.read().decode()
