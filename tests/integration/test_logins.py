"""Who may sign in to PostgreSQL, and what a new server needs."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.conftest import settings_for_tests
from tests.factories import installations
from tests.servers import postgres
from tests.servers.process import HOST

from app import migrations
from app.config import CHECKOUT, Settings
from app.database import EVERY_PHARMACY, Database
from app.exceptions import ConfigurationError
from app.models import Pharmacy

pytestmark = pytest.mark.postgres
SETUP = CHECKOUT / "infra" / "postgres"
SECRET = "a-secret-for-tests-of-at-least-32-characters"


@pytest.fixture(scope="module")
def new_server(postgres_server: postgres.Postgres) -> Iterator[postgres.Postgres]:
    """A server that nothing was done to yet."""
    with postgres.running() as server:
        server.psql(f"DROP ROLE {postgres.ROLE}")
        yield server


def production(folder: Path, url: str) -> Settings:
    changed = {"environment": "production", "audit_secret": SECRET, "data_key": SECRET, "bcrypt_cost": 12}
    told = settings_for_tests(folder, database_url=url).model_dump() | changed
    return Settings(_env_file=None, **told)


def create(server: postgres.Postgres, folder: Path) -> None:
    """What the image of the database does on an empty volume."""
    script = (SETUP / "create.sh").read_text().replace("/pharmarec-roles.sql", str(SETUP / "roles.sql"))
    (folder / "create.sh").write_text(script)
    address = {"PGHOST": HOST, "PGPORT": str(server.port), "PGUSER": "postgres", "PGDATABASE": "postgres"}
    path = {"PATH": f"{server.bin}:{os.environ['PATH']}", "POSTGRES_PASSWORD": postgres.ROLE}
    subprocess.run(["sh", folder / "create.sh"], env=os.environ | address | path, check=True, capture_output=True)


async def test_a_login_that_may_not_make_roles_is_told_what_to_run(
    new_server: postgres.Postgres, tmp_path: Path
) -> None:
    new_server.psql("CREATE ROLE plain LOGIN PASSWORD 'plain'")
    new_server.psql("CREATE DATABASE plain OWNER plain")
    plain = settings_for_tests(tmp_path, database_url=new_server.url("plain", role="plain"))

    with pytest.raises(ConfigurationError, match=r"infra/postgres/roles\.sql"):
        await migrations.upgrade(plain)


async def test_a_created_server_lets_an_ordinary_login_migrate_and_serve(
    new_server: postgres.Postgres, tmp_path: Path
) -> None:
    create(new_server, tmp_path)
    chosen = production(tmp_path, new_server.url("pharmarec"))
    database = Database(chosen.check())

    await migrations.upgrade(chosen)
    await database.check_login()
    async with database.read(EVERY_PHARMACY) as session:
        found = list(await session.scalars(select(Pharmacy)))
    await database.close()

    kind = new_server.psql("SELECT rolsuper, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = 'pharmarec'")
    assert (found, kind) == ([], "f|f|f")


@pytest.mark.parametrize("kind", ["SUPERUSER", "BYPASSRLS"])
async def test_production_serves_nobody_through_a_login_that_the_policies_do_not_bind(
    postgres_server: postgres.Postgres, postgres_url: str, tmp_path: Path, kind: str
) -> None:
    login = f"unbound_{kind.lower()}"
    postgres_server.psql(f"CREATE ROLE {login} LOGIN {kind} PASSWORD '{login}'")
    url = postgres_server.url(postgres_url.rpartition("/")[2], role=login)
    database = Database(production(tmp_path, url))

    with pytest.raises(ConfigurationError, match=login):
        await database.check_login()
    async with installations.unstarted(production(tmp_path, url)) as client:
        ready = await client.get("/health/ready")
    await database.close()

    assert (ready.status_code, ready.json()["error"]) == (503, "NOT_READY")
    assert ready.json()["details"] == {"checks": {"login": "unsafe"}}
