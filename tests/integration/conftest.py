"""Two pharmacies, each with a client that is signed in as its owner."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from tests.factories import accounts


@pytest.fixture
async def admin(app: FastAPI, api: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """A client signed in as the admin of a new pharmacy."""
    registered = await accounts.register(api)
    async with accounts.client_of(app, registered["access_token"]) as client:
        yield client


@pytest.fixture
async def neighbour(app: FastAPI, api: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """A client signed in as the admin of another pharmacy of the installation."""
    registered = await accounts.register(api, accounts.NewOwner(pharmacy_name="The shop next door"))
    async with accounts.client_of(app, registered["access_token"]) as client:
        yield client
