import asyncio
import base64
import json
from datetime import timedelta

import httpx
import jwt
import pytest
from fastapi import FastAPI
from tests.factories import accounts
from tests.factories.accounts import NewOwner

from app.api.platform import ACCOUNT_SECONDS, Platform
from app.config import Settings
from app.database import EVERY_PHARMACY
from app.services import auth
from app.utils import clock

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def sign_in(api: httpx.AsyncClient, owner: NewOwner, password: str | None = None) -> httpx.Response:
    body = {"email": owner.email, "password": owner.password if password is None else password}
    return await api.post("/api/auth/login", json=body)


async def me(api: httpx.AsyncClient, token: str) -> httpx.Response:
    return await api.get("/api/auth/me", headers=accounts.bearer(token))


async def test_the_first_user_of_a_pharmacy_is_its_admin(api: httpx.AsyncClient) -> None:
    owner = NewOwner(pharmacy_name="Corner Pharmacy")

    data = await accounts.register(api, owner)

    assert data["token_type"] == "bearer"
    assert data["expires_in"] == 24 * 3600
    user = data["user"]
    assert (user["email"], user["role"], user["is_active"]) == (owner.email, "admin", True)
    assert user["pharmacy"]["name"] == "Corner Pharmacy"
    assert "system.diagnose" in user["permissions"]


async def test_the_token_of_registering_says_who_is_calling(api: httpx.AsyncClient) -> None:
    data = await accounts.register(api)

    answer = await me(api, data["access_token"])

    assert answer.json() == {"success": True, "data": data["user"], "message": "Operation successful"}


async def test_signing_in_answers_a_token_that_works(api: httpx.AsyncClient) -> None:
    owner = NewOwner()
    await accounts.register(api, owner)

    answer = await sign_in(api, owner)

    assert answer.status_code == 200
    assert (await me(api, answer.json()["data"]["access_token"])).status_code == 200


async def test_an_email_address_signs_in_whatever_its_case(api: httpx.AsyncClient) -> None:
    await accounts.register(api, NewOwner(email="Asha.Rao@Example.COM"))

    answer = await sign_in(api, NewOwner(email="asha.rao@example.com"))

    assert answer.status_code == 200


async def test_an_email_address_is_registered_once(api: httpx.AsyncClient) -> None:
    owner = NewOwner(email="taken@example.com")
    await accounts.register(api, owner)

    again = await api.post("/api/auth/register", json=NewOwner(email="TAKEN@example.com").body())

    assert (again.status_code, again.json()["error"]) == (409, "EMAIL_TAKEN")


async def test_two_registrations_at_the_same_moment_make_one_account(api: httpx.AsyncClient) -> None:
    owner = NewOwner()

    answers = await asyncio.gather(*(api.post("/api/auth/register", json=owner.body()) for _ in range(8)))

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7


@on_sqlite
async def test_passwords_that_differ_only_after_72_bytes_are_different(api: httpx.AsyncClient) -> None:
    owner = NewOwner(password="x" * 72 + "right")
    await accounts.register(api, owner)

    answers = [await sign_in(api, owner, password) for password in ("x" * 72 + "wrong", "x" * 72, owner.password)]

    assert [answer.status_code for answer in answers] == [401, 401, 200]


@on_sqlite
@pytest.mark.parametrize("password", ["naïve café 💊💊", "eight\0or more", " spaces at both ends "])
async def test_any_character_may_be_in_a_password(api: httpx.AsyncClient, password: str) -> None:
    owner = NewOwner(password=password)
    await accounts.register(api, owner)

    answers = [await sign_in(api, owner, tried) for tried in (password, password.strip() + "!", password[:5])]

    assert [answer.status_code for answer in answers] == [200, 401, 401]


@on_sqlite
@pytest.mark.parametrize(
    "body",
    [
        {"password": "short"},
        {"password": "x" * 129},
        {"email": "no-address"},
        {"full_name": "  "},
        {"pharmacy_name": "Nul\0"},
        {"role": "admin"},
    ],
)
async def test_a_registration_that_is_malformed_is_refused(api: httpx.AsyncClient, body: dict[str, str]) -> None:
    answer = await api.post("/api/auth/register", json={**NewOwner().body(), **body})

    assert (answer.status_code, answer.json()["error"]) == (422, "VALIDATION_ERROR")


async def test_an_unknown_address_and_a_wrong_password_read_the_same(api: httpx.AsyncClient) -> None:
    owner = NewOwner()
    await accounts.register(api, owner)

    wrong = await sign_in(api, owner, "not the password")
    unknown = await sign_in(api, NewOwner())

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json()["error"] == unknown.json()["error"] == "INVALID_CREDENTIALS"
    assert wrong.json()["message"] == unknown.json()["message"]


async def test_the_sixth_guess_in_a_minute_has_to_wait(api: httpx.AsyncClient) -> None:
    owner = NewOwner()
    await accounts.register(api, owner)
    guesses = [await sign_in(api, owner, "a wrong password") for _ in range(5)]

    right_but_late = await sign_in(api, owner)

    assert {answer.status_code for answer in guesses} == {401}
    assert (right_but_late.status_code, right_but_late.json()["error"]) == (429, "RATE_LIMITED")
    wait = int(right_but_late.headers["retry-after"])
    assert 1 <= wait <= 60
    assert right_but_late.json()["details"] == {"retry_after_seconds": wait}


async def test_guesses_at_the_same_moment_are_counted_too(api: httpx.AsyncClient) -> None:
    owner = NewOwner()
    await accounts.register(api, owner)

    answers = await asyncio.gather(*(sign_in(api, owner, f"wrong password {n}") for n in range(30)))

    statuses = [answer.status_code for answer in answers]
    assert statuses.count(401) == 5
    assert statuses.count(429) == 25


async def test_guessing_at_one_account_does_not_shut_out_another(api: httpx.AsyncClient) -> None:
    owner, colleague = NewOwner(), NewOwner()
    await accounts.register(api, owner)
    await accounts.register(api, colleague)
    for _ in range(6):
        await sign_in(api, owner, "a wrong password")

    answer = await sign_in(api, colleague)

    assert answer.status_code == 200


async def test_signing_in_forgives_earlier_failures(api: httpx.AsyncClient) -> None:
    owner = NewOwner()
    await accounts.register(api, owner)
    for _ in range(4):
        await sign_in(api, owner, "a wrong password")

    await sign_in(api, owner)

    after = [await sign_in(api, owner, "a wrong password") for _ in range(5)]
    assert {answer.status_code for answer in after} == {401}


async def test_a_changed_password_ends_every_earlier_token_at_once(api: httpx.AsyncClient) -> None:
    owner = NewOwner()
    old = (await accounts.register(api, owner))["access_token"]
    assert (await me(api, old)).status_code == 200

    changed = await api.post(
        "/api/auth/password",
        json={"current_password": owner.password, "new_password": "another good one"},
        headers=accounts.bearer(old),
    )

    assert changed.status_code == 200
    assert (await me(api, old)).status_code == 401
    assert (await me(api, changed.json()["data"]["access_token"])).status_code == 200
    assert (await sign_in(api, owner)).status_code == 401
    assert (await sign_in(api, owner, "another good one")).status_code == 200


async def test_a_password_is_changed_only_by_who_knows_it(api: httpx.AsyncClient) -> None:
    owner = NewOwner()
    token = (await accounts.register(api, owner))["access_token"]

    refused = await api.post(
        "/api/auth/password",
        json={"current_password": "a guess", "new_password": "another good one"},
        headers=accounts.bearer(token),
    )

    assert (refused.status_code, refused.json()["error"]) == (401, "INVALID_CREDENTIALS")
    assert (await me(api, token)).status_code == 200
    assert (await sign_in(api, owner)).status_code == 200


async def test_a_disabled_user_is_out_as_soon_as_the_process_looks_again(app: FastAPI, api: httpx.AsyncClient) -> None:
    owner = NewOwner()
    token = (await accounts.register(api, owner))["access_token"]
    assert (await me(api, token)).status_code == 200
    platform: Platform = app.state.platform

    async with platform.database.transaction(EVERY_PHARMACY) as session:
        await auth.disable(session, email=owner.email)
    await asyncio.sleep(ACCOUNT_SECONDS + 0.1)

    assert (await me(api, token)).status_code == 401
    refused = await sign_in(api, owner)
    assert (refused.status_code, refused.json()["error"]) == (401, "INVALID_CREDENTIALS")


def unsigned(token: str) -> str:
    """The same claims with the algorithm "none" and no signature."""
    header = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode()).rstrip(b"=").decode()
    return f"{header}.{token.split('.')[1]}."


def with_another_pharmacy(token: str) -> str:
    """The claims changed, the signature kept."""
    head, claims, signature = token.split(".")
    told = json.loads(base64.urlsafe_b64decode(claims + "=="))
    changed = base64.urlsafe_b64encode(json.dumps({**told, "pid": told["pid"] + 1}).encode()).rstrip(b"=").decode()
    return f"{head}.{changed}.{signature}"


def expired(token: str, settings: Settings) -> str:
    claims = auth.read(token, key=settings.signing_key, at=clock.now())
    return auth.issue(claims, key=settings.signing_key, at=clock.now() - timedelta(hours=25), hours=24)


def of_another_issuer(token: str, settings: Settings) -> str:
    claims = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode({**claims, "iss": "somebody"}, settings.signing_key, algorithm="HS256")


@on_sqlite
async def test_tokens_that_nobody_gave_out_are_refused(api: httpx.AsyncClient, settings: Settings) -> None:
    token = (await accounts.register(api))["access_token"]
    claims = auth.read(token, key=settings.signing_key, at=clock.now())
    forgeries = {
        "not a token": "abc",
        "another key": auth.issue(claims, key="x" * 40, at=clock.now(), hours=1),
        "no signature": unsigned(token),
        "changed claims": with_another_pharmacy(token),
        "too old": expired(token, settings),
        "another issuer": of_another_issuer(token, settings),
    }

    statuses = {name: (await me(api, forged)).status_code for name, forged in forgeries.items()}

    assert statuses == dict.fromkeys(forgeries, 401)


async def test_a_token_for_a_pharmacy_the_user_does_not_work_in_is_refused(
    app: FastAPI, api: httpx.AsyncClient
) -> None:
    one, two = await accounts.register(api), await accounts.register(api)
    claims = auth.Claims(one["user"]["id"], two["user"]["pharmacy"]["id"], 1)

    answer = await me(api, accounts.token(app, claims))

    assert (answer.status_code, answer.json()["error"]) == (401, "UNAUTHENTICATED")


@on_sqlite
@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic YTpi", "Token abc"])
async def test_without_a_bearer_token_one_is_asked_to_sign_in(api: httpx.AsyncClient, header: str | None) -> None:
    answer = await api.get("/api/auth/me", headers={} if header is None else {"Authorization": header})

    assert (answer.status_code, answer.json()["error"]) == (401, "UNAUTHENTICATED")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_guessing_at_the_present_password_with_a_token_is_slowed_down(admin: httpx.AsyncClient) -> None:
    answers = [
        await admin.post(
            "/api/auth/password", json={"current_password": f"guess number {guess}", "new_password": "another good one"}
        )
        for guess in range(6)
    ]

    assert [each.status_code for each in answers] == [401] * 5 + [429]
