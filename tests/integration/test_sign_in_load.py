"""Signing in while somebody guesses, and while very many sign in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import QueuePool
from sqlalchemy.ext.asyncio import AsyncEngine
from tests.factories import accounts
from tests.factories.accounts import NewOwner

from app.api.platform import Platform
from app.services.auth import LoginThrottle, TooManyAttempts, passwords

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@asynccontextmanager
async def at(app: FastAPI, address: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client with an address of its own."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://pharmarec.test") as client:
        yield client


async def status(client: httpx.AsyncClient, owner: NewOwner, password: str | None = None) -> int:
    body = {"email": owner.email, "password": password or owner.password}
    return (await client.post("/api/auth/login", json=body)).status_code


async def test_a_guesser_does_not_shut_out_the_owner(app: FastAPI, api: httpx.AsyncClient) -> None:
    owner = NewOwner()
    await accounts.register(api, owner)

    async with at(app, "203.0.113.9") as guesser, at(app, "198.51.100.1") as home:
        guesses = [await status(guesser, owner, "a wrong password") for _ in range(6)]
        signed_in = await status(home, owner)
        late = await status(guesser, owner)

    assert guesses == [401] * 5 + [429]
    assert signed_in == 200
    assert late == 429  # the owner's success forgives nothing at the guesser's address


def connections_held(engine: AsyncEngine) -> int:
    assert isinstance(engine.pool, QueuePool)
    return engine.pool.checkedout()


@on_sqlite
async def test_guesses_from_very_many_addresses_meet_the_limit_of_the_account(app: FastAPI) -> None:
    throttle: LoginThrottle = app.state.platform.throttle

    for n in range(300):
        await throttle.check(email="owner@example.com", address=f"10.0.0.{n}")
        await throttle.count_failure(email="owner@example.com", address=f"10.0.0.{n}")

    with pytest.raises(TooManyAttempts):
        await throttle.check(email="owner@example.com", address="198.51.100.1")
    await throttle.check(email="colleague@example.com", address="198.51.100.1")


@on_sqlite
async def test_only_so_many_passwords_wait_and_the_next_may_come_again(app: FastAPI) -> None:
    platform: Platform = app.state.platform
    async with at(app, "203.0.113.7") as client:
        await client.post("/api/auth/register", json={})  # the first request of all waits for the routes to be built
        waiting = [asyncio.create_task(passwords.hashed("slow", cost=8)) for _ in range(passwords.MOST_UNFINISHED)]
        await asyncio.sleep(0)

        refused = await client.post("/api/auth/register", json=NewOwner().body())
        await asyncio.gather(*waiting)
        accepted = await client.post("/api/auth/register", json=NewOwner().body())

    assert (refused.status_code, refused.json()["error"], refused.headers["retry-after"]) == (429, "RATE_LIMITED", "5")
    assert accepted.status_code == 201
    assert platform.settings.bcrypt_cost == 4


@on_sqlite
async def test_passwords_are_hashed_while_no_connection_is_held(app: FastAPI, api: httpx.AsyncClient) -> None:
    platform: Platform = app.state.platform
    owner, other = NewOwner(), NewOwner()  # those who know one account take turns
    token = (await accounts.register(api, owner))["access_token"]
    await accounts.register(api, other)
    change = {"current_password": owner.password, "new_password": "another good one"}

    blocking = [asyncio.create_task(passwords.hashed("slow", cost=13)) for _ in range(2)]
    asking = [
        asyncio.create_task(coroutine)
        for coroutine in (
            api.post("/api/auth/register", json=NewOwner().body()),
            api.post("/api/auth/password", json=change, headers=accounts.bearer(token)),
            api.post("/api/auth/login", json={"email": other.email, "password": other.password}),
        )
    ]
    for _ in range(2000):
        if len(passwords.unfinished) == len(blocking) + len(asking):
            break
        await asyncio.sleep(0.005)

    assert len(passwords.unfinished) == len(blocking) + len(asking)
    assert [connections_held(engine) for engine in platform.database.engines] == [0, 0]
    await asyncio.gather(*blocking)
    assert [answer.status_code for answer in await asyncio.gather(*asking)] == [201, 200, 200]
