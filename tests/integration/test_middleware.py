"""What every request passes through: limits by path and by address, and the labels of the metrics."""

from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.factories import installations

from app.config import Settings
from app.middleware import ORDINARY_BODY_BYTES

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MULTIPART = {"content-type": "multipart/form-data; boundary=limit"}


async def test_labels_of_the_metrics_are_ours_never_the_callers(api: httpx.AsyncClient) -> None:
    for method, path in (("BREW", "/health/live"), ("POT", "/api/inventory"), ("GET", "/api/no/such/thing")):
        await api.request(method, path)

    counted = [line for line in (await api.get("/metrics")).text.splitlines() if line.startswith("http_requests_total")]

    assert not any(claimed in line for line in counted for claimed in ("BREW", "POT", "apiunmatched", "such"))
    assert sum('method="OTHER"' in line for line in counted) == 2
    assert 'http_requests_total{method="GET",route="unmatched",status="404"} 1.0' in counted


@pytest.mark.parametrize("path", ["/api/auth/login", "/api/sales", "/api/importsx"])
async def test_only_files_may_be_long(api: httpx.AsyncClient, path: str) -> None:
    body = b"x" * (ORDINARY_BODY_BYTES + 1)

    answer = await api.post(path, content=body)
    file = await api.post("/api/imports/sales", content=body, headers=MULTIPART)

    assert (answer.status_code, answer.json()["error"]) == (413, "FILE_TOO_LARGE")
    assert answer.json()["details"] == {"limit_bytes": ORDINARY_BODY_BYTES}
    assert file.status_code not in (413, 500)


@pytest.mark.parametrize(
    ("proxies", "expected"), [([], [200, 429]), (["127.0.0.1"], [200, 200]), (["10.0.0.0/8"], [200, 429])]
)
async def test_an_address_is_believed_only_from_a_trusted_proxy(
    app: FastAPI, settings: Settings, proxies: Sequence[str], expected: list[int]
) -> None:
    chosen: dict[str, Any] = {"rate_limit": "1/minute", "trusted_proxies": proxies}
    async with installations.unstarted(settings.model_copy(update=chosen)) as client:
        answers = [
            await client.get("/health/live", headers={"x-forwarded-for": address})
            for address in ("203.0.113.1", "203.0.113.2")
        ]

    assert [answer.status_code for answer in answers] == expected


async def test_a_page_of_another_origin_may_tell_what_the_web_app_tells(app: FastAPI, settings: Settings) -> None:
    asked = {
        "Origin": "https://web.test",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type, idempotency-key, x-channel",
    }
    async with installations.unstarted(settings.model_copy(update={"cors_origins": ["https://web.test"]})) as client:
        answer = await client.options("/api/sales", headers=asked)

    assert answer.status_code == 200, answer.text
