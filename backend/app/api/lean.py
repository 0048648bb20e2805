"""A route for the lists that have to be fast.

It is declared like any other, and described in OpenAPI like any other; but it is answered without FastAPI's solver,
which walks the tree of dependencies anew for each request and costs more than the database does. Such an endpoint takes
exactly `wanted` (its query string, as one model), `actor` and `platform`, names its permission with `may`, and answers
with a Response.
"""

from collections.abc import Callable, Coroutine
from typing import Any, Final, get_type_hints

from fastapi import Request, Response, params
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError

from app.api.deps import authorise

_SCHEME: Final = "bearer "


class LeanRoute(APIRoute):
    """Checks who calls, reads the query string, and calls the endpoint."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        needed = frozenset(
            scope for one in self.dependencies if isinstance(one, params.Security) for scope in one.scopes or ()
        )
        assert needed, f"{self.path} names no permission"
        wanted: type[BaseModel] = get_type_hints(self.endpoint)["wanted"]
        endpoint = self.endpoint

        async def answer(request: Request) -> Response:
            given = request.headers.get("authorization", "")
            token = given[len(_SCHEME) :] if given[: len(_SCHEME)].lower() == _SCHEME else None
            actor = await authorise(request, token, needed)
            response: Response = await endpoint(
                wanted=_read(wanted, request), actor=actor, platform=request.app.state.platform
            )
            return response

        return answer


def _read(model: type[BaseModel], request: Request) -> BaseModel:
    try:
        return model.model_validate(dict(request.query_params))
    except ValidationError as error:
        found = [{**one, "loc": ("query", *one["loc"])} for one in error.errors()]
        raise RequestValidationError(found) from error
