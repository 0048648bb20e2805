"""Routes for what has to be fast: the lists, and a sale.

They are declared like any other, and described in OpenAPI like any other; but they are answered without FastAPI's
solver, which walks the tree of dependencies anew for each request and costs more than the database does. Each names
its permission with `may`.
"""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final, get_type_hints

import orjson
from fastapi import Request, Response, params
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from app.api.deps import RequestKey, authorise, caller, once_for
from app.api.platform import Platform
from app.services.rbac import Actor

_SCHEME: Final = "bearer "
_KEY: Final = "idempotency-key"
_KEYS: Final[TypeAdapter[str | None]] = TypeAdapter(RequestKey)

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class LeanRoute(APIRoute):
    """A list: takes `wanted` (its query string, as one model), `actor` and `platform`, and answers with a Response."""

    def get_route_handler(self) -> Handler:
        needed = _permissions(self)
        wanted: type[BaseModel] = get_type_hints(self.endpoint)["wanted"]
        endpoint = self.endpoint

        async def answer(request: Request) -> Response:
            actor = await _known(request, needed)
            response: Response = await endpoint(
                wanted=_read(wanted.model_validate, dict(request.query_params), "query"),
                actor=actor,
                platform=request.app.state.platform,
            )
            return response

        return answer


class LeanPost(APIRoute):
    """A change: takes `body`, `actor`, `session` and `once`, and answers with what `once` answers, in a `success`."""

    def get_route_handler(self) -> Handler:
        needed = _permissions(self)
        body: type[BaseModel] = get_type_hints(self.endpoint)["body"]
        endpoint, status = self.endpoint, self.status_code or 200

        async def answer(request: Request) -> Response:
            actor = await _known(request, needed)
            sent = await _sent(request)
            told = _read(body.model_validate_json, sent, "body")
            key = _read(_KEYS.validate_python, request.headers.get(_KEY), "header", _KEY)
            platform: Platform = request.app.state.platform
            async with platform.database.transaction(actor.pharmacy_id, by=caller(request)) as session:
                once = once_for(request, session, key, sent)
                done: Mapping[str, object] = await endpoint(body=told, actor=actor, session=session, once=once)
            return Response(orjson.dumps(done), status, media_type="application/json")

        return answer


def _permissions(route: APIRoute) -> frozenset[str]:
    needed = frozenset(
        scope for one in route.dependencies if isinstance(one, params.Security) for scope in one.scopes or ()
    )
    assert needed, f"{route.path} names no permission"
    return needed


async def _known(request: Request, needed: frozenset[str]) -> Actor:
    given = request.headers.get("authorization", "")
    token = given[len(_SCHEME) :] if given[: len(_SCHEME)].lower() == _SCHEME else None
    return await authorise(request, token, needed)


async def _sent(request: Request) -> bytes:
    try:
        sent = await request.body()
    except ClientDisconnect as error:
        raise HTTPException(400, "The request broke off.") from error
    if not sent:
        raise RequestValidationError([{"type": "missing", "loc": ("body",), "msg": "Field required"}])
    return sent


def _read(reader: Callable[[Any], Any], told: object, *place: str) -> Any:
    try:
        return reader(told)
    except ValidationError as error:
        found = [{**one, "loc": (*place, *one["loc"])} for one in error.errors()]
        raise RequestValidationError(found) from error
