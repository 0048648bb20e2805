"""Who may call what: every operation of the contract, asked by everybody."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from fastapi import FastAPI
from tests.factories import accounts

from app.models.enums import Role
from app.services.rbac import PERMISSIONS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NOBODYS_IDS = dict.fromkeys(("medicine_id", "import_id", "suggestion_id"), 10**9)


@dataclass(frozen=True)
class Operation:
    """One line of the contract; no permission: it is public."""

    verb: str
    path: str
    permissions: frozenset[str]

    def __str__(self) -> str:
        return f"{self.verb} {self.path}"

    async def ask(self, client: httpx.AsyncClient) -> httpx.Response:
        """Ask for it with nothing but ids that nobody has."""
        return await client.request(self.verb, self.path.format(**NOBODYS_IDS))

    def verdict(self, role: Role | None) -> str:
        """What the table of permissions says."""
        if not self.permissions:
            return "let in"
        if role is None:
            return "UNAUTHENTICATED"
        return "let in" if self.permissions <= PERMISSIONS[role] else "FORBIDDEN"


def operations(app: FastAPI) -> Iterator[Operation]:
    for path, verbs in app.openapi()["paths"].items():
        for verb, operation in verbs.items():
            needed = {scope for need in operation.get("security", []) for scopes in need.values() for scope in scopes}
            yield Operation(verb.upper(), path, frozenset(needed))


def outcome(answer: httpx.Response) -> str:
    expected = {401: "UNAUTHENTICATED", 403: "FORBIDDEN"}.get(answer.status_code)
    if expected is None:
        return "let in" if answer.status_code < 500 else answer.text
    body = answer.json()
    return expected if body["error"] == expected and body["status_code"] == answer.status_code else answer.text


async def test_each_role_may_call_what_the_table_says_and_nothing_else(app: FastAPI, api: httpx.AsyncClient) -> None:
    pharmacy_id = (await accounts.register(api))["user"]["pharmacy"]["id"]
    callers: dict[Role | None, httpx.AsyncClient] = {None: api}
    for role in Role:
        callers[role] = accounts.client_of(app, await accounts.employ(app, role, pharmacy_id=pharmacy_id))

    found = {(str(each), role): outcome(await each.ask(by)) for each in operations(app) for role, by in callers.items()}

    assert found == {(str(each), role): each.verdict(role) for each in operations(app) for role in callers}
    assert len(found) >= 100
    sys.stdout.write(f"\nWalked {len(found)} pairs of an operation and a role.\n")


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
