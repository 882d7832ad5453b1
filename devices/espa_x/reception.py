"""What sessions at one ESPA-X door share."""

from __future__ import annotations

from devices.espa_x.session import Session
from devices.espa_x.translate import address_of
from devices.listener import Centre
from devices.reception import Reception
from devices.technical_notes import Matter
from protocols.espa_x import Message


class EspaXReception(Reception):
    """One ESPA-X door's way with messages; each connection has a session of its own."""

    def __init__(self, door: str, centre: Centre) -> None:
        super().__init__(door, "espa_x", centre)

    def open_session(self, source: str) -> Session:
        """A new connection from `source` (host:port)."""
        return Session(self, source)

    def note_call_without_login(self, source: str, message: Message) -> None:
        """A call of nobody we know, which is refused: its text is there for the technicians."""
        self.centre.telemetry.refused.labels(self.door, "authentication").inc()
        host = source.rpartition(":")[0]
        arrival = self.arrival(source, address_of(host, message.fields), None, raw=message.raw)
        self.notes.tell(Matter.REFUSED, arrival, {"text": message.fields.get("CP-TEXTMSG", "")})
