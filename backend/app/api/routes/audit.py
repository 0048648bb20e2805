from typing import Annotated

from fastapi import APIRouter, Path, Query

from app.api.deps import PageParams, PlatformDep, ReadSessionDep, RowId, may
from app.responses import Paginated, Success, errors, paginated, success
from app.schemas.audit import (
    AuditEntryRead,
    AuditFilter,
    AuditProof,
    CheckpointRead,
    ConsistencyProof,
    Sizes,
    SubjectKind,
)
from app.services import audit

router = APIRouter(prefix="/admin/audit", tags=["audit"])


@router.get("", dependencies=[may("audit.read")], response_model=Paginated[AuditEntryRead])
async def list_entries(wanted: Annotated[AuditFilter, Query()], page: PageParams, session: ReadSessionDep) -> object:
    """The audit log: who changed what, newest first."""
    return paginated(await audit.list_entries(session, wanted=wanted, page=page), audit.shown)


@router.get(
    "/history/{subject_kind}/{subject_id}",
    dependencies=[may("history.read")],
    response_model=Paginated[AuditEntryRead],
)
async def read_history(
    subject_kind: Annotated[SubjectKind, Path()], subject_id: RowId, page: PageParams, session: ReadSessionDep
) -> object:
    """What happened to one thing, newest first. Of one that this pharmacy does not have, nothing is told."""
    wanted = AuditFilter(subject_kind=subject_kind, subject_id=subject_id)
    return paginated(await audit.list_entries(session, wanted=wanted, page=page), audit.shown)


@router.get(
    "/proof/{audit_id}",
    dependencies=[may("audit.read")],
    response_model=Success[AuditProof],
    responses=errors(audit.EntryNotFound, audit.NotYetSealed),
)
async def prove_entry(audit_id: RowId, session: ReadSessionDep, platform: PlatformDep) -> object:
    """What proves, without trusting this server, that an entry stands in the signed log."""
    return success(await audit.prove(session, audit_id, audit_key=platform.settings.audit_key))


@router.get(
    "/checkpoint",
    dependencies=[may("audit.read")],
    response_model=Success[CheckpointRead],
    responses=errors(audit.NotYetSealed),
)
async def read_checkpoint(session: ReadSessionDep, platform: PlatformDep) -> object:
    """The latest signed checkpoint. Keep a copy elsewhere: nobody can rewrite the log against it."""
    return success(await audit.latest_checkpoint(session, audit_key=platform.settings.audit_key))


@router.get(
    "/consistency",
    dependencies=[may("audit.read")],
    response_model=Success[ConsistencyProof],
    responses=errors(audit.NotYetSealed),
)
async def prove_growth(wanted: Annotated[Sizes, Query()], session: ReadSessionDep) -> object:
    """What proves that the log of a later checkpoint begins with that of an earlier one."""
    return success(await audit.prove_growth(session, **wanted.model_dump()))
