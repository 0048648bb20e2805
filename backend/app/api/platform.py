"""What one process of the API holds for its lifetime."""

import asyncio
import platform as machine
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

from cashews import Cache

from app import migrations
from app.config import Settings
from app.database import EVERY_PHARMACY, Database
from app.exceptions import DatabaseError, ExternalServiceError
from app.middleware import RequestMetrics
from app.services import auth, demo
from app.services.rbac import Actor
from app.services.reorder_engine import ENGINE
from app.utils.clock import now

# How long a process may trust what it knows of an account: after that, somebody shut out is out everywhere.
ACCOUNT_SECONDS: Final = 1

DEMO_LOGIN: Final = {"email": demo.EMAIL, "password": demo.PASSWORD}
VERSION: Final = version("pharmarec-backend")


class NotReady(ExternalServiceError):
    """This process cannot serve at the moment; details say what is missing."""

    code = "NOT_READY"


Enqueue = Callable[..., Awaitable[None]]
"""Hands a job to the workers: `await enqueue("import_sales", pharmacy_id=1, import_id=7)`."""


@dataclass
class Platform:
    """Settings, engines, caches and counters; made by `create_app`, closed when the process ends."""

    settings: Settings
    database: Database
    cache: Cache
    throttle: auth.LoginThrottle
    metrics: RequestMetrics
    enqueue: Enqueue

    def __post_init__(self) -> None:
        self.started_at = now()
        self._schema_is_current = False
        self.account_turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def check_ready(self) -> dict[str, str]:
        """Ask everything that this process cannot serve without.

        Raises:
            NotReady: something is missing.
        """
        try:
            await self.database.ping()
        except DatabaseError as error:
            raise NotReady("The database does not answer.", checks={"database": "unavailable"}) from error
        # Once current, a schema stays so for the life of this process.
        self._schema_is_current = self._schema_is_current or await migrations.is_current(self.settings)
        if not self._schema_is_current:
            raise NotReady("The database lacks a migration of this version.", checks={"schema": "behind"})
        return {"database": "ok", "schema": "ok"}

    def describe_version(self) -> dict[str, object]:
        return {
            "name": "PharmaRec AI",
            "version": VERSION,
            "environment": self.settings.environment,
            "demo": DEMO_LOGIN if self.settings.demo else None,
        }

    async def diagnose(self) -> dict[str, object]:
        """How this process is set up and how long it runs."""
        settings, shared = self.settings, "Redis" if self.settings.redis_url else "this process"
        return {
            "version": VERSION,
            "python": machine.python_version(),
            "platform": machine.platform(),
            "environment": settings.environment,
            "database": self.database.url.get_backend_name(),
            "schema_current": await migrations.is_current(settings),
            "cache": shared,
            "jobs": shared,
            "engine": ENGINE,
            "started_at": self.started_at,
            "uptime_seconds": round((now() - self.started_at).total_seconds()),
            "data_dir": str(settings.data_dir),
        }

    # Passwords are hashed and compared while no session is open: waiting ones would use up the connections, and on
    # SQLite hold the only place to write.

    async def register(self, new: auth.NewAccount) -> auth.Account:
        """Open a pharmacy with its first user. There is no pharmacy yet whose session this could be."""
        settings = self.settings
        password_hash = await auth.hashed(new.password, cost=settings.bcrypt_cost)
        async with self.database.transaction(EVERY_PHARMACY) as session:
            return await auth.register(
                session,
                new,
                password_hash=password_hash,
                currency=settings.currency,
                time_zone=settings.time_zone,
            )

    async def sign_in(self, *, email: str, password: str, address: str) -> auth.Account:
        """Check a password, slowly for whoever keeps guessing. Nobody is known yet, so no pharmacy is either."""
        async with self.throttle.turn(email=email, address=address):
            await self.throttle.check(email=email, address=address)
            async with self.database.read(EVERY_PHARMACY) as session:
                found = await auth.find_account(session, email=email)
            try:
                account = await auth.sign_in(found, password=password)
            except auth.InvalidCredentials:
                await self.throttle.count_failure(email=email, address=address)
                raise
            await self.throttle.forgive(email=email, address=address)
            return account

    async def change_password(self, actor: Actor, *, current: str, new: str) -> auth.Account:
        """Set a new password and end every earlier token, here and, once committed, in what is cached."""
        async with self.database.read(actor.pharmacy_id) as reading:
            known = await auth.account_of(reading, user_id=actor.user_id, pharmacy_id=actor.pharmacy_id)
        await auth.check_password(known, current)
        password_hash = await auth.hashed(new, cost=self.settings.bcrypt_cost)
        async with self.database.transaction(actor.pharmacy_id) as session:
            account = await auth.change_password(session, known, password_hash=password_hash)
        await self.cache.delete(account_key(actor.user_id, actor.pharmacy_id))
        return account


def account_key(user_id: int, pharmacy_id: int) -> str:
    return f"account:{user_id}:{pharmacy_id}"
