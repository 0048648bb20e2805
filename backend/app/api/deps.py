"""What a route may ask for: a caller who may, a session that belongs to that caller, a page, a replay guard."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from typing import Annotated, Final

from fastapi import Depends, Header, Path, Query, Request, params
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes

from app.api.platform import ACCOUNT_SECONDS, Platform, Visitor, account_key
from app.database import Caller, ReadSession, WriteSession
from app.exceptions import AuthenticationError, AuthorizationError, ResourceNotFoundError
from app.schemas.base import Output
from app.services import auth, idempotency
from app.services.rbac import Actor
from app.utils import clock, costs
from app.utils.paging import PageRequest

_bearer = HTTPBearer(auto_error=False, description="The token that POST /api/auth/login answers with.")


# Dependencies are coroutines even where they await nothing: FastAPI would run a plain function in a thread.


async def _platform(request: Request) -> Platform:
    platform: Platform = request.app.state.platform
    return platform


async def _visitor(request: Request) -> Visitor:
    return Visitor(request.client.host if request.client else "unknown", _channel(request))


VisitorDep = Annotated[Visitor, Depends(_visitor)]
PlatformDep = Annotated[Platform, Depends(_platform)]


async def authorise(request: Request, token: str | None, needed: Collection[str]) -> Actor:
    """Find out who is calling and whether they may. The request remembers it for what stands below.

    Raises:
        AuthenticationError: nobody known is calling.
        AuthorizationError: their role lacks a permission.
    """
    if token is None:
        raise AuthenticationError("Please sign in: this needs a token.")
    actor = await _known(request.app.state.platform, token)
    missing = set(needed) - actor.permissions
    if missing:
        raise AuthorizationError("Your role does not allow this.", missing=sorted(missing), role=actor.role)
    request.state.actor = actor
    costs.are_shown.set("costs.read" in actor.permissions)
    return actor


async def _allowed(
    request: Request,
    needed: SecurityScopes,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Actor:
    return await authorise(request, credentials.credentials if credentials else None, needed.scopes)


async def _known(platform: Platform, token: str) -> Actor:
    claims = auth.read(token, key=platform.settings.signing_key, at=clock.now())
    key = account_key(claims.user_id, claims.pharmacy_id)
    known = await platform.cache.get(key)
    if known is None:
        async with platform.account_turns[key]:  # one looks, and the others wait for what it finds
            known = await platform.cache.get(key)
            if known is None:
                known = await _look_up(platform, claims)
                await platform.cache.set(key, known, expire=ACCOUNT_SECONDS)
    is_active, version, actor = known
    if not is_active or version != claims.version:
        raise AuthenticationError("This session has been ended. Please sign in again.")
    return actor


async def _look_up(platform: Platform, claims: auth.Claims) -> tuple[bool, int, Actor]:
    async with platform.database.read(claims.pharmacy_id) as session:
        try:
            account = await auth.account_of(session, user_id=claims.user_id, pharmacy_id=claims.pharmacy_id)
        except ResourceNotFoundError as error:
            raise AuthenticationError("This account no longer exists.") from error
    user, pharmacy = account.user, account.pharmacy
    actor = Actor(user.id, pharmacy.id, account.role, pharmacy.time_zone, account.permissions)
    return user.is_active, user.token_version, actor


def may(permission: str) -> params.Security:
    """Require a permission. It also appears in OpenAPI, which is what the guard test reads."""
    return params.Security(_allowed, scopes=[permission])


async def _actor(request: Request) -> Actor:
    actor: Actor = request.state.actor  # absent on a route that names no permission: then nobody gets through
    return actor


CHANNELS: Final = frozenset({"api", "web", "agent"})
"""What a client may call itself. Imports, jobs and the command line say so themselves."""


def caller(request: Request) -> Caller:
    """Who asks, once it is known, and through what."""
    actor: Actor = request.state.actor
    return Caller(actor.user_id, _channel(request))


def _channel(request: Request) -> str:
    told = request.headers.get("x-channel", "api")
    return told if told in CHANNELS else "api"


async def _caller(request: Request) -> Caller:
    return caller(request)


CallerDep = Annotated[Caller, Depends(_caller)]


async def _write_session(request: Request) -> AsyncIterator[WriteSession]:
    actor: Actor = request.state.actor
    async with request.app.state.platform.database.transaction(actor.pharmacy_id, by=caller(request)) as session:
        yield session


async def _read_session(request: Request) -> AsyncIterator[ReadSession]:
    async with request.app.state.platform.database.read(request.state.actor.pharmacy_id) as session:
        yield session


ActorDep = Annotated[Actor, Depends(_actor)]
# scope="function": commit before the answer leaves. FastAPI's default commits after it.
WriteSessionDep = Annotated[WriteSession, Depends(_write_session, scope="function")]
ReadSessionDep = Annotated[ReadSession, Depends(_read_session, scope="function")]


async def _page_request(
    page: Annotated[int, Query(ge=1, le=1_000_000, description="Counts from 1.")] = 1,
    page_size: Annotated[int, Query(ge=1, le=200)] = 20,
    sort: Annotated[str | None, Query(max_length=40, description='A field; "-" before it reverses.')] = None,
) -> PageRequest:
    return PageRequest(page, page_size, sort)


RowId = Annotated[int, Path(ge=1, le=2**53, description="The id of a row.")]
PageParams = Annotated[PageRequest, Depends(_page_request)]


class Once:
    """Does a piece of work once for each Idempotency-Key, and gives a repeat the first answer again."""

    def __init__(self, session: WriteSession, key: str | None, fingerprint: str) -> None:
        self._session = session
        self._key = key
        self._fingerprint = fingerprint

    async def __call__(self, shape: type[Output], work: Callable[[], Awaitable[object]]) -> dict[str, object]:
        """Run `work` and answer what `shape` shows of it, as JSON has it; or answer what it answered before.

        Raises:
            IdempotencyKeyReused: the key came before with another request.
        """
        if self._key is not None:
            earlier = await idempotency.claim(self._session, key=self._key, fingerprint=self._fingerprint)
            if earlier is not None:
                return earlier
        answer = shape.model_validate(await work()).model_dump(mode="json")
        if self._key is not None:
            await idempotency.keep(self._session, key=self._key, response=answer)
        return answer


RequestKey = Annotated[
    str | None,
    Header(min_length=1, max_length=200, description="Repeat a request with its key and it is done only once."),
]


def once_for(request: Request, session: WriteSession, key: str | None, body: bytes) -> Once:
    """The replay guard of a request, of which `body` was sent."""
    return Once(session, key, idempotency.fingerprint(request.method, request.url.path, body))


async def _once(request: Request, session: WriteSessionDep, idempotency_key: RequestKey = None) -> Once:
    return once_for(request, session, idempotency_key, await request.body())


OnceDep = Annotated[Once, Depends(_once, scope="function")]
