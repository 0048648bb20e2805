"""Hashing passwords with bcrypt, off the event loop and never more than two at once.

It takes a good part of a second: no database session may be open meanwhile.
"""

import asyncio
import base64
import hashlib
import unicodedata
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final, TypeVar

import bcrypt

from app.exceptions import RateLimitError

T = TypeVar("T")

BCRYPT_LIMIT_BYTES: Final = 72

# bcrypt lets go of the interpreter lock: two threads keep a login storm from stopping everything else.
_hashers: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="bcrypt")

MOST_UNFINISHED: Final = 50
"""More passwords than are hashed in the seconds for which somebody waits."""

unfinished: Final[set[Future[Any]]] = set()


class TooBusy(RateLimitError):
    """More people are signing in than this process can check in time; details hold `retry_after_seconds`."""


async def hashed(password: str, *, cost: int) -> str:
    """The bcrypt hash to store. `cost` is bcrypt's work factor, 4..31.

    Raises:
        TooBusy: too many passwords are waiting already.
    """
    return await _off_loop(lambda: bcrypt.hashpw(_material(password), bcrypt.gensalt(cost)).decode())


async def matches(password: str, stored: str) -> bool:
    """Whether a password is the one that was hashed.

    Raises:
        TooBusy: too many passwords are waiting already.
    """
    return await _off_loop(lambda: bcrypt.checkpw(_material(password), stored.encode()))


def _material(password: str) -> bytes:
    """What bcrypt sees: the password itself, or its digest where bcrypt would cut it short."""
    raw = unicodedata.normalize("NFKC", password).encode()
    if len(raw) <= BCRYPT_LIMIT_BYTES and b"\0" not in raw:
        return raw
    return base64.b64encode(hashlib.sha256(raw).digest())


async def _off_loop(work: Callable[[], T]) -> T:
    if len(unfinished) >= MOST_UNFINISHED:
        raise TooBusy("Many people are signing in at the moment. Please try again.", retry_after_seconds=5)
    future = _hashers.submit(work)
    unfinished.add(future)
    future.add_done_callback(unfinished.discard)
    return await asyncio.wrap_future(future)
