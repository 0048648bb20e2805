from typing import Any

from fastapi import APIRouter

from app.api.deps import ActorDep, PageParams, PlatformDep, ReadSessionDep, RowId, may
from app.api.uploads import MalformedMapping, StagedFileDep, WishesDep
from app.exceptions import ValidationError
from app.middleware import BodyTooLarge
from app.responses import Paginated, Success, errors, paginated, success
from app.schemas.imports import ImportPreview, ImportProblemRead, ImportRead
from app.services import imports

router = APIRouter(prefix="/imports", tags=["imports"])

CREATES = [may("imports.create")]
REFUSALS = errors(ValidationError, MalformedMapping, BodyTooLarge)


@router.post("/sales/preview", dependencies=CREATES, response_model=Success[ImportPreview], responses=REFUSALS)
async def preview_sales(file: StagedFileDep, wishes: WishesDep, actor: ActorDep, platform: PlatformDep) -> object:
    """Say how a sales file is understood. Nothing is stored."""
    read = await imports.preview(platform.database, file, wishes, pharmacy_id=actor.pharmacy_id)
    file.path.unlink()
    return success(read, "This is how the file is understood.")


@router.post(
    "/sales",
    status_code=202,
    dependencies=CREATES,
    response_model=Success[ImportRead],
    responses=REFUSALS | errors(ValidationError, imports.BadRows, MalformedMapping),
)
async def import_sales(file: StagedFileDep, wishes: WishesDep, actor: ActorDep, platform: PlatformDep) -> object:
    """Import a sales file in the background.

    The same file again, a renamed copy or a longer export adds only what is new.
    """
    noted = await imports.begin(platform.database, file, wishes, pharmacy_id=actor.pharmacy_id, actor_id=actor.user_id)
    return success(_shown(noted), "The import has begun.")


@router.get("", dependencies=[may("imports.read")], response_model=Paginated[ImportRead])
async def list_imports(page: PageParams, session: ReadSessionDep) -> object:
    """Imports, newest first."""
    return paginated(await imports.list_imports(session, page=page), _shown)


@router.get(
    "/{import_id}",
    dependencies=[may("imports.read")],
    response_model=Success[ImportRead],
    responses=errors(imports.ImportNotFound),
)
async def get_import(import_id: RowId, session: ReadSessionDep) -> object:
    """How far an import is."""
    return success(_shown(await imports.get_import(session, import_id)))


@router.get(
    "/{import_id}/problems",
    dependencies=[may("imports.read")],
    response_model=Paginated[ImportProblemRead],
    responses=errors(imports.ImportNotFound),
)
async def list_problems(import_id: RowId, page: PageParams, session: ReadSessionDep) -> object:
    """The rows that were left out, that the shelf could not cover, or that say other than an earlier file."""
    return paginated(await imports.list_problems(session, import_id=import_id, page=page))


def _shown(one: Any) -> dict[str, Any]:
    fields = {key: getattr(one, key) for key in ImportRead.model_fields if key != "message"}
    return {**fields, "message": imports.told(one)}
