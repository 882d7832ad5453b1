"""Login with real argon2: the same work for everybody, tokens only as hashes, twelve hours, revocable."""

from __future__ import annotations

import pytest

from alarmd.domain.ports import LedgerUnavailable
from tests.fakes.clock import ManualClock
from tests.fakes.web_parts import CHEAP, PASSWORD, web_parts


async def test_a_login_opens_a_session_of_twelve_hours_and_stores_no_token() -> None:
    clock = ManualClock()
    async with web_parts(clock) as parts:
        found = await parts.sessions.login("karin", PASSWORD)
        assert found is not None
        token, session = found
        assert session.name == "Karin Holm"
        assert len(token) >= 43
        assert all(token.encode() not in key for key in parts.register.sessions)
        assert await parts.sessions.find(token) == session
        clock.jump(12 * 3600)
        assert await parts.sessions.find(token) is None


async def test_wrong_unknown_and_closed_accounts_look_the_same() -> None:
    async with web_parts(ManualClock()) as parts:
        for username, password in (("karin", "fel"), ("ingen", PASSWORD), ("old", PASSWORD), ("", "")):
            assert await parts.sessions.login(username, password) is None
        assert len(parts.register.sessions) == 1


async def test_revoking_ends_a_session() -> None:
    async with web_parts(ManualClock()) as parts:
        found = await parts.sessions.login("karin", PASSWORD)
        assert found is not None
        await parts.sessions.revoke(found[0])
        assert await parts.sessions.find(found[0]) is None
        assert await parts.sessions.find("") is None


async def test_an_unknown_user_costs_the_same_work() -> None:
    async with web_parts(ManualClock()) as parts:
        worked = []
        parts.passwords._verify = lambda stored, _: worked.append(stored) or True  # type: ignore[method-assign,func-returns-value]
        assert await parts.sessions.login("ingen", PASSWORD) is None
        assert CHEAP.check_needs_rehash(worked[0]) is False


async def test_a_store_that_is_away_hides_no_alarms_from_who_was_here_before() -> None:
    clock = ManualClock()
    async with web_parts(clock) as parts:
        before = await parts.sessions.login("karin", PASSWORD)
        parts.register.down = True
        during = await parts.sessions.login("karin", PASSWORD)
        assert before is not None
        assert during is not None
        for token, session in (before, during):
            assert await parts.sessions.find(token) == session
        with pytest.raises(LedgerUnavailable):
            await parts.sessions.find("never seen")
        parts.register.down = False
        assert await parts.sessions.find(during[0]) == during[1]
        await parts.sessions.revoke(during[0])
        assert await parts.sessions.find(during[0]) is None
        parts.register.down = True
        clock.jump(12 * 3600)
        assert await parts.sessions.find(before[0]) is None
