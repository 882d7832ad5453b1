"""The key by which a repeated report is known again (sheet §5)."""

from __future__ import annotations

from hashlib import blake2b

from protocols.minifinder.report import Report


def message_key(imei: str, report: Report, index: int) -> str:
    """Return 32 hex digits, equal for a report and its repeats: same pendant, same events, same times.

    The frame's index tells apart only what has no time of its own.
    """
    parts = [imei]
    for event, record in report.events:
        at = record.alarm_at or record.at
        parts.append(f"{event}@{at.isoformat() if at else f'index {index}'}")
    return blake2b("\n".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()
