"""What a receiver says to a watch (sheet §4): without it, the watch repeats or hangs up."""

from __future__ import annotations

from protocols.setracker.frame import Frame, Purpose, seal


def answer(frame: Frame) -> bytes:
    """The answer to a frame, b"" when none is wanted; maker, identity and sequence are repeated."""
    content = _content(frame)
    return seal(frame.maker, frame.watch_id, content, seq=frame.seq) if content else b""


def _content(frame: Frame) -> str:
    match frame.purpose:
        case Purpose.LINK_TEST:
            return "LK"
        case Purpose.FIRST_CONTACT:
            return "INIT,1"
        case Purpose.ALARM:
            return "AL"
        case Purpose.QUERY:
            return frame.word
        case Purpose.MEDIA if frame.word.upper() == "JXTK":
            return "JXTKR,1"
    return ""
