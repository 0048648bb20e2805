"""The operations of the contract, as the walkers of permissions and of the wall between pharmacies ask for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI
from tests.factories.everything import NOBODYS, NOBODYS_ID, Ids

from app.models.enums import Role
from app.services.rbac import PERMISSIONS

QUERIES: dict[str, dict[str, str]] = {
    "GET /api/reorder/budget": {"budget": "100"},
    "GET /api/inventory/search": {"q": "walled"},
    "GET /api/recalls/preview": {"batch_no": "WALLED-1"},
    "GET /api/admin/audit/consistency": {"first_size": "1", "second_size": "1"},
}
"""What an operation cannot be asked without, beside ids."""


@dataclass(frozen=True)
class Operation:
    """One line of the contract; no permission: it is public. `id_queries` are query parameters that name an id."""

    verb: str
    path: str
    permissions: frozenset[str]
    path_ids: tuple[str, ...]
    id_queries: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.verb} {self.path}"

    async def ask(
        self, client: httpx.AsyncClient, ids: Ids | None = None, *, body: object | None = None
    ) -> httpx.Response:
        """Ask for it with these ids, in the path and in the query; those that are not given are nobody's."""
        known = {name: NOBODYS.get(name, NOBODYS_ID) for name in (*self.path_ids, *self.id_queries)} | dict(ids or {})
        query = QUERIES.get(str(self), {}) | {name: str(known[name]) for name in self.id_queries}
        return await client.request(self.verb, self.path.format(**known), params=query, json=body)

    def verdict(self, role: Role | None) -> str:
        """What the table of permissions says; no role: nobody is calling, or somebody who may not."""
        if not self.permissions:
            return "let in"
        if role is None:
            return "UNAUTHENTICATED"
        return "let in" if self.permissions <= PERMISSIONS[role] else "FORBIDDEN"


def operations(app: FastAPI) -> Iterator[Operation]:
    """Every operation that the application describes."""
    for path, verbs in app.openapi()["paths"].items():
        for verb, operation in verbs.items():
            told = operation.get("parameters", [])
            yield Operation(
                verb.upper(),
                path,
                frozenset(_scopes(operation)),
                tuple(one["name"] for one in told if one["in"] == "path"),
                tuple(one["name"] for one in told if one["in"] == "query" and one["name"].endswith("_id")),
            )


def _scopes(operation: dict[str, Any]) -> Iterator[str]:
    for need in operation.get("security", []):
        for scopes in need.values():
            yield from scopes
