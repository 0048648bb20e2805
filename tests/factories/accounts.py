"""People who sign in: owners through the API, their staff straight into the database."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
from fastapi import FastAPI

from app.api.platform import Platform
from app.database import EVERY_PHARMACY
from app.models import Membership, User
from app.models.enums import Role
from app.services import auth
from app.utils import clock

PASSWORD = "correct horse battery"
_numbers = count(1)


@dataclass(frozen=True)
class NewOwner:
    """What registering sends; each with an address of its own."""

    password: str = PASSWORD
    pharmacy_name: str = "Rao Medical Stores"
    email: str = field(default_factory=lambda: f"owner{next(_numbers)}@example.com")

    def body(self) -> dict[str, str]:
        return {**vars(self), "full_name": "Asha Rao"}


def client_of(app: FastAPI, token: str = "") -> httpx.AsyncClient:
    """A client of the application; with a token it is signed in."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False),
        base_url="http://pharmarec.test",
        headers=bearer(token) if token else {},
    )


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def register(api: httpx.AsyncClient, new: NewOwner | None = None) -> dict[str, Any]:
    """Open a pharmacy; answers what registering answers: `access_token`, `user`."""
    answer = await api.post("/api/auth/register", json=(new or NewOwner()).body())
    assert answer.status_code == 201, answer.text
    data: dict[str, Any] = answer.json()["data"]
    return data


async def employ(app: FastAPI, role: Role, *, pharmacy_id: int) -> str:
    """Give a pharmacy somebody of a role; answers their token."""
    platform: Platform = app.state.platform
    user = User(email=f"colleague{next(_numbers)}@example.com", full_name="Colleague", password_hash="none")
    async with platform.database.transaction(EVERY_PHARMACY) as session:
        session.add(user)
        await session.flush()
        session.add(Membership(user_id=user.id, pharmacy_id=pharmacy_id, role=role))
    return token(app, auth.Claims(user.id, pharmacy_id, 1))


def token(app: FastAPI, claims: auth.Claims) -> str:
    """A token as this application would sign it."""
    platform: Platform = app.state.platform
    return auth.issue(claims, key=platform.settings.signing_key, at=clock.now(), hours=1)
