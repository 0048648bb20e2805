import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.conftest import settings_for_tests
from tests.factories import accounts, installations, medicines
from tests.servers.process import free_port

from app import migrations
from app.api.platform import VERSION
from app.config import Settings
from app.models.enums import Role

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_process_is_alive_and_ready(api: httpx.AsyncClient) -> None:
    live, ready, health = [await api.get(f"/health{path}") for path in ("/live", "/ready", "")]

    assert medicines.data(live) == {"status": "ok", "checks": {"process": "ok"}}
    assert medicines.data(ready) == {"status": "ok", "checks": {"database": "ok", "schema": "ok"}}
    assert health.json() == ready.json()


async def test_a_process_is_not_ready_when_its_database_is_behind(settings: Settings) -> None:
    await migrations.downgrade(settings, "base")
    async with installations.unstarted(settings) as client:
        behind = await client.get("/health/ready")
        await migrations.upgrade(settings)
        after = await client.get("/health/ready")

    assert (behind.status_code, behind.json()["error"]) == (503, "NOT_READY")
    assert behind.json()["details"] == {"checks": {"schema": "behind"}}
    assert after.status_code == 200


@pytest.mark.parametrize("url", ["sqlite+aiosqlite:///{folder}", "postgresql+asyncpg://a:b@127.0.0.1:{port}/c"])
async def test_a_process_is_alive_but_not_ready_when_its_database_is_gone(tmp_path: Path, url: str) -> None:
    gone = url.format(folder=tmp_path, port=free_port())
    async with installations.unstarted(settings_for_tests(tmp_path, database_url=gone)) as client:
        ready, live = await client.get("/health/ready"), await client.get("/health/live")

    assert (ready.status_code, ready.json()["error"]) == (503, "NOT_READY")
    assert ready.json()["details"] == {"checks": {"database": "unavailable"}}
    assert live.status_code == 200


@on_sqlite
async def test_the_version_says_what_runs_here(api: httpx.AsyncClient) -> None:
    told = medicines.data(await api.get("/version"))

    assert told == {"name": "PharmaRec AI", "version": VERSION, "environment": "test", "demo": None}


@on_sqlite
async def test_the_demo_login_is_told_only_where_it_is_offered(settings: Settings) -> None:
    async with installations.unstarted(settings.model_copy(update={"demo": True})) as client:
        told = medicines.data(await client.get("/version"))

    assert told["demo"].keys() == {"email", "password"}


async def test_diagnostics_are_for_admins_and_hold_no_secret(
    app: FastAPI, api: httpx.AsyncClient, admin: httpx.AsyncClient, settings: Settings
) -> None:
    pharmacy_id = (await accounts.register(api))["user"]["pharmacy"]["id"]
    manager = accounts.client_of(app, await accounts.employ(app, Role.MANAGER, pharmacy_id=pharmacy_id))

    answers = [await client.get("/diagnostics") for client in (api, manager, admin)]

    assert [answer.status_code for answer in answers] == [401, 403, 200]
    told = medicines.data(answers[-1])
    assert (told["version"], told["schema_current"], told["imports_in_progress"]) == (VERSION, True, 0)
    assert told["database"] == settings.database.split("+")[0]
    for secret in (settings.signing_key, "pharmarec:pharmarec", "@127.0.0.1"):
        assert secret not in answers[-1].text


@on_sqlite
async def test_metrics_count_requests_by_template_never_by_id(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin)
    for path in (f"/api/inventory/{medicine['id']}", "/api/inventory/987654", "/no/such/page/987654"):
        await admin.get(path)

    metrics = (await admin.get("/metrics")).text

    counted = 'http_requests_total{method="GET",route="/api/inventory/{medicine_id}",status='
    assert f'{counted}"200"}} 1.0' in metrics
    assert f'{counted}"404"}} 1.0' in metrics
    assert "987654" not in metrics


@on_sqlite
async def test_the_docs_open_without_the_internet(api: httpx.AsyncClient) -> None:
    page = await api.get("/docs")

    assets = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert page.status_code == 200
    assert assets
    assert all(asset.startswith("/docs/assets/") for asset in assets), assets
    assert {(await api.get(asset)).status_code for asset in assets} == {200}
    assert "https://" not in page.text


def documented(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{verb.upper()} {path}": operation
        for path, verbs in document["paths"].items()
        for verb, operation in verbs.items()
    }


@on_sqlite
async def test_every_operation_is_described_and_says_how_it_refuses(api: httpx.AsyncClient) -> None:
    operations = documented((await api.get("/openapi.json")).json())

    silent = [name for name, each in operations.items() if not (each.get("summary") and each.get("description"))]
    unshaped = [
        f"{name} {status}"
        for name, each in operations.items()
        for status, answer in each["responses"].items()
        if status >= "400" and not str(answer["content"]["application/json"]["schema"]).count("ErrorBody")
    ]

    assert silent == []
    assert unshaped == []


@on_sqlite
async def test_what_a_body_needs_has_an_example(api: httpx.AsyncClient) -> None:
    schemas = (await api.get("/openapi.json")).json()["components"]["schemas"]

    inputs = {name: each for name, each in schemas.items() if each.get("additionalProperties") is False}
    bare = [
        f"{name}.{field}"
        for name, each in inputs.items()
        for field in each.get("required", [])
        if not each["properties"][field].get("examples")
    ]

    assert len(inputs) >= 6
    assert bare == []
