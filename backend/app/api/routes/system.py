"""Health, version, diagnostics and metrics: the routes of whoever runs the installation."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from app.api.deps import PlatformDep, ReadSessionDep, may
from app.api.platform import NotReady
from app.exceptions import AuthenticationError, AuthorizationError
from app.responses import Success, errors, success
from app.schemas.system import Diagnostics, Health, Version
from app.services import imports

router = APIRouter(tags=["system"])


@router.get("/health", response_model=Success[Health], responses=errors(NotReady))
@router.get("/health/ready", response_model=Success[Health], responses=errors(NotReady))
async def ready(platform: PlatformDep) -> object:
    """Whether this process can serve: its database answers, at the schema of this version."""
    return success({"status": "ok", "checks": await platform.check_ready()}, "Ready.")


@router.get("/health/live", response_model=Success[Health])
async def live() -> object:
    """Whether this process answers at all. It asks nobody else."""
    return success({"status": "ok", "checks": {"process": "ok"}}, "Alive.")


@router.get("/version", response_model=Success[Version])
async def show_version(platform: PlatformDep) -> object:
    """What runs here."""
    return success(platform.describe_version())


@router.get(
    "/diagnostics",
    dependencies=[may("system.diagnose")],
    response_model=Success[Diagnostics],
    responses=errors(AuthenticationError, AuthorizationError),
)
async def diagnose(platform: PlatformDep, session: ReadSessionDep) -> object:
    """What an admin looks at when something is slow or wrong. No secret is in it."""
    unfinished = await imports.unfinished(session)
    return success({**await platform.diagnose(), "imports_in_progress": len(unfinished)})


@router.get("/metrics", include_in_schema=False)
async def metrics(platform: PlatformDep) -> Response:
    """The counters of this process and the drift of forecasts, for Prometheus."""
    return Response(await platform.read_metrics(), media_type=CONTENT_TYPE_LATEST)
