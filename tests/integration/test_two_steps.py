"""Signing in with an authenticator app."""

import asyncio
from datetime import datetime, timedelta

import httpx
import pyotp
import pytest
from fastapi import FastAPI
from tests.factories import accounts
from tests.factories.medicines import data

from app.utils import clock


class Owner:
    """Somebody whose account asks for codes."""

    def __init__(self, client: httpx.AsyncClient, email: str, app_secret: str, recovery_codes: list[str]) -> None:
        self.client = client
        self.login = {"email": email, "password": accounts.PASSWORD}
        self.totp = pyotp.TOTP(app_secret)
        self.recovery_codes = recovery_codes

    async def sign_in(self, code: str | None = None) -> httpx.Response:
        return await self.client.post("/api/auth/login", json={**self.login, "totp_code": code})


class Later:
    """Turns the clock on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def by(self, seconds: int) -> datetime:
        then = clock.now() + timedelta(seconds=seconds)
        self._monkeypatch.setattr(clock, "now", lambda: then)
        return then


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    return Later(monkeypatch)


@pytest.fixture
async def owner(app: FastAPI, api: httpx.AsyncClient) -> Owner:
    new = accounts.NewOwner()
    token = (await accounts.register(api, new))["access_token"]
    client = accounts.client_of(app, token)
    setup = data(await client.post("/api/auth/totp/setup"))
    code = pyotp.TOTP(setup["secret"]).at(clock.now())
    codes = data(await client.post("/api/auth/totp/confirm", json={"code": code}))["recovery_codes"]
    return Owner(client, new.email, setup["secret"], codes)


async def test_signing_in_asks_for_a_code(owner: Owner, later: Later) -> None:
    without = await owner.sign_in()
    wrong = await owner.sign_in("000000")
    right = await owner.sign_in(owner.totp.at(later.by(30)))

    assert (without.status_code, without.json()["error"]) == (401, "TOTP_REQUIRED")
    assert (wrong.status_code, wrong.json()["error"]) == (401, "TOTP_INVALID")
    assert data(right)["user"]["has_totp"] is True


async def test_a_wrong_password_is_told_nothing_of_codes(owner: Owner) -> None:
    owner.login["password"] = "not the password"

    assert (await owner.sign_in()).json()["error"] == "INVALID_CREDENTIALS"


async def test_a_code_does_not_do_twice(owner: Owner, later: Later) -> None:
    code = owner.totp.at(later.by(30))

    first, again = await owner.sign_in(code), await owner.sign_in(code)

    assert (first.status_code, again.json()["error"]) == (200, "TOTP_INVALID")


async def test_a_code_used_twice_at_once_lets_one_in(app: FastAPI, owner: Owner, later: Later) -> None:
    code = owner.recovery_codes[0]
    later.by(30)

    answers = await asyncio.gather(*(owner.sign_in(code) for _ in range(3)))

    assert sorted(each.status_code for each in answers) == [200, 401, 401]


@pytest.mark.parametrize(("seconds", "status"), [(-60, 401), (-30, 200), (30, 200), (60, 401)])
async def test_a_clock_may_be_half_a_minute_wrong(owner: Owner, later: Later, seconds: int, status: int) -> None:
    on_time = later.by(120)

    answer = await owner.sign_in(owner.totp.at(on_time + timedelta(seconds=seconds)))

    assert answer.status_code == status


async def test_a_recovery_code_stands_in_once(owner: Owner) -> None:
    assert len(set(owner.recovery_codes)) == 8

    first, again = await owner.sign_in(owner.recovery_codes[3]), await owner.sign_in(owner.recovery_codes[3])

    assert (first.status_code, again.json()["error"]) == (200, "TOTP_INVALID")
    assert (await owner.sign_in(owner.recovery_codes[4].upper())).is_success


async def test_codes_are_not_asked_for_before_one_was_confirmed(app: FastAPI, api: httpx.AsyncClient) -> None:
    new = accounts.NewOwner()
    async with accounts.client_of(app, (await accounts.register(api, new))["access_token"]) as client:
        await client.post("/api/auth/totp/setup")
        refused = await client.post("/api/auth/totp/confirm", json={"code": "000000"})

        answer = await client.post("/api/auth/login", json={"email": new.email, "password": new.password})

    assert refused.json()["error"] == "TOTP_INVALID"
    assert answer.is_success


async def test_turning_it_off_takes_the_password_and_a_code(owner: Owner, later: Later) -> None:
    code = owner.totp.at(later.by(30))
    wrong = await owner.client.post("/api/auth/totp/disable", json={"password": "no", "code": code})
    right = await owner.client.post("/api/auth/totp/disable", json={"password": accounts.PASSWORD, "code": code})

    assert (wrong.json()["error"], right.status_code) == ("INVALID_CREDENTIALS", 200)
    assert (await owner.sign_in()).is_success
    again = await owner.client.post("/api/auth/totp/disable", json={"password": accounts.PASSWORD, "code": code})
    assert again.json()["error"] == "TOTP_NOT_SET_UP"


async def test_guessing_codes_is_slowed_down(owner: Owner) -> None:
    answers = [await owner.sign_in(f"{guess:06}") for guess in range(6)]

    assert [each.status_code for each in answers] == [401] * 5 + [429]


async def test_an_app_in_use_is_not_replaced(owner: Owner) -> None:
    assert (await owner.client.post("/api/auth/totp/setup")).json()["error"] == "TOTP_ALREADY_ON"
