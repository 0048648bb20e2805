"""Hashing passwords with bcrypt, off the event loop and never more than two at once."""

import asyncio
import base64
import hashlib
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

import bcrypt

T = TypeVar("T")

BCRYPT_LIMIT_BYTES: Final = 72

# bcrypt lets go of the interpreter lock: two threads keep a login storm from stopping everything else.
_hashers: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="bcrypt")


async def hashed(password: str, *, cost: int) -> str:
    """The bcrypt hash to store. `cost` is bcrypt's work factor, 4..31."""
    return await _off_loop(lambda: bcrypt.hashpw(_material(password), bcrypt.gensalt(cost)).decode())


async def matches(password: str, stored: str) -> bool:
    """Whether a password is the one that was hashed."""
    return await _off_loop(lambda: bcrypt.checkpw(_material(password), stored.encode()))


def _material(password: str) -> bytes:
    """What bcrypt sees: the password itself, or its digest where bcrypt would cut it short."""
    raw = unicodedata.normalize("NFKC", password).encode()
    if len(raw) <= BCRYPT_LIMIT_BYTES and b"\0" not in raw:
        return raw
    return base64.b64encode(hashlib.sha256(raw).digest())


async def _off_loop(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_hashers, work)
