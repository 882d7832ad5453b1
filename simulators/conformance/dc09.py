"""What a DC-09 receiver must do. Events are test reports (Contact ID 602), so that nobody is alarmed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from protocols.dc09 import Frame, Key, Reply, Splitter, build, decrypt, format_timestamp, read_datagram
from simulators.clock import Wall, wall_now
from simulators.conformance.report import Case, SkipCaseError, UnmetError
from simulators.target import Target, Transport

ANSWER_S = 5.0
"""Seconds in which a receiver should have answered."""
SILENCE_S = 1.0
"""Seconds without an answer that count as silence."""


@dataclass(slots=True)
class Dc09Suite:
    """The cases for one receiver and one of its accounts.

    Attributes:
        account: an account the receiver knows. key: its AES key, if it has one.
    """

    target: Target
    account: str
    key: Key | None = None
    wall: Wall = wall_now
    _seq: int = field(default=0, init=False)

    def cases(self) -> Sequence[Case]:
        """All of them, in the order they are tried."""
        return (
            Case("link-test", "5.5.2", "ACK for NULL", self._link_test),
            Case("contact-id", "5.5.2", "ACK for ADM-CID, with its sequence number and account", self._contact_id),
            Case("sia", "5.5.2", "ACK for SIA-DCS", self._sia),
            Case("receiver-number", "5.5.2", "R and L are repeated in the answer", self._receiver_number),
            Case("fast", "5.5.3", "the answer comes within a second", self._fast),
            Case("repeat", "5.5.4", "the same frame again is answered again", self._repeat),
            Case("bad-crc", "5.5.1.1", "no answer to a frame whose checksum does not fit", self._bad_crc),
            Case("after-bad", "5.5.1.1", "a bad frame does not cost the next one", self._after_bad),
            Case("unknown-token", "5.5.2", "DUH (or ACK) for data nobody knows, never silence", self._unknown_token),
            Case("glued", "5.4", "two frames in one segment: two answers", self._glued),
            Case("split", "5.4", "a frame in two segments is one frame", self._split),
            Case("encrypted", "5.4.4", "an encrypted frame gets an encrypted ACK", self._encrypted),
            Case("old-clock", "5.5.1.9", "NAK with the time for an encrypted frame an hour old", self._old_clock),
            Case("wrong-key", "5.5.1", "a frame under another key gets no ACK", self._wrong_key),
            Case(
                "plain-despite-key", "5.4.4", "a plain frame of an account with a key", self._plain_despite_key, False
            ),
        )

    # ---- cases ----

    async def _link_test(self) -> str:
        return _wanted(await self._ask(build("NULL", "0000", self.account)), "ACK", "0000")

    async def _contact_id(self) -> str:
        seq = self._next()
        [answer] = await self._answers(self._event(seq), 1)
        if answer.account != self.account:
            raise UnmetError(f"the answer names account {answer.account!r}, not {self.account!r}")
        return _wanted(answer, "ACK", seq)

    async def _sia(self) -> str:
        seq = self._next()
        return _wanted(await self._ask(build("SIA-DCS", seq, self.account, f"#{self.account}|NRP0001")), "ACK", seq)

    async def _receiver_number(self) -> str:
        seq = self._next()
        frame = build("ADM-CID", seq, self.account, self._data(), receiver="12", prefix="34")
        answer = await self._ask(frame)
        if (answer.receiver, answer.prefix) != ("12", "34"):
            raise UnmetError(f"R {answer.receiver} L {answer.prefix} came back for R 12 L 34")
        return _wanted(answer, "ACK", seq)

    async def _fast(self) -> str:
        loop = asyncio.get_running_loop()
        began = loop.time()
        await self._ask(self._event(self._next()))
        took_s = loop.time() - began
        if took_s > 1:
            raise UnmetError(f"it took {took_s:.1f} s")
        return f"{took_s * 1000:.0f} ms, connecting included"

    async def _repeat(self) -> str:
        seq = self._next()
        frame = self._event(seq)
        _wanted(await self._ask(frame), "ACK", seq)
        return _wanted(await self._ask(frame), "ACK", seq) + ", twice"

    async def _bad_crc(self) -> str:
        return await self._silence(_spoilt(self._event(self._next())))

    async def _after_bad(self) -> str:
        if self.target.transport is Transport.UDP:
            raise SkipCaseError("over UDP each datagram stands alone")
        seq = self._next()
        [answer] = await self._answers(_spoilt(self._event(self._next())) + self._event(seq), 1)
        return _wanted(answer, "ACK", seq)

    async def _unknown_token(self) -> str:
        seq = self._next()
        answer = await self._ask(build("XYZ-ABC", seq, self.account, f"#{self.account}|hello"))
        if answer.token not in ("DUH", "ACK"):
            raise UnmetError(f"{answer.token} came")
        return answer.token

    async def _glued(self) -> str:
        if self.target.transport is Transport.UDP:
            raise SkipCaseError("over UDP a datagram is one frame")
        first, second = self._next(), self._next()
        answers = await self._answers(self._event(first) + self._event(second), 2)
        if sorted(answer.seq for answer in answers) != sorted([first, second]):
            raise UnmetError(f"answers for {[answer.seq for answer in answers]}")
        return "two answers"

    async def _split(self) -> str:
        if self.target.transport is Transport.UDP:
            raise SkipCaseError("over UDP a datagram is one frame")
        seq = self._next()
        frame = self._event(seq)
        [answer] = await self._answers(frame[:20], 1, then=frame[20:])
        return _wanted(answer, "ACK", seq)

    async def _encrypted(self) -> str:
        key = self._key()
        seq = self._next()
        answer = await self._ask(self._sealed(seq, key, 0))
        if answer.ciphertext is None:
            raise UnmetError(f"{answer.token} came in plain")
        return _wanted(decrypt(answer, key), "ACK", seq) + ", encrypted"

    async def _old_clock(self) -> str:
        answer = await self._ask(self._sealed(self._next(), self._key(), -3600))
        if answer.token != Reply.NAK.name:
            raise UnmetError(f"{answer.token} came")
        return f"NAK with {answer.timestamp or 'no time'}"

    async def _wrong_key(self) -> str:
        key = self._key()
        wrong = Key(bytes(octet ^ 0x5A for octet in key.octets))
        answers = await self._heard(self._sealed(self._next(), wrong, 0), 1, SILENCE_S)
        if any(answer.token == Reply.ACK.name for answer in answers):
            raise UnmetError("ACK came in plain")
        return answers[0].token if answers else "silence"

    async def _plain_despite_key(self) -> str:
        self._key()
        answers = await self._heard(self._event(self._next()), 1, SILENCE_S)
        return answers[0].token if answers else "silence"

    # ---- within ----

    def _next(self) -> str:
        self._seq = self._seq % 9999 + 1
        return f"{self._seq:04}"

    def _key(self) -> Key:
        if self.key is None:
            raise SkipCaseError("needs --key")
        return self.key

    def _data(self) -> str:
        return f"#{self.account}|1602 00 000"

    def _event(self, seq: str) -> bytes:
        return build("ADM-CID", seq, self.account, self._data())

    def _sealed(self, seq: str, key: Key, skew_s: float) -> bytes:
        timestamp = format_timestamp(self.wall() + timedelta(seconds=skew_s))
        return build("ADM-CID", seq, self.account, self._data(), timestamp=timestamp, key=key)

    async def _ask(self, octets: bytes) -> Frame:
        [answer] = await self._answers(octets, 1)
        return answer

    async def _answers(self, octets: bytes, count: int, *, then: bytes = b"") -> list[Frame]:
        heard = await self._heard(octets, count, ANSWER_S, then=then)
        if len(heard) < count:
            raise UnmetError(f"{len(heard)} of {count} answers within {ANSWER_S:g} s")
        return heard

    async def _silence(self, octets: bytes) -> str:
        if heard := await self._heard(octets, 1, SILENCE_S):
            raise UnmetError(f"{heard[0].token} came")
        return "silence"

    async def _heard(self, octets: bytes, count: int, seconds: float, *, then: bytes = b"") -> list[Frame]:
        """What comes back on a connection or socket of its own, at most `count` frames within `seconds`."""
        speak = self._over_udp if self.target.transport is Transport.UDP else self._over_tcp
        heard: list[Frame] = []
        try:
            async with asyncio.timeout(seconds):
                await speak(octets, then, count, heard)
        except TimeoutError:
            pass
        return heard

    async def _over_tcp(self, octets: bytes, then: bytes, count: int, heard: list[Frame]) -> None:
        reader, writer = await asyncio.open_connection(self.target.host, self.target.port)
        splitter = Splitter()
        try:
            writer.write(octets)
            await writer.drain()
            if then:
                await asyncio.sleep(0.05)
                writer.write(then)
            while len(heard) < count and (more := await reader.read(65_536)):
                heard += [item for item in splitter.feed(more) if isinstance(item, Frame)]
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _over_udp(self, octets: bytes, then: bytes, count: int, heard: list[Frame]) -> None:
        inbox: asyncio.Queue[bytes] = asyncio.Queue()

        class Socket(asyncio.DatagramProtocol):
            def datagram_received(self, data: bytes, addr: object) -> None:
                inbox.put_nowait(data)

        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(Socket, remote_addr=(self.target.host, self.target.port))
        try:
            transport.sendto(octets + then)
            while len(heard) < count:
                item = read_datagram(await inbox.get())
                if isinstance(item, Frame):
                    heard.append(item)
        finally:
            transport.close()


def _wanted(answer: Frame, token: str, seq: str) -> str:
    if (answer.token, answer.seq) != (token, seq):
        raise UnmetError(f"{answer.token} {answer.seq} came for {seq}")
    return token


def _spoilt(frame: bytes) -> bytes:
    """The same frame with a checksum that does not fit."""
    return frame[:1] + (b"0000" if frame[1:5] != b"0000" else b"FFFF") + frame[5:]
