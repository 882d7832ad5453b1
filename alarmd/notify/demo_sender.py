"""The demo's phone: `alarmd-demo://NAME` appends to a file that a person reads in a second terminal."""

from __future__ import annotations

from pathlib import Path

from alarmd.domain.ports import Clock, SendOutcome, SendResult

SCHEME = "alarmd-demo"


class DemoSender:
    """Implements `Sender` for the demo and for tests. Bootstrap wires it only when `[notify] demo_file` is set."""

    def __init__(self, clock: Clock, file: Path) -> None:
        self._clock = clock
        self._file = file

    async def send(self, target: str, title: str, body: str) -> SendResult:
        """Append one line: time, name of the phone, title, text."""
        phone = target.partition("://")[2]
        if not target.startswith(f"{SCHEME}://") or not phone.replace("-", "").isalnum():
            return SendResult(SendOutcome.REJECTED, "malformed_url")
        line = f"{self._clock.now():%H:%M:%S} {phone}: {title} | {body}\n"
        try:
            self._append(line)
        except OSError as error:
            return SendResult(SendOutcome.RETRY, f"error_{type(error).__name__}")
        return SendResult(SendOutcome.SENT)

    def _append(self, line: str) -> None:
        with self._file.open("a", encoding="utf-8") as file:
            file.write(line)
