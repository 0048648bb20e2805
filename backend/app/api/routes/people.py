from fastapi import APIRouter

from app.api.deps import PageParams, ReadSessionDep, RowId, WriteSessionDep, may
from app.responses import Paginated, Success, errors, paginated, success
from app.schemas.people import (
    InvitationCreate,
    InvitationRead,
    LinkRead,
    PersonRead,
    Revoked,
    RoleChange,
    RoleRead,
    RolesChange,
)
from app.services import people

router = APIRouter(prefix="/people", tags=["people"])
MANAGERS = [may("people.manage")]


@router.get("", dependencies=MANAGERS, response_model=Paginated[PersonRead])
async def list_people(page: PageParams, session: ReadSessionDep) -> object:
    """Who works in the pharmacy, and who did."""
    return paginated(await people.list_people(session, page=page))


@router.get("/roles", dependencies=MANAGERS, response_model=Success[list[RoleRead]])
async def roles(session: ReadSessionDep) -> object:
    """What each role may do here."""
    return success(await people.roles(session))


@router.put(
    "/roles", dependencies=MANAGERS, response_model=Success[list[RoleRead]], responses=errors(people.NotGrantable)
)
async def change_roles(body: RolesChange, session: WriteSessionDep) -> object:
    """Grant permissions to managers or staff, or withdraw some. An admin may everything."""
    return success(await people.change_roles(session, body.changes), "The roles are changed.")


@router.get("/invitations", dependencies=MANAGERS, response_model=Paginated[InvitationRead])
async def list_invitations(page: PageParams, session: ReadSessionDep) -> object:
    """Invitations that nobody has accepted yet, newest first."""
    return paginated(await people.list_invitations(session, page=page))


@router.post(
    "/invitations",
    status_code=201,
    dependencies=MANAGERS,
    response_model=Success[LinkRead],
    responses=errors(people.AlreadyMember),
)
async def invite(body: InvitationCreate, session: WriteSessionDep) -> object:
    """Invite somebody. The token is shown only now: hand the link over yourself. It is good for a week."""
    return success(await people.invite(session, **body.model_dump()), "Invited. Hand the link over.")


@router.delete(
    "/invitations/{invitation_id}",
    dependencies=MANAGERS,
    response_model=Success[Revoked],
    responses=errors(people.InvitationNotFound),
)
async def revoke_invitation(invitation_id: RowId, session: WriteSessionDep) -> object:
    """End an invitation."""
    await people.revoke(session, invitation_id)
    return success({"id": invitation_id}, "The invitation is revoked.")


@router.put(
    "/{person_id}",
    dependencies=MANAGERS,
    response_model=Success[PersonRead],
    responses=errors(people.PersonNotFound, people.LastAdmin),
)
async def change_role(person_id: RowId, body: RoleChange, session: WriteSessionDep) -> object:
    """Give a person another role."""
    return success(await people.change_role(session, person_id, body.role), "The role is changed.")


@router.post(
    "/{person_id}/disable",
    dependencies=MANAGERS,
    response_model=Success[PersonRead],
    responses=errors(people.PersonNotFound, people.LastAdmin),
)
async def disable_person(person_id: RowId, session: WriteSessionDep) -> object:
    """Shut a person out of this pharmacy, at once."""
    return success(await people.disable(session, person_id), "They can no longer sign in here.")


@router.post(
    "/{person_id}/enable",
    dependencies=MANAGERS,
    response_model=Success[PersonRead],
    responses=errors(people.PersonNotFound),
)
async def enable_person(person_id: RowId, session: WriteSessionDep) -> object:
    """Let a person in again."""
    return success(await people.enable(session, person_id), "They can sign in here again.")


@router.post(
    "/{person_id}/reset-link",
    status_code=201,
    dependencies=MANAGERS,
    response_model=Success[LinkRead],
    responses=errors(people.PersonNotFound, people.NotYours),
)
async def link_reset(person_id: RowId, session: WriteSessionDep) -> object:
    """Make a link that sets a new password, for somebody who forgot theirs. It is good for a day."""
    return success(await people.link_reset(session, person_id), "Hand the link over.")
