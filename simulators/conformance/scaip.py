"""What a SCAIP receiver must do. Events are test alarms (status 102), so that nobody is alarmed.

The cases carry the numbers of the derived list (SCAIP sheet §9): what SS 91100 and TR2 ask of a receiver.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from protocols.scaip.documents import MessageResponse
from protocols.scaip.errors import ScaipError
from protocols.scaip.parse_response import read_response
from simulators.conformance.report import Case, SkipCaseError, UnmetError
from simulators.scaip_messages import Caller
from simulators.sip_auth import Account, Authorization
from simulators.sip_line import SipLine
from simulators.target import Target

VERDICT_S = 10.0
"""Seconds in which the verdict should have come after the 200."""
QUIET_S = 1.0
"""Seconds without a second verdict that count as none."""

_TEST = "<dty>0003</dty><stc>102</stc>"


@dataclass(slots=True)
class ScaipSuite:
    """The cases for one receiver and one of its units.

    Attributes:
        cid: a controller id the receiver knows. account: for digest, if the receiver asks.
    """

    target: Target
    cid: str
    account: Account | None = None
    _count: int = field(default=0, init=False)

    def cases(self) -> Sequence[Case]:
        """All of them, in the order they are tried."""
        return (
            Case("R1", "SS 4.2", "a minimal mrq is handled (snu 0)", self._minimal),
            Case("R4", "SS 3", "children in any order", self._any_order),
            Case("R5", "SS 3", "codes without leading zeros", self._short_codes),
            Case("R6", "SS 3", "UTF-8 in texts", self._utf8),
            Case("R7", "SS 3", "the verdict repeats ref exactly", self._exact_ref),
            Case("R9", "SS 4.5", "a heartbeat is handled without voice", self._heartbeat),
            Case("R10", "SS 4.5", "no interval is set for a unit that did not allow it", self._no_interval),
            Case("R11", "SS 4.3", "IN updates the same session", self._update),
            Case("R12", "SS 4.4", "RE takes it back", self._reset),
            Case("R13", "SS 3.2", "ref, cid or dty missing: 10, 7, 7", self._missing),
            Case("R14", "SS 3.2", "broken XML: 2", self._broken),
            Case("R15", "SS 3.2", "an illegal value: 3", self._illegal),
            Case("R17", "SS 3", "unknown status codes are accepted", self._unknown_code),
            Case("R18", "SS 3", "of a higher version cve is not above what was sent", self._version),
            Case("R19", "SS 3", "several parts (ame) are one alarm", self._parts),
            Case("R28", "TR2", "Basic is never offered", self._no_basic),
            Case("R32", "SS 4.2", "the same ref in a new transaction: the same verdict again", self._same_ref),
            Case("options", "RFC 3261", "OPTIONS is answered with Allow", self._options),
        )

    # ---- cases ----

    async def _minimal(self) -> str:
        return await self._verdict(self._mrq(self._ref()), 0)

    async def _any_order(self) -> str:
        return await self._verdict(f"<mrq>{_TEST}<cid>{self.cid}</cid><ref>{self._ref()}</ref></mrq>", 0)

    async def _short_codes(self) -> str:
        return await self._verdict(self._mrq(self._ref(), "<dty>3</dty><stc>102</stc><did>1</did>"), 0)

    async def _utf8(self) -> str:
        return await self._verdict(self._mrq(self._ref(), f"{_TEST}<dte>Köket på övervåningen</dte>"), 0)

    async def _exact_ref(self) -> str:
        ref = f"aB{self._ref()}"
        async with self._speaking() as speaker:
            verdict = await speaker.told(self._mrq(ref))
        if verdict.ref != ref:
            raise UnmetError(f"{verdict.ref} came for {ref}")
        return verdict.ref

    async def _heartbeat(self) -> str:
        async with self._speaking() as speaker:
            verdict = await speaker.told(self._mrq(self._ref(), "<dty>0002</dty><mty>PI</mty>"))
        if verdict.snu or verdict.mre:
            raise UnmetError(f"snu {verdict.snu}, mre {verdict.mre}")
        return "snu 0, no voice"

    async def _no_interval(self) -> str:
        async with self._speaking() as speaker:
            verdict = await speaker.told(self._mrq(self._ref(), "<dty>0002</dty><mty>PI</mty>"))
        if verdict.hbi is not None:
            raise UnmetError(f"hbi {verdict.hbi} came")
        return "no hbi"

    async def _update(self) -> str:
        ref = self._ref()
        async with self._speaking() as speaker:
            _wanted(await speaker.told(self._mrq(ref)), 0)
            return _wanted(await speaker.told(self._mrq(ref, f"{_TEST}<mty>IN</mty><lte>Hallen</lte>")), 0)

    async def _reset(self) -> str:
        ref = self._ref()
        async with self._speaking() as speaker:
            _wanted(await speaker.told(self._mrq(ref)), 0)
            return _wanted(await speaker.told(self._mrq(ref, f"{_TEST}<mty>RE</mty>")), 0)

    async def _missing(self) -> str:
        seen = []
        for body, snu in (
            (f"<mrq><cid>{self.cid}</cid>{_TEST}</mrq>", 10),
            (f"<mrq><ref>{self._ref()}</ref>{_TEST}</mrq>", 7),
            (f"<mrq><ref>{self._ref()}</ref><cid>{self.cid}</cid><stc>102</stc></mrq>", 7),
        ):
            seen.append(await self._verdict(body, snu, any_ref=True))
        return "; ".join(seen)

    async def _broken(self) -> str:
        return await self._verdict(f"<mrq><ref>{self._ref()}</ref><cid>{self.cid}", 2, any_ref=True)

    async def _illegal(self) -> str:
        return await self._verdict(self._mrq(self._ref(), f"{_TEST}<mty>XX</mty>"), 3)

    async def _unknown_code(self) -> str:
        return await self._verdict(self._mrq(self._ref(), "<dty>0003</dty><stc>102</stc><lco>998</lco>"), 0)

    async def _version(self) -> str:
        async with self._speaking() as speaker:
            verdict = await speaker.told(self._mrq(self._ref(), f"{_TEST}<ver>09.00</ver>"))
        if (verdict.cve or "01.00") > "09.00":
            raise UnmetError(f"cve {verdict.cve}")
        return f"snu {verdict.snu}, cve {verdict.cve or '(none)'}"

    async def _parts(self) -> str:
        ref = self._ref()
        async with self._speaking() as speaker:
            await speaker.said(self._mrq(ref, f"{_TEST}<ame>1</ame>"))
            return _wanted(await speaker.told(self._mrq(ref, _TEST)), 0)

    async def _no_basic(self) -> str:
        async with self._speaking(anonymous=True) as speaker:
            status, challenges = await speaker.challenged(self._mrq(self._ref()))
        if any(challenge.lower().startswith("basic") for challenge in challenges):
            raise UnmetError("Basic was offered")
        if not challenges:
            return f"{status}: it asks nobody"
        return f"{status}: {len(challenges)} challenges, none of them Basic"

    async def _same_ref(self) -> str:
        body = self._mrq(self._ref())
        async with self._speaking() as speaker:
            first = _wanted(await speaker.told(body), 0)
            return f"{first}, then {_wanted(await speaker.told(body), 0)}"

    async def _options(self) -> str:
        async with self._speaking() as speaker:
            status, allow = await speaker.options()
        if status != 200 or not allow:
            raise UnmetError(f"{status}, Allow {allow!r}")
        return allow

    # ---- within ----

    def _ref(self) -> str:
        self._count += 1
        return f"C{secrets.token_hex(3).upper()}{self._count:03}"

    def _mrq(self, ref: str, rest: str = _TEST) -> str:
        return f"<mrq><ref>{ref}</ref><cid>{self.cid}</cid>{rest}</mrq>"

    async def _verdict(self, body: str, snu: int, *, any_ref: bool = False) -> str:
        async with self._speaking() as speaker:
            verdict = await speaker.told(body)
        if not any_ref and f"<ref>{verdict.ref}</ref>" not in body:
            raise UnmetError(f"the verdict is for {verdict.ref!r}")
        return _wanted(verdict, snu)

    @asynccontextmanager
    async def _speaking(self, *, anonymous: bool = False) -> AsyncIterator[Speaker]:
        line = SipLine(self.target)
        caller = Caller(cid=self.cid)
        speaker = Speaker(line, caller, None if anonymous or self.account is None else Authorization(self.account))
        try:
            yield speaker
        finally:
            line.ignore(caller.name)
            await line.close()


class Speaker:
    """One unit on one line, that says documents as they stand."""

    def __init__(self, line: SipLine, caller: Caller, authorization: Authorization | None) -> None:
        self._line = line
        self._caller = caller
        self._authorization = authorization
        self._verdicts: asyncio.Queue[bytes] = asyncio.Queue()
        line.listen(caller.name, self._verdicts.put_nowait)

    async def said(self, body: str) -> None:
        """Send a document; SIP must take it.

        Raises:
            SkipCaseError: the receiver wants a password. UnmetError: it answered something else.
        """
        message = self._caller.message(body.encode(), self._line.target.host)
        status = (await self._line.request(message, self._authorization)).status
        if status in (401, 407):
            raise SkipCaseError("needs --user and --password")
        if status != 200:
            raise UnmetError(f"SIP {status}")

    async def told(self, body: str) -> MessageResponse:
        """Send a document and wait for its verdict.

        Raises:
            UnmetError: none comes in time, or it cannot be read. SkipCaseError: as `said`.
        """
        await self.said(body)
        try:
            async with asyncio.timeout(VERDICT_S):
                return read_response(await self._verdicts.get())
        except TimeoutError:
            raise UnmetError(f"no verdict within {VERDICT_S:g} s") from None
        except ScaipError as error:
            raise UnmetError(f"the verdict cannot be read: {error}") from error

    async def challenged(self, body: str) -> tuple[int, Sequence[str]]:
        """Send a document without credentials; SIP's status and the challenges."""
        response = await self._line.request(self._caller.message(body.encode(), self._line.target.host))
        return response.status, (
            *response.headers.get_all("WWW-Authenticate"),
            *response.headers.get_all("Proxy-Authenticate"),
        )

    async def options(self) -> tuple[int, str]:
        """Ask what the receiver can do; the status and its Allow header."""
        message = self._caller.message(b"", self._line.target.host)
        asked = type(message)("OPTIONS", message.uri, message.sender, message.recipient)
        response = await self._line.request(asked, self._authorization)
        return response.status, response.headers.get("Allow") or ""


def _wanted(verdict: MessageResponse, snu: int) -> str:
    if verdict.snu != snu:
        raise UnmetError(f"snu {verdict.snu} came, not {snu}")
    return f"snu {snu}"
