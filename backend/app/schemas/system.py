from typing import Literal

from pydantic import Field

from app.schemas.base import InstantOut, Output


class DemoLogin(Output):
    email: str
    password: str


class Version(Output):
    name: str
    version: str = Field(examples=["0.1.0"])
    environment: str
    demo: DemoLogin | None = Field(description="The login of the demo pharmacy, where it is offered.")


class Health(Output):
    """Alive: the process answers. Ready: it can also serve, for its database answers at the right schema."""

    status: Literal["ok", "unavailable"]
    checks: dict[str, str]


class Diagnostics(Output):
    """For the admin who asks what is running here. No secret is in it."""

    version: str
    python: str
    platform: str
    environment: str
    database: str
    schema_current: bool
    cache: str
    jobs: str
    engine: str
    started_at: InstantOut
    uptime_seconds: int
    data_dir: str
    imports_in_progress: int
