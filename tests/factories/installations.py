"""Installations that are set up in their own way."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from tests.factories import accounts

from app.api.platform import Platform
from app.config import Settings
from app.main import create_app


@asynccontextmanager
async def unstarted(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application that has not been through its start: its database may be missing."""
    app = create_app(settings)
    platform: Platform = app.state.platform
    async with accounts.client_of(app) as client:
        yield client
    await platform.close()
