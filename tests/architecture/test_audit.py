"""Whatever a person changes through the API is noted: from each such operation a way leads to the audit log."""

import ast
import inspect
import pkgutil
import sys
import textwrap
import typing
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any, Final

from fastapi import APIRouter
from fastapi.routing import APIRoute

from app.api import routes
from app.config import Settings
from app.main import create_app
from app.services import audit

CHANGING: Final = {"POST", "PUT", "PATCH", "DELETE"}
NOTES: Final = {audit.record, audit.record_change, audit.record_in}

CHANGES_NOTHING: Final = {
    "POST /api/auth/totp/setup": "counts for nothing before it is confirmed, and that is noted",
    "POST /api/imports/sales/preview": "says how a file is understood, and stores nothing",
    "POST /api/reorder/refresh": "computes what anybody's look at the list computes",
}
"""The operations that need no entry, each with the reason."""


def all_routers() -> list[APIRouter]:
    modules = [import_module(f"{routes.__name__}.{one.name}") for one in pkgutil.iter_modules(routes.__path__)]
    return [one for module in modules for one in vars(module).values() if isinstance(one, APIRouter)]


def changing(routers: list[APIRouter]) -> dict[str, Callable[..., Any]]:
    """The operations that may change something, with the function that answers each."""
    return {
        f"{verb} /api{route.path}": route.endpoint
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
        for verb in sorted(CHANGING & (route.methods or set()))
    }


def leads_to_the_log(function: Callable[..., Any]) -> bool:
    """Whether a function notes a change, or mentions one of ours that does, however far down."""
    seen: set[Callable[..., Any]] = set()
    waiting = [function]
    while waiting:
        here = waiting.pop()
        if here in NOTES:
            return True
        if here not in seen:
            seen.add(here)
            waiting.extend(mentioned(here))
    return False


@cache
def mentioned(function: FunctionType) -> tuple[FunctionType, ...]:
    """Our functions that the body of a function names; of a class that it names, every method."""
    given = {**typing.get_type_hints(function), "self": owner(function)}
    known = {**function.__globals__, **given}
    things = [
        resolved(node, known) for node in body(function) if not isinstance(node, ast.Name) or node.id not in given
    ]
    return tuple(one for thing in things for one in functions_of(thing))


def body(function: FunctionType) -> list[ast.Name | ast.Attribute]:
    """The names in a function, without its decorators and the types of its parameters."""
    try:
        (tree,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    except OSError:  # a method that dataclasses wrote
        return []
    assert isinstance(tree, ast.FunctionDef | ast.AsyncFunctionDef), function
    nodes = [node for line in tree.body for node in ast.walk(line)]
    return [node for node in nodes if isinstance(node, ast.Name | ast.Attribute)]


def owner(function: FunctionType) -> object:
    name, _, rest = function.__qualname__.partition(".")
    return getattr(sys.modules[function.__module__], name, None) if rest else None


def resolved(node: ast.expr, known: dict[str, Any]) -> object:
    """What a name, or a name behind a dot, stands for; a parameter stands for its class."""
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Attribute):
        return getattr(resolved(node.value, known), node.attr, None)
    return None


def functions_of(thing: object) -> Iterator[FunctionType]:
    if isinstance(thing, ModuleType) or not str(getattr(thing, "__module__", "")).startswith("app."):
        return
    if inspect.isclass(thing):
        for method in vars(thing).values():
            yield from functions_of(method)
    elif callable(thing) and isinstance(inspect.unwrap(thing), FunctionType):
        yield typing.cast("FunctionType", inspect.unwrap(thing))


def silent(routers: list[APIRouter]) -> set[str]:
    return {name for name, function in changing(routers).items() if not leads_to_the_log(function)}


def test_every_operation_of_the_contract_is_looked_at() -> None:
    paths = create_app(Settings(_env_file=None, environment="test")).openapi()["paths"]
    told = {f"{verb.upper()} {path}" for path, verbs in paths.items() for verb in verbs if verb.upper() in CHANGING}

    assert told == set(changing(all_routers()))


def test_every_operation_that_changes_something_is_noted() -> None:
    found = silent(all_routers())

    forgotten, stale = sorted(found - set(CHANGES_NOTHING)), sorted(set(CHANGES_NOTHING) - found)
    assert not forgotten, f"Call audit.record in the service, or say on the list why not. No entry: {forgotten}"
    assert not stale, f"These are on the list and need not be: {stale}"


def test_an_operation_that_forgets_its_entry_is_found() -> None:
    router = APIRouter()

    @router.post("/forgetful")
    async def forgetful(session: Any) -> None:
        session.add(audit.Subject("medicine", 1))

    @router.post("/careful")
    async def careful(session: Any) -> None:
        await audit.record(session, "medicine.changed", audit.Subject("medicine", 1))

    assert silent([router]) == {"POST /api/forgetful"}
