"""Whatever the contract allows to be sent, and some of what it does not, is answered as the contract says."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as budget
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure
from schemathesis.core.result import Ok
from schemathesis.python.asgi import ASGIClient, shutdown_lifespans
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.factories import accounts

from app.config import Settings
from app.main import create_app

SEED = 20261123
EXAMPLES = 8
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance, content_type_conformance]
ENDS_THE_TOKEN = "/api/auth/password"


class Served:
    """The application as a server has it: what breaks is answered, then logged, and ends nobody else."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        with suppress(Exception):
            await self._app(scope, receive, send)


@pytest.fixture
def client(settings: Settings) -> Iterator[ASGIClient]:
    """A client, signed in as an admin, of an application that runs in a thread of its own."""
    with ASGIClient(Served(create_app(settings))) as opened:
        registered = opened.post("/api/auth/register", json=accounts.NewOwner().body())
        opened.headers.update(accounts.bearer(registered.json()["data"]["access_token"]))
        yield opened
    shutdown_lifespans()


def stock_a_shelf(client: ASGIClient) -> None:
    """Give the ids that are tried first something to stand for."""
    for name, stock_qty in (("Aspirin", 100_000), ("Loratadine", 1), ("Cetirizine", 10_000_000)):
        client.post("/api/inventory", json={"name": name, "stock_qty": stock_qty, "reorder_level": 500_000})
    client.post("/api/sales", json={"medicine_id": 1, "qty_sold": 2})
    client.get("/api/reorder/suggestions")


def aim(case: schemathesis.Case[Any]) -> None:
    """Turn most ids, which would hit nothing, into ids that are there: 1 to 3."""
    for told in (case.path_parameters, case.body):
        if isinstance(told, dict):
            ids = {key: value for key, value in told.items() if key.endswith("_id") and type(value) is int}
            told.update({key: value % 4 for key, value in ids.items() if value > 0})


def try_out(operation: schemathesis.APIOperation[Any, Any, Any, Any], client: ASGIClient) -> None:
    """Send an operation examples of what its contract describes."""

    @seed(SEED)
    @budget(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def examples(case: schemathesis.Case[Any]) -> None:
        aim(case)
        case.call_and_validate(session=client, headers=dict(client.headers), checks=CHECKS)

    examples()


def test_every_operation_answers_as_its_contract_says(client: ASGIClient) -> None:
    contract = schemathesis.openapi.from_asgi("/openapi.json", client.app)
    stock_a_shelf(client)
    found = [each.ok() for each in contract.get_all_operations() if isinstance(each, Ok)]
    operations = sorted(found, key=lambda operation: operation.method == "delete")  # what is gone answers 404 only
    broken = {}

    for operation in operations:
        if operation.path == ENDS_THE_TOKEN:
            continue
        try:
            try_out(operation, client)
        except* Failure as failures:
            broken[operation.label] = [str(each) for each in failures.exceptions]

    assert broken == {}
    assert len(operations) > 25
