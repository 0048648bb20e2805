"""Slowing down whoever guesses passwords, without locking the owner out.

Failures count for an account from one address, and for an address whatever the account. So a guesser shuts out nobody
but themself; only guesses from many addresses reach the wide limit that an account has in all.
"""

import asyncio
import hashlib
from typing import Final
from weakref import WeakValueDictionary

from limits import RateLimitItem, parse
from limits.aio.storage import Storage
from limits.aio.strategies import FixedWindowRateLimiter

from app.exceptions import RateLimitError
from app.utils.clock import now

PAIR_LIMITS: Final = (parse("5/minute"), parse("20/hour"), parse("100/day"))
"""For an account from one address."""

ACCOUNT_LIMITS: Final = (parse("300/day"),)
"""For an account from anywhere: more than two addresses can use up."""

ADDRESS_LIMITS: Final = (parse("60/minute"),)


class TooManyAttempts(RateLimitError):
    """Too many failed sign-ins; details hold `retry_after_seconds`."""


class LoginThrottle:
    """Counts failed sign-ins for each account and client address, together and apart."""

    def __init__(self, storage: Storage) -> None:
        self._limiter = FixedWindowRateLimiter(storage)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def turn(self, *, email: str, address: str) -> asyncio.Lock:
        """Held while a sign-in is decided: guesses at the same moment are counted in turn.

        The owner, at another address, never waits for them.
        """
        return self._turns.setdefault(_pair(email, address), asyncio.Lock())

    async def check(self, *, email: str, address: str) -> None:
        """Let a sign-in be tried.

        Raises:
            TooManyAttempts: this account or address has failed too often just now.
        """
        for limit, name in self._limits(email, address):
            if not await self._limiter.test(limit, name):
                stats = await self._limiter.get_window_stats(limit, name)
                wait = max(1, round(stats.reset_time - now().timestamp()))
                raise TooManyAttempts(
                    f"Too many failed sign-ins. Please wait {wait} seconds and try again.", retry_after_seconds=wait
                )

    async def count_failure(self, *, email: str, address: str) -> None:
        for limit, name in self._limits(email, address):
            await self._limiter.hit(limit, name)

    async def forgive(self, *, email: str, address: str) -> None:
        """Forget the failures of an account at an address from which it signed in; those from elsewhere stay."""
        for limit in PAIR_LIMITS:
            await self._limiter.clear(limit, _pair(email, address))

    @staticmethod
    def _limits(email: str, address: str) -> list[tuple[RateLimitItem, str]]:
        return [
            *((limit, _pair(email, address)) for limit in PAIR_LIMITS),
            *((limit, _account(email)) for limit in ACCOUNT_LIMITS),
            *((limit, f"address:{address}") for limit in ADDRESS_LIMITS),
        ]


def _account(email: str) -> str:
    return "account:" + hashlib.sha256(email.encode()).hexdigest()


def _pair(email: str, address: str) -> str:
    return f"{_account(email)}:from:{address}"
