from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.conftest import settings_for_tests
from tests.factories import accounts, installations, medicines, sales

from app.models.enums import Role

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SECURITY = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}


def body_of(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The body of a refusal, once everything that all refusals share is right."""
    body: dict[str, Any] = answer.json()
    assert body.keys() == {"success", "error", "message", "status_code", "request_id", "details"}
    assert (answer.status_code, body["status_code"], body["error"], body["success"]) == (status, status, code, False)
    assert body["request_id"] == answer.headers["x-request-id"]
    assert body["message"].strip()
    assert {name: answer.headers.get(name) for name in SECURITY} == SECURITY
    return body


@pytest.fixture
async def strict(database_url: str, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an installation that takes little at once, and whose database lacks its tables."""
    settings = settings_for_tests(tmp_path / "strict")
    chosen = settings.model_copy(update={"rate_limit": "3/minute", "upload_limit_bytes": 1024})
    async with installations.unstarted(chosen) as client:
        yield client


async def test_401_without_a_token(api: httpx.AsyncClient) -> None:
    body_of(await api.get("/api/inventory"), 401, "UNAUTHENTICATED")


async def test_403_without_the_permission(app: Any, api: httpx.AsyncClient) -> None:
    pharmacy_id = (await accounts.register(api))["user"]["pharmacy"]["id"]
    staff = accounts.client_of(app, await accounts.employ(app, Role.STAFF, pharmacy_id=pharmacy_id))

    answer = await staff.delete("/api/inventory/1")

    body_of(answer, 403, "FORBIDDEN")


async def test_404_for_a_row_that_is_not_there(admin: httpx.AsyncClient) -> None:
    body = body_of(await admin.get("/api/inventory/77"), 404, "MEDICINE_NOT_FOUND")

    assert body["details"] == {"medicine_id": 77}


@pytest.mark.parametrize("path", ["/api/nothing", "/api/inventory/1/colours", "/api/", "/api/%00"])
async def test_404_in_json_for_a_path_that_is_not_there(api: httpx.AsyncClient, path: str) -> None:
    body_of(await api.get(path), 404, "NOT_FOUND")


async def test_405_for_another_verb(api: httpx.AsyncClient) -> None:
    answer = await api.patch("/api/auth/login")

    body_of(answer, 405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == "POST"


async def test_409_for_what_conflicts(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, stock_qty=1)

    body = body_of(await sales.sell(admin, medicine["id"], 2), 409, "INSUFFICIENT_STOCK")

    assert body["details"] == {"wanted_qty": 2, "available_qty": 1}


async def test_413_for_a_body_that_says_it_is_too_long(strict: httpx.AsyncClient) -> None:
    answer = await strict.post("/api/auth/login", content=b"x" * 1025)

    assert body_of(answer, 413, "FILE_TOO_LARGE")["details"] == {"limit_bytes": 1024}


async def test_413_for_a_body_that_turns_out_too_long(strict: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 100

    answer = await strict.post("/api/auth/login", content=endless(), headers={"content-type": "application/json"})

    body_of(answer, 413, "FILE_TOO_LARGE")


async def test_422_names_each_malformed_field(api: httpx.AsyncClient) -> None:
    answer = await api.post("/api/auth/register", json={"email": "nobody", "full_name": "Asha", "pharmacy_name": ""})

    body = body_of(answer, 422, "VALIDATION_ERROR")
    fields = {each["field"]: each["type"] for each in body["details"]["fields"]}
    assert fields == {
        "body.email": "value_error",
        "body.password": "missing",
        "body.pharmacy_name": "string_too_short",
    }
    assert all(each["message"] for each in body["details"]["fields"])


@pytest.mark.parametrize("secret", ["tiny", "x" * 2000 + "secret-end"])
async def test_422_never_repeats_a_password(api: httpx.AsyncClient, secret: str) -> None:
    register = await api.post("/api/auth/register", json={"password": secret, "email": 7})
    login = await api.post("/api/auth/login", json={"email": "a@example.com", "password": [secret]})

    for answer in (register, login):
        body_of(answer, 422, "VALIDATION_ERROR")
        assert secret[-10:] not in answer.text


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"{", "json_invalid"), (b"", "missing"), (b"[]", "model_attributes_type"), (b"null", "model_attributes_type")],
)
async def test_422_for_a_body_that_is_no_object(api: httpx.AsyncClient, content: bytes, kind: str) -> None:
    answer = await api.post("/api/auth/login", content=content, headers={"content-type": "application/json"})

    body = body_of(answer, 422, "VALIDATION_ERROR")
    assert body["details"]["fields"][0]["type"] == kind


@pytest.mark.parametrize("content", [b'{"email": "\xff"}', b'{"email": "\\ud800", "password": "x"}', b"[" * 5000])
async def test_a_body_that_is_no_text_is_refused(api: httpx.AsyncClient, content: bytes) -> None:
    answer = await api.post("/api/auth/login", content=content, headers={"content-type": "application/json"})

    body_of(answer, 422, "VALIDATION_ERROR")


@pytest.mark.parametrize("told", [{"pharmacy_id": True}, {"pharmacy_id": "1"}])
async def test_a_value_of_another_kind_is_no_id(admin: httpx.AsyncClient, told: dict[str, object]) -> None:
    answer = await admin.post("/api/auth/switch", json=told)

    body_of(answer, 422, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    ("path", "methods"),
    [("/api/inventory", "GET, POST"), ("/api/inventory/7", "DELETE, GET, PUT"), ("/api/data-doctor/fixes", "POST")],
)
async def test_a_refused_method_comes_with_those_there_are(api: httpx.AsyncClient, path: str, methods: str) -> None:
    answer = await api.options(path)

    body_of(answer, 405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == methods


async def test_429_for_more_requests_than_an_address_may_send(strict: httpx.AsyncClient) -> None:
    answers = [await strict.get("/api/inventory") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    body = body_of(answers[-1], 429, "RATE_LIMITED")
    assert answers[-1].headers["retry-after"] == str(body["details"]["retry_after_seconds"])


async def test_500_says_nothing_of_what_broke(strict: httpx.AsyncClient) -> None:
    answer = await strict.post("/api/auth/register", json=accounts.NewOwner().body())

    body = body_of(answer, 500, "INTERNAL_ERROR")
    assert body["details"] == {}
    for secret in ("Traceback", "sqlite", "no such table", "SELECT", ".py"):
        assert secret not in answer.text


async def test_a_caller_may_choose_the_request_id(api: httpx.AsyncClient) -> None:
    chosen = await api.get("/api/inventory", headers={"X-Request-Id": "till-7.request_12"})

    assert chosen.headers["x-request-id"] == chosen.json()["request_id"] == "till-7.request_12"


@pytest.mark.parametrize("wanted", ["short", "x" * 65, "spaces in it", "<script>alert(1)</script>"])
async def test_a_request_id_that_is_malformed_is_replaced(api: httpx.AsyncClient, wanted: str) -> None:
    answer = await api.get("/api/inventory", headers={"X-Request-Id": wanted})

    assert answer.headers["x-request-id"] == answer.json()["request_id"] != wanted
    assert len(answer.headers["x-request-id"]) == 32


async def test_answers_carry_the_security_headers_too(admin: httpx.AsyncClient) -> None:
    answer = await admin.get("/api/inventory")

    assert answer.status_code == 200
    assert {name: answer.headers.get(name) for name in SECURITY} == SECURITY
