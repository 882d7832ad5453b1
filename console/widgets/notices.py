"""Two lines that speak to the operator: the banner when the board cannot be trusted, and the answer to the last key."""

from __future__ import annotations

from datetime import tzinfo

from rich.text import Text
from textual.widgets import Static

from console.desk import Tone
from console.link import Link, LinkState
from console.palette import ALARM, AMBER, GOOD, LATE_GROUND, SOFT, TEXT
from console.texts import _
from console.times import clock

_LOOKS = {
    Tone.DONE: ("✓", GOOD),
    Tone.NEWS: ("·", SOFT),
    Tone.WAIT: ("…", AMBER),
    Tone.ALARM: ("◆", f"bold {ALARM}"),
    Tone.ERROR: ("✖", f"bold {TEXT} on {LATE_GROUND}"),
}
STAYS_S = 20.0


class MessageLine(Static):
    """The last sentence for the operator; it goes away by itself."""

    def __init__(self) -> None:
        super().__init__("")
        self.text = ""
        self.tone = Tone.NEWS
        self._until_s = 0.0

    def say(self, text: str, tone: Tone, now_s: float) -> None:
        """Show a sentence."""
        sign, style = _LOOKS[tone]
        self.text, self.tone, self._until_s = text, tone, now_s + STAYS_S
        self.update(Text(f" {sign} {text} ", style, no_wrap=True, overflow="ellipsis"))

    def fade(self, now_s: float) -> None:
        """Take an old sentence away."""
        if self.text and now_s >= self._until_s:
            self.text = ""
            self.update("")


def banner_text(link: Link, now_s: float, now_ms: int, zone: tzinfo) -> str:
    """Why the board cannot be trusted, and what to do; empty when it can."""
    if link.state is LinkState.REFUSED:
        return link.text or _("The centre does not accept this session. Log in again.")
    if link.old(now_s):
        since = clock(now_ms - int((now_s - link.heard_s) * 1000), zone)
        text = _(
            "THE BOARD IS OLD since {time}: alarms may be missing. Use the reserve routine; this tries again by itself."
        )
        return text.format(time=since)
    if link.degraded:
        return _("The centre is degraded: {what}").format(what=", ".join(link.degraded))
    return ""


class Banner(Static):
    """Seen only when there is something to warn about."""

    def __init__(self) -> None:
        super().__init__("")
        self.text = ""
        self.display = False

    def warn(self, text: str, *, severe: bool) -> None:
        """Show the warning, or nothing when the text is empty."""
        if text == self.text:
            return
        self.text = text
        self.display = bool(text)
        self.set_class(severe, "severe")
        self.update(Text(f" {'✖' if severe else '▲'} {text}"))
