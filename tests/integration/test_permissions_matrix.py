"""Who may call what: every operation of the contract, asked by everybody."""

from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI
from tests.factories import accounts, everything, people
from tests.factories.contract import operations

from app.models.enums import Role
from app.services.rbac import PERMISSIONS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Callers = dict[str, tuple[httpx.AsyncClient, Role | None]]


async def everybody(app: FastAPI, api: httpx.AsyncClient) -> Callers:
    """A client of each kind of caller, with the role that the table of permissions knows them by."""
    registered = await accounts.register(api)
    admin = accounts.client_of(app, registered["access_token"])
    pharmacy_id = registered["user"]["pharmacy"]["id"]
    callers: Callers = {"nobody": (api, None), "a forged token": (accounts.client_of(app, "forged"), None)}
    for role in Role:
        token = await accounts.employ(app, role, pharmacy_id=pharmacy_id)
        callers[role] = (accounts.client_of(app, token), role)
    disabled = await people.join(app, admin)
    await admin.post(f"/api/people/{disabled.id}/disable")
    await people.wait_until_known()
    callers["somebody disabled"] = (disabled.client, None)
    callers["the owner next door"] = (await everything.signed_in(app, api, "Next door"), Role.ADMIN)
    return callers


def outcome(answer: httpx.Response) -> str:
    expected = {401: "UNAUTHENTICATED", 403: "FORBIDDEN"}.get(answer.status_code)
    if expected is None:
        return "let in" if answer.status_code < 500 else answer.text
    body = answer.json()
    return expected if body["error"] == expected and body["status_code"] == answer.status_code else answer.text


async def walk(app: FastAPI, callers: Callers) -> dict[str, str]:
    """Ask for every operation as everybody; what came out otherwise than the table says."""
    return {
        f"{each} as {name}": found
        for each in operations(app)
        for name, (client, role) in callers.items()
        if (found := outcome(await each.ask(client))) != each.verdict(role)
    }


async def test_each_role_may_call_what_the_table_says_and_nothing_else(
    app: FastAPI, api: httpx.AsyncClient, record_property: Callable[[str, object], None]
) -> None:
    callers, asked = await everybody(app, api), list(operations(app))

    assert await walk(app, callers) == {}

    assert len(asked) >= 100
    answers = len(asked) * len(callers)
    record_property("walked", f"permissions: {len(asked)} operations × {len(callers)} callers = {answers:,} answers")


async def test_an_operation_that_guards_nothing_is_found(app: FastAPI, api: httpx.AsyncClient) -> None:
    """A route whose contract names a permission that nobody checks: the walk must not pass it over."""
    named = {"security": [{"HTTPBearer": ["audit.read"]}]}

    @app.get("/api/unguarded", openapi_extra=named)
    async def unguarded() -> dict[str, object]:
        return {}

    app.openapi_schema = None
    found = await walk(app, await everybody(app, api))

    assert {"GET /api/unguarded as nobody", "GET /api/unguarded as staff"} <= found.keys()


async def test_every_permission_is_asked_for_somewhere(app: FastAPI) -> None:
    asked_for = {permission for each in operations(app) for permission in each.permissions}

    assert asked_for <= PERMISSIONS[Role.ADMIN], "nobody has these"
    assert PERMISSIONS[Role.STAFF] < PERMISSIONS[Role.MANAGER] < PERMISSIONS[Role.ADMIN]


async def test_a_role_that_may_not_is_told_what_it_lacks(app: FastAPI, api: httpx.AsyncClient) -> None:
    pharmacy_id = (await accounts.register(api))["user"]["pharmacy"]["id"]
    staff = accounts.client_of(app, await accounts.employ(app, Role.STAFF, pharmacy_id=pharmacy_id))

    answer = await staff.post("/api/inventory", json={"name": "Aspirin"})

    assert answer.status_code == 403
    assert answer.json()["details"] == {"missing": ["inventory.write"], "role": "staff"}
