"""What one process of the API holds for its lifetime."""

import asyncio
import platform as machine
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

from cashews import Cache
from prometheus_client import generate_latest

from app import migrations
from app.api.drift import drift_metrics
from app.config import Settings
from app.database import EVERY_PHARMACY, Caller, Database
from app.exceptions import ConfigurationError, DatabaseError, ExternalServiceError
from app.middleware import RequestMetrics
from app.models import AccountLink
from app.models.enums import LinkKind
from app.services import auth, demo, people
from app.services.rbac import Actor
from app.services.reorder_engine import ENGINE, drifts
from app.utils.clock import now
from app.utils.counters import Counters

# How long a process may trust what it knows of an account: after that, somebody shut out is out everywhere.
ACCOUNT_SECONDS: Final = 1

WRONG_GUESSES: Final = (auth.InvalidCredentials, auth.TotpInvalid, people.LinkNotValid)

DEMO_LOGIN: Final = {"email": demo.EMAIL, "password": demo.PASSWORD}
VERSION: Final = version("pharmarec-backend")


class NotReady(ExternalServiceError):
    """This process cannot serve at the moment; details say what is missing."""

    code = "NOT_READY"


@dataclass(frozen=True)
class Visitor:
    """From which address and through what somebody asks, known or not."""

    address: str
    channel: str

    def caller(self, user_id: int | None = None) -> Caller:
        """Who changes what they change; None: nobody known yet."""
        return Caller(user_id, self.channel)


@dataclass(frozen=True)
class Acceptance:
    """How somebody answers an invitation; a name only where they have no account yet."""

    token: str
    password: str
    full_name: str | None
    totp_code: str | None


@dataclass
class Platform:
    """Settings, engines, caches and counters; made by `create_app`, closed when the process ends."""

    settings: Settings
    database: Database
    cache: Cache
    counters: Counters
    metrics: RequestMetrics

    def __post_init__(self) -> None:
        self.throttle = auth.LoginThrottle(self.counters.storage)
        self.started_at = now()
        self._schema_is_current = False
        self._login_is_safe = False
        self.account_turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def close(self) -> None:
        await self.cache.close()
        await self.counters.close()
        await self.database.close()

    async def check_ready(self) -> dict[str, str]:
        """Ask everything that this process cannot serve without.

        Raises:
            NotReady: something is missing.
        """
        try:
            if not self._login_is_safe:
                await self.database.check_login()
                self._login_is_safe = True
            await self.database.ping()
        except DatabaseError as error:
            raise NotReady("The database does not answer.", checks={"database": "unavailable"}) from error
        except ConfigurationError as error:
            raise NotReady(error.message, checks={"login": "unsafe"}) from error
        # Once current, a schema stays so for the life of this process.
        self._schema_is_current = self._schema_is_current or await migrations.is_current(self.settings)
        if not self._schema_is_current:
            raise NotReady("The database lacks a migration of this version.", checks={"schema": "behind"})
        return {"database": "ok", "schema": "ok"}

    async def read_metrics(self) -> bytes:
        """The counters of this process, and the drift of forecasts where the database answers."""
        counted = generate_latest(self.metrics.registry)
        try:
            await self.database.ping()
        except DatabaseError:
            return counted
        async with self.database.read(EVERY_PHARMACY) as session:  # one series a pharmacy, for who runs them all
            return counted + drift_metrics(await drifts(session))

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

    async def register(self, new: auth.NewAccount, *, visitor: Visitor) -> auth.SignedIn:
        """Open a pharmacy with its first user. There is no pharmacy yet whose session this could be."""
        settings = self.settings
        password_hash = await auth.hashed(new.password, cost=settings.bcrypt_cost)
        async with self.database.transaction(EVERY_PHARMACY, by=visitor.caller()) as session:
            account = await auth.register(
                session,
                new,
                password_hash=password_hash,
                currency=settings.currency,
                time_zone=settings.time_zone,
            )
            return await auth.introduce(session, account)

    async def sign_in(self, *, email: str, password: str, totp_code: str | None, visitor: Visitor) -> auth.SignedIn:
        """Check a password, slowly for whoever keeps guessing. Nobody is known yet, so no pharmacy is either."""
        async with self._guessing(email, visitor.address):
            async with self.database.read(EVERY_PHARMACY) as session:
                found = await auth.find_account(session, email=email)
            account = await self._with_password(found, password, visitor)
            async with self.database.transaction(account.pharmacy.id, by=visitor.caller(account.user.id)) as writing:
                return await auth.admit(writing, account, totp_code=totp_code)

    async def _with_password(self, found: auth.Account | None, password: str, visitor: Visitor) -> auth.Account:
        """The account that was found, if this is its password; who guesses at an account leaves a mark in its log."""
        try:
            return await auth.sign_in(found, password=password)
        except auth.InvalidCredentials:
            if found is not None:
                async with self.database.transaction(found.pharmacy.id, by=visitor.caller()) as session:
                    await auth.note_failure(session, found)
            raise

    async def change_password(self, actor: Actor, *, current: str, new: str, visitor: Visitor) -> auth.SignedIn:
        """Set a new password and end every earlier token, here and, once committed, in what is cached."""
        known = await self._account_of(actor)
        async with self._guessing(known.user.email, visitor.address):
            await auth.check_password(known.user, current)
        password_hash = await auth.hashed(new, cost=self.settings.bcrypt_cost)
        async with self.database.transaction(actor.pharmacy_id, by=visitor.caller(actor.user_id)) as session:
            account = await auth.change_password(session, known, password_hash=password_hash)
            signed_in = await auth.introduce(session, account)
        await self.cache.delete(account_key(actor.user_id, actor.pharmacy_id))
        return signed_in

    async def switch(self, actor: Actor, *, pharmacy_id: int, visitor: Visitor) -> auth.SignedIn:
        """Let somebody who is signed in go on in another pharmacy they work in; it notes that itself."""
        async with self.database.transaction(pharmacy_id, by=visitor.caller(actor.user_id)) as session:
            return await auth.switch(session, user_id=actor.user_id, pharmacy_id=pharmacy_id)

    async def turn_off_totp(self, actor: Actor, *, password: str, code: str, visitor: Visitor) -> None:
        """Ask for codes no longer, of whoever knows the password and has a code."""
        known = await self._account_of(actor)
        async with self._guessing(known.user.email, visitor.address):
            await auth.check_password(known.user, password)
            async with self.database.transaction(actor.pharmacy_id, by=visitor.caller(actor.user_id)) as session:
                await auth.turn_off_totp(session, known.user, code)

    async def accept_invitation(self, answer: Acceptance, *, visitor: Visitor) -> auth.SignedIn:
        """Let the bearer of an invitation in: with a new account, or with the password of the one they have.

        Raises:
            NameNeeded: a new account would have no name.
        """
        async with self._guessing(answer.token, visitor.address):
            async with self.database.read(EVERY_PHARMACY) as session:  # the link says which pharmacy it is
                link, user = await people.open_link(session, answer.token, LinkKind.INVITATION)
            if user is None:
                return await self._join_as_newcomer(link, answer, visitor)
        async with self._guessing(user.email, visitor.address):  # another invitation is no other account to guess at
            await auth.check_password(user, answer.password)
            async with self.database.transaction(link.pharmacy_id, by=visitor.caller(user.id)) as writing:
                account = await people.accept_as(writing, link, user)
                return await auth.admit(writing, account, totp_code=answer.totp_code)

    async def _join_as_newcomer(self, link: AccountLink, answer: Acceptance, visitor: Visitor) -> auth.SignedIn:
        full_name = answer.full_name or link.full_name
        if full_name is None:
            raise people.NameNeeded("Please tell your full name.")
        password_hash = await auth.hashed(answer.password, cost=self.settings.bcrypt_cost)
        async with self.database.transaction(link.pharmacy_id, by=visitor.caller()) as session:
            account = await people.accept_new(session, link, people.Newcomer(full_name, password_hash))
            return await auth.admit(session, account, totp_code=None)

    async def reset_password(self, *, token: str, new_password: str, visitor: Visitor) -> None:
        """Set a new password for the bearer of a reset link."""
        async with self._guessing(token, visitor.address):
            async with self.database.read(EVERY_PHARMACY) as session:  # the link says which pharmacy it is
                link, _ = await people.open_link(session, token, LinkKind.RESET)
            password_hash = await auth.hashed(new_password, cost=self.settings.bcrypt_cost)
            async with self.database.transaction(link.pharmacy_id, by=visitor.caller()) as writing:
                await people.set_password(writing, link, password_hash=password_hash)

    @asynccontextmanager
    async def _guessing(self, whose: str, address: str) -> AsyncIterator[None]:
        """Slow down whoever guesses a secret of an account, or of a link, from an address."""
        async with self.throttle.turn(email=whose, address=address):
            await self.throttle.check(email=whose, address=address)
            try:
                yield
            except WRONG_GUESSES:
                await self.throttle.count_failure(email=whose, address=address)
                raise
            await self.throttle.forgive(email=whose, address=address)

    async def _account_of(self, actor: Actor) -> auth.Account:
        async with self.database.read(actor.pharmacy_id) as session:
            return await auth.account_of(session, user_id=actor.user_id, pharmacy_id=actor.pharmacy_id)


def account_key(user_id: int, pharmacy_id: int) -> str:
    return f"account:{user_id}:{pharmacy_id}"
