"""Who works in a pharmacy: invitations, roles, shutting out, and links for a new password."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from tests.factories import accounts, people
from tests.factories.medicines import data

from app.utils import clock


async def test_an_invited_person_joins_with_the_role_they_were_given(app: FastAPI, admin: httpx.AsyncClient) -> None:
    colleague = await people.join(app, admin, role="manager")

    user = await people.me(colleague.client)

    assert (user["role"], user["email"], user["full_name"]) == ("manager", colleague.email, "Meera Iyer")
    assert user["pharmacy"] == (await people.me(admin))["pharmacy"]
    listed = (await admin.get("/api/people")).json()
    assert [(one["role"], one["is_active"]) for one in listed["data"]] == [("admin", True), ("manager", True)]
    assert listed["data"][1]["last_signed_in_at"] is not None


async def test_an_invitation_is_good_once(api: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    link = await people.invite(admin)
    assert (await people.accept(api, link["token"])).is_success

    again = await people.accept(api, link["token"])

    assert (again.status_code, again.json()["error"]) == (404, "LINK_NOT_VALID")
    assert (await admin.get("/api/people/invitations")).json()["data"] == []


async def test_an_invitation_accepted_twice_at_once_makes_one_member(app: FastAPI, admin: httpx.AsyncClient) -> None:
    link = await people.invite(admin)
    async with accounts.client_of(app) as one, accounts.client_of(app) as two:
        answers = await asyncio.gather(people.accept(one, link["token"]), people.accept(two, link["token"]))

    assert sorted(each.is_success for each in answers) == [False, True]
    assert (await admin.get("/api/people")).json()["meta"]["total_items"] == 2


async def test_a_revoked_invitation_lets_nobody_in(api: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    link = await people.invite(admin)

    assert (await admin.delete(f"/api/people/invitations/{link['id']}")).is_success

    assert (await people.accept(api, link["token"])).json()["error"] == "LINK_NOT_VALID"
    assert (await admin.delete(f"/api/people/invitations/{link['id']}")).json()["error"] == "INVITATION_NOT_FOUND"


async def test_an_old_invitation_lets_nobody_in(
    api: httpx.AsyncClient, admin: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = await people.invite(admin)
    in_a_week = clock.now() + timedelta(days=7, minutes=1)

    monkeypatch.setattr(clock, "now", lambda: in_a_week)

    assert (await people.accept(api, link["token"])).json()["error"] == "LINK_NOT_VALID"


async def test_inviting_again_ends_the_invitation_before(api: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    first = await people.invite(admin, email="meera@example.com")
    second = await people.invite(admin, email="meera@example.com", role="manager")

    assert (await people.accept(api, first["token"])).json()["error"] == "LINK_NOT_VALID"
    assert data(await people.accept(api, second["token"]))["user"]["role"] == "manager"


async def test_who_works_elsewhere_accepts_with_their_own_password(
    app: FastAPI, api: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    owner = accounts.NewOwner(pharmacy_name="Elsewhere")
    registered = await accounts.register(api, owner)
    link = await people.invite(admin, email=owner.email)

    wrong = await people.accept(api, link["token"], password="not their password")
    joined = data(await people.accept(api, link["token"], password=owner.password))

    assert (wrong.status_code, wrong.json()["error"]) == (401, "INVALID_CREDENTIALS")
    assert joined["user"]["id"] == registered["user"]["id"]
    assert joined["user"]["full_name"] == "Asha Rao", "an invitation renames nobody"
    assert {one["name"] for one in joined["user"]["pharmacies"]} == {"Elsewhere", "Rao Medical Stores"}


async def test_guessing_at_an_invitation_is_slowed_down(api: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    owner = accounts.NewOwner()
    await accounts.register(api, owner)
    link = await people.invite(admin, email=owner.email)

    answers = [await people.accept(api, link["token"], password=f"guess number {guess}") for guess in range(6)]

    assert [each.status_code for each in answers] == [401] * 5 + [429]


async def test_new_invitations_are_no_way_to_guess_on_at_a_password(
    api: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    owner = accounts.NewOwner()
    await accounts.register(api, owner)
    answers = []
    for guess in range(6):
        link = await people.invite(admin, email=owner.email)
        answers.append(await people.accept(api, link["token"], password=f"guess number {guess}"))

    assert [each.status_code for each in answers] == [401] * 5 + [429]


async def test_an_invitation_ends_with_the_rights_of_who_made_it(
    app: FastAPI, api: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    colleague = await people.join(app, admin, role="admin")
    link = await people.invite(colleague.client, role="admin")

    await admin.post(f"/api/people/{colleague.id}/disable")

    assert (await people.accept(api, link["token"])).json()["error"] == "LINK_NOT_VALID"
    assert (await admin.get("/api/people/invitations")).json()["data"] == []


async def test_whoever_is_a_member_cannot_be_invited(app: FastAPI, admin: httpx.AsyncClient) -> None:
    colleague = await people.join(app, admin)

    answer = await admin.post("/api/people/invitations", json={"email": colleague.email, "role": "staff"})

    assert (answer.status_code, answer.json()["error"]) == (409, "ALREADY_MEMBER")


async def test_a_new_role_holds_for_the_tokens_there_are(app: FastAPI, admin: httpx.AsyncClient) -> None:
    colleague = await people.join(app, admin)
    refused = await colleague.client.post("/api/inventory", json={"name": "Aspirin"})

    await admin.put(f"/api/people/{colleague.id}", json={"role": "manager"})

    assert refused.status_code == 403
    await people.wait_until_known()
    assert (await colleague.client.post("/api/inventory", json={"name": "Aspirin"})).status_code == 201


async def test_a_disabled_person_is_out_here_and_stays_elsewhere(
    app: FastAPI, admin: httpx.AsyncClient, neighbour: httpx.AsyncClient
) -> None:
    colleague = await people.join(app, admin)
    link = await people.invite(neighbour, email=colleague.email)
    async with accounts.client_of(app) as nobody:
        there = data(await people.accept(nobody, link["token"]))["access_token"]

    told = data(await admin.post(f"/api/people/{colleague.id}/disable"))

    assert told["is_active"] is False
    await people.wait_until_known()
    assert (await colleague.client.get("/api/auth/me")).status_code == 401
    async with accounts.client_of(app, there) as elsewhere:
        assert [one["name"] for one in (await people.me(elsewhere))["pharmacies"]] == ["The shop next door"]


async def test_a_disabled_person_can_be_let_in_again(app: FastAPI, admin: httpx.AsyncClient) -> None:
    colleague = await people.join(app, admin)
    login = {"email": colleague.email, "password": people.PASSWORD}
    await admin.post(f"/api/people/{colleague.id}/disable")
    shut_out = await colleague.client.post("/api/auth/login", json=login)

    await admin.post(f"/api/people/{colleague.id}/enable")

    assert shut_out.json()["error"] == "INVALID_CREDENTIALS"
    assert (await colleague.client.post("/api/auth/login", json=login)).is_success


async def test_the_last_admin_stays(app: FastAPI, admin: httpx.AsyncClient) -> None:
    own_id = (await people.me(admin))["id"]
    gone = await people.join(app, admin, role="admin")
    await admin.post(f"/api/people/{gone.id}/disable")

    demoted = await admin.put(f"/api/people/{own_id}", json={"role": "staff"})
    disabled = await admin.post(f"/api/people/{own_id}/disable")

    assert [(each.status_code, each.json()["error"]) for each in (demoted, disabled)] == [(409, "LAST_ADMIN")] * 2


async def test_two_admins_cannot_demote_each_other_at_once(app: FastAPI, admin: httpx.AsyncClient) -> None:
    for _ in range(5):
        own_id = (await people.me(admin))["id"]
        other = await people.join(app, admin, role="admin")

        answers = await asyncio.gather(
            admin.put(f"/api/people/{other.id}", json={"role": "staff"}),
            other.client.put(f"/api/people/{own_id}", json={"role": "staff"}),
        )

        assert sorted(each.status_code for each in answers) in ([200, 403], [200, 409])
        admin = admin if answers[0].is_success else other.client
        await people.wait_until_known()


async def test_a_reset_link_sets_a_new_password_once(
    app: FastAPI, api: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    colleague = await people.join(app, admin)
    link = data(await admin.post(f"/api/people/{colleague.id}/reset-link"))

    body = {"token": link["token"], "new_password": "a brand new password"}
    first, again = await api.post("/api/auth/reset", json=body), await api.post("/api/auth/reset", json=body)

    assert (first.status_code, again.json()["error"]) == (200, "LINK_NOT_VALID")
    login = {"email": colleague.email, "password": "a brand new password"}
    assert (await api.post("/api/auth/login", json=login)).is_success
    await people.wait_until_known()
    assert (await colleague.client.get("/api/auth/me")).status_code == 401, "tokens from before have ended"


async def test_nobody_resets_the_password_of_an_outsider(
    app: FastAPI, api: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    owner = accounts.NewOwner()
    outsider = await accounts.register(api, owner)
    link = await people.invite(admin, email=owner.email)
    await people.accept(api, link["token"], password=owner.password)

    answer = await admin.post(f"/api/people/{outsider['user']['id']}/reset-link")

    assert (answer.status_code, answer.json()["error"]) == (403, "NOT_YOURS")


async def test_a_reset_link_ends_when_its_person_joins_another_pharmacy(
    app: FastAPI, api: httpx.AsyncClient, admin: httpx.AsyncClient, neighbour: httpx.AsyncClient
) -> None:
    colleague = await people.join(app, admin)
    reset = data(await admin.post(f"/api/people/{colleague.id}/reset-link"))
    link = await people.invite(neighbour, email=colleague.email)
    await people.accept(api, link["token"])

    answer = await api.post("/api/auth/reset", json={"token": reset["token"], "new_password": "a brand new password"})

    assert (answer.status_code, answer.json()["error"]) == (403, "NOT_YOURS")


async def test_a_token_is_kept_only_as_its_hash(app: FastAPI, admin: httpx.AsyncClient) -> None:
    link = await people.invite(admin)

    listed = (await admin.get("/api/people/invitations")).json()["data"]

    assert [one["email"] for one in listed] == [link["email"]]
    assert link["token"] not in str(listed)
    async with accounts.client_of(app) as nobody:
        assert (await people.accept(nobody, listed[0].get("token_hash", "x" * 64))).status_code == 404


async def test_a_neighbour_manages_none_of_our_people(
    app: FastAPI, admin: httpx.AsyncClient, neighbour: httpx.AsyncClient
) -> None:
    colleague = await people.join(app, admin)
    link = await people.invite(admin)

    answers = [
        await neighbour.put(f"/api/people/{colleague.id}", json={"role": "admin"}),
        await neighbour.post(f"/api/people/{colleague.id}/disable"),
        await neighbour.post(f"/api/people/{colleague.id}/enable"),
        await neighbour.post(f"/api/people/{colleague.id}/reset-link"),
        await neighbour.delete(f"/api/people/invitations/{link['id']}"),
    ]

    assert [each.status_code for each in answers] == [404] * 5
