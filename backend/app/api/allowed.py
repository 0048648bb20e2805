"""What may be asked of a path: the `Allow` header of a refusal."""

from collections.abc import Iterable

from fastapi import APIRouter
from fastapi.routing import APIRoute


def methods_of(path: str, routers: Iterable[APIRouter]) -> str:
    """The methods of all routes that stand for a path as literally as any does, as RFC 9110 writes them.

    The framework names those of the first route only: a path's other routes, and one that is literal where another
    takes a parameter, are left out.
    """
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    fitting = [route for route in routes if route.path_regex.match(path)]
    fewest = min((len(route.param_convertors) for route in fitting), default=0)
    literal = [route for route in fitting if len(route.param_convertors) == fewest]
    return ", ".join(sorted({method for route in literal for method in route.methods or ()}))
