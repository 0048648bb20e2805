import asyncio

import bcrypt
import pytest

from app.services.auth import passwords

COST = 4


@pytest.mark.parametrize("password", ["plain", "💊" * 40, "x" * 1024, "nul\0inside", " spaced ", "naïve"])
async def test_a_password_matches_its_own_hash_only(password: str) -> None:
    stored = await passwords.hashed(password, cost=COST)

    assert await passwords.matches(password, stored)
    assert not await passwords.matches(password + "x", stored)
    assert not await passwords.matches(password[:-1], stored)


async def test_the_byte_after_the_72nd_counts() -> None:
    stored = await passwords.hashed("é" * 36 + "a", cost=COST)

    assert not await passwords.matches("é" * 36 + "b", stored)


async def test_what_follows_a_nul_counts() -> None:
    stored = await passwords.hashed("same\0one", cost=COST)

    assert not await passwords.matches("same\0two", stored)
    assert not await passwords.matches("same", stored)


async def test_two_spellings_of_one_character_are_one_password() -> None:
    stored = await passwords.hashed("caf\u00e9 noir", cost=COST)

    assert await passwords.matches("cafe\u0301 noir", stored)


async def test_an_ordinary_password_is_plain_bcrypt_of_the_cost_asked_for() -> None:
    stored = await passwords.hashed("correct horse", cost=5)

    assert stored.startswith("$2b$05$")
    assert bcrypt.checkpw(b"correct horse", stored.encode())


async def test_one_password_hashes_differently_each_time() -> None:
    assert await passwords.hashed("same", cost=COST) != await passwords.hashed("same", cost=COST)


async def test_hashing_does_not_hold_up_the_loop() -> None:
    hashing = asyncio.create_task(passwords.hashed("slow", cost=12))
    turns = 0

    while not hashing.done():
        await asyncio.sleep(0.001)
        turns += 1

    assert turns >= 10
