"""People of a pharmacy, invited and signed in through the API."""

import asyncio
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx
from fastapi import FastAPI
from tests.factories import accounts
from tests.factories.medicines import data

from app.api.platform import ACCOUNT_SECONDS

PASSWORD = "another good password"
_numbers = count(1)


@dataclass(frozen=True)
class Colleague:
    """Somebody who accepted an invitation: who they are, and a client that is signed in as them."""

    id: int
    email: str
    client: httpx.AsyncClient


def address() -> str:
    return f"person{next(_numbers)}@example.com"


async def invite(admin: httpx.AsyncClient, *, role: str = "staff", email: str = "") -> dict[str, Any]:
    """Invite somebody; answers the link with its token."""
    answer = await admin.post("/api/people/invitations", json={"email": email or address(), "role": role})
    assert answer.status_code == 201, answer.text
    return data(answer)


async def accept(client: httpx.AsyncClient, token: str, **answer: str) -> httpx.Response:
    """Answer an invitation, as a newcomer unless told otherwise; answers whatever the API does."""
    body = {"token": token, "password": PASSWORD, "full_name": "Meera Iyer", **answer}
    return await client.post("/api/auth/accept", json=body)


async def join(app: FastAPI, admin: httpx.AsyncClient, *, role: str = "staff") -> Colleague:
    """Somebody who was invited and accepted."""
    link = await invite(admin, role=role)
    async with accounts.client_of(app) as nobody:
        joined = data(await accept(nobody, link["token"]))
    client = accounts.client_of(app, joined["access_token"])
    return Colleague(joined["user"]["id"], link["email"], client)


def rows(answer: httpx.Response) -> list[dict[str, Any]]:
    """The things that a successful answer lists."""
    assert answer.is_success, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


async def me(client: httpx.AsyncClient) -> dict[str, Any]:
    return data(await client.get("/api/auth/me"))


async def open_branch(admin: httpx.AsyncClient, **terms: object) -> dict[str, Any]:
    """Open another pharmacy of the organisation; answers its settings."""
    return data(await admin.post("/api/branches", json={"name": "Second shop", **terms}))


async def in_branch(app: FastAPI, client: httpx.AsyncClient, pharmacy_id: int) -> httpx.AsyncClient:
    """The same person, signed in to another of their pharmacies."""
    switched = data(await client.post("/api/auth/switch", json={"pharmacy_id": pharmacy_id}))
    return accounts.client_of(app, switched["access_token"])


async def add_customer(client: httpx.AsyncClient, **terms: object) -> dict[str, Any]:
    """Keep a customer; answers them as the API shows them."""
    return data(await client.post("/api/customers", json={"name": "Meera Iyer", **terms}))


async def wait_until_known() -> None:
    """Wait until the application looks accounts up anew, and so knows what was changed about them."""
    await asyncio.sleep(ACCOUNT_SECONDS)
