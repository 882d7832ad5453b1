"""Parts of long messages become one text, in whatever order they come (sheet §1.4)."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import timedelta

from protocols.at_modem.content import Coding, Part, decoded
from protocols.at_modem.pdu import Deliver

KEPT_S = 86_400.0
"""A collection is dropped a day after its first part; what came of it has been told long before."""

MOST_OPEN = 1000
"""Collections kept at once; the oldest gives way, so that a flood of first parts cannot fill the memory."""

SAME_WITHIN = timedelta(minutes=10)
"""The network takes the parts of one message at about the same time; some units use one reference for ever."""

MISSING = "…"


@dataclass(frozen=True, slots=True)
class LongText:
    """A message as far as it has come.

    Attributes:
        key: equal for all parts of one message, empty for a message without parts.
        text: what is there, `…` for each gap. missing: parts still out. fresh: this part had not come before.
        begins: nothing of this message had come before.
    """

    key: str
    text: str
    missing: int
    fresh: bool = True
    begins: bool = True


@dataclass(slots=True)
class _Collection:
    since_s: float
    parts: dict[int, Deliver] = field(default_factory=dict)


class Assembly:
    """Collects parts by sender, reference, width and total."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, _Collection] = OrderedDict()

    def add(self, message: Deliver, now_s: float) -> LongText:
        """Take a message at monotonic `now_s`; what it completes is forgotten here.

        A part that comes again with another content or time, or long after the others, belongs to a new message under
        the same reference.
        """
        part = message.part
        if part is None or part.total == 1:
            return LongText("", message.text, 0)
        self._forget(now_s)
        key = f"{message.sender.text}/{part.bits}/{part.ref}/{part.total}"
        collection = self._open.get(key)
        if collection is None or not _belongs(message, part, collection):
            self._open.pop(key, None)
            collection = self._open[key] = _Collection(now_s)
        begins, fresh = not collection.parts, part.number not in collection.parts
        collection.parts[part.number] = message
        missing = part.total - len(collection.parts)
        text = _joined([collection.parts.get(number) for number in range(1, part.total + 1)])
        if missing == 0:
            del self._open[key]
        return LongText(key, text, missing, fresh, begins)

    def _forget(self, now_s: float) -> None:
        while self._open:
            key, oldest = next(iter(self._open.items()))
            if len(self._open) < MOST_OPEN and now_s - oldest.since_s < KEPT_S:
                return
            del self._open[key]


def _belongs(message: Deliver, part: Part, collection: _Collection) -> bool:
    before = collection.parts.get(part.number)
    if before is not None:
        return (before.content.octets, before.sent_at) == (message.content.octets, message.sent_at)
    times = [each.sent_at for each in collection.parts.values() if each.sent_at is not None]
    return message.sent_at is None or all(abs(message.sent_at - at) <= SAME_WITHIN for at in times)


def _joined(parts: list[Deliver | None]) -> str:
    if all(part is not None and part.content.coding is Coding.UCS2 for part in parts):
        # A pair of surrogates may have been cut in two by the sender.
        return decoded(Coding.UCS2, b"".join([part.content.octets for part in parts if part is not None]))
    texts = [MISSING if part is None else part.text for part in parts]
    return "".join(
        [text for place, text in enumerate(texts) if text != MISSING or texts[place - 1 : place] != [MISSING]]
    )
