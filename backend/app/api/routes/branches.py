from fastapi import APIRouter

from app.api.deps import ActorDep, ReadSessionDep, WriteSessionDep, may
from app.responses import Success, errors, success
from app.schemas.branches import BranchCreate, BranchRead, BranchSettings, BranchUpdate
from app.services import branches

router = APIRouter(prefix="/branches", tags=["branches"])


@router.get("", dependencies=[may("account.self")], response_model=Success[list[BranchRead]])
async def list_branches(actor: ActorDep, session: ReadSessionDep) -> object:
    """The pharmacies you work in; for an admin, all of the organisation."""
    return success(await branches.list_branches(session, actor=actor))


@router.post("", status_code=201, dependencies=[may("branches.manage")], response_model=Success[BranchSettings])
async def open_branch(body: BranchCreate, actor: ActorDep, session: WriteSessionDep) -> object:
    """Open another pharmacy of the organisation, and become its admin."""
    opened = await branches.open_branch(session, branches.NewBranch(**body.model_dump()), actor=actor)
    return success(opened, "The branch is open.")


@router.get("/current", dependencies=[may("account.self")], response_model=Success[BranchSettings])
async def current_branch(session: ReadSessionDep) -> object:
    """The settings of the pharmacy you are in."""
    return success(await branches.current(session))


@router.put(
    "/current",
    dependencies=[may("branches.manage")],
    response_model=Success[BranchSettings],
    responses=errors(branches.CurrencyInUse),
)
async def change_branch(body: BranchUpdate, session: WriteSessionDep) -> object:
    """Change settings of the pharmacy. Its currency is fixed once something was sold."""
    return success(await branches.change_settings(session, body.changes), "The settings are changed.")
