from typing import Annotated

from fastapi import APIRouter, Path

from app.api.deps import ActorDep, OnceDep, PageParams, ReadSessionDep, WriteSessionDep, may
from app.responses import Paginated, Success, errors, paginated, success
from app.schemas.data_doctor import FindingGroup, FindingRead, FixApply, FixedRead
from app.services import data_doctor, inventory
from app.utils import clock

router = APIRouter(prefix="/data-doctor", tags=["data-doctor"])

RuleName = Annotated[str, Path(min_length=1, max_length=40)]


@router.get("", dependencies=[may("costs.read")], response_model=Success[list[FindingGroup]])
async def examine(actor: ActorDep, session: ReadSessionDep) -> object:
    """Impossible values in what is stored, by rule, errors first."""
    return success(await data_doctor.examine(session, on=clock.today(actor.time_zone)))


@router.get(
    "/{rule}",
    dependencies=[may("costs.read")],
    response_model=Paginated[FindingRead],
    responses=errors(data_doctor.UnknownRule),
)
async def list_findings(rule: RuleName, page: PageParams, actor: ActorDep, session: ReadSessionDep) -> object:
    """All that one rule finds."""
    today = clock.today(actor.time_zone)
    return paginated(await data_doctor.findings_of(session, rule, page=page, on=today))


@router.post(
    "/fixes",
    status_code=201,
    dependencies=[may("data_doctor.fix")],
    response_model=Success[FixedRead],
    responses=errors(
        data_doctor.UnknownRule,
        data_doctor.FindingNotFound,
        inventory.MedicineExists,
        data_doctor.ImpossibleFix,
    ),
)
async def apply_fix(body: FixApply, actor: ActorDep, session: WriteSessionDep, once: OnceDep) -> object:
    """Put one finding right, with the suggested value unless another one is sent."""
    today = clock.today(actor.time_zone)
    fixed = await once(FixedRead, lambda: data_doctor.fix(session, **body.model_dump(), on=today))
    return success(fixed, "Put right.")
