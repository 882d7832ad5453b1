"""What is heard: one pattern for each lane and one for a lost link, repeated until the cause is gone.

`Ringer` decides when, without making a noise; `Player` makes it, by the terminal's bell or by a command.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from console.board import LIFE_SAFETY, TECHNICAL

LINK = "link"
MUTE_S = 60.0
COMMAND_S = 10.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pattern:
    """beats: seconds from the start at which the bell sounds; repeat_s: pause to the next round, 0 for once only."""

    beats: tuple[float, ...]
    repeat_s: float


PATTERNS: Mapping[str, Pattern] = {
    LIFE_SAFETY: Pattern((0.0, 0.2, 0.4), 4.0),
    TECHNICAL: Pattern((0.0,), 0.0),
    LINK: Pattern((0.0, 0.5), 8.0),
}


class Ringer:
    """Says which sounds are due. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._next: dict[str, float] = {}
        self._muted_until = 0.0

    def now(self, lane: str, now_s: float) -> bool:
        """Something new: whether to sound at once. A round that has just begun is not begun again."""
        pattern = PATTERNS[lane]
        started = self._next.get(lane, 0.0) - (pattern.repeat_s or 1.0)
        if self.muted(now_s) or now_s - started < pattern.beats[-1]:
            return False
        self._next[lane] = now_s + (pattern.repeat_s or 1.0)
        return True

    def due(self, lanes: Collection[str], now_s: float) -> list[str]:
        """Which of the lanes that have something unclaimed sound again now."""
        sounding = []
        for lane, pattern in PATTERNS.items():
            if lane not in lanes:
                self._next.pop(lane, None)
            elif pattern.repeat_s and now_s >= self._next.get(lane, 0.0) and not self.muted(now_s):
                self._next[lane] = now_s + pattern.repeat_s
                sounding.append(lane)
        return sounding

    def mute(self, now_s: float) -> None:
        """Silence for at most a minute; asked again while silent, sound is back."""
        self._muted_until = now_s if self.muted(now_s) else now_s + MUTE_S

    def muted(self, now_s: float) -> bool:
        """Whether it is silent."""
        return now_s < self._muted_until

    def muted_left_s(self, now_s: float) -> float:
        """Seconds of silence left, 0 when it sounds."""
        return max(0.0, self._muted_until - now_s)


class Player:
    """Makes a sound: runs the sound command with the lane's name, or rings the terminal's bell in its pattern."""

    def __init__(self, command: tuple[str, ...], bell: Callable[[], None]) -> None:
        self._command = command
        self._bell = bell
        self._playing: dict[str, asyncio.Task[None]] = {}

    def play(self, lane: str) -> None:
        """Start the lane's sound, unless it is sounding already."""
        running = self._playing.get(lane)
        if running is None or running.done():
            self._playing[lane] = asyncio.create_task(self._sound(lane), name=f"sound {lane}")

    async def close(self) -> None:
        """Stop everything that sounds."""
        for task in self._playing.values():
            task.cancel()
        await asyncio.gather(*self._playing.values(), return_exceptions=True)
        self._playing.clear()

    async def _sound(self, lane: str) -> None:
        if not self._command or not await self._run(lane):
            await self._ring(lane)

    async def _ring(self, lane: str) -> None:
        at = 0.0
        for beat in PATTERNS[lane].beats:
            await asyncio.sleep(beat - at)
            at = beat
            self._bell()

    async def _run(self, lane: str) -> bool:
        """Run the command; False when it failed, and the bell has to do."""
        null = asyncio.subprocess.DEVNULL
        try:
            process = await asyncio.create_subprocess_exec(*self._command, lane, stdin=null, stdout=null, stderr=null)
        except OSError as error:
            _log.warning("sound command cannot be run: %s", error)
            return False
        try:
            async with asyncio.timeout(COMMAND_S):
                return await process.wait() == 0
        except TimeoutError:
            return False
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
