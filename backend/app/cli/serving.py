"""Commands that set up and serve: run, serve, worker, migrate, seed, openapi, disable-user."""

import asyncio
import json
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final

import typer
from granian import Granian
from granian.constants import Interfaces

import app
from app import migrations
from app.cli.context import messages, settings
from app.config import Settings
from app.database import EVERY_PHARMACY, Caller, Database
from app.exceptions import ConfigurationError, DatabaseError
from app.jobs.worker import Jobs
from app.main import create_app
from app.services import auth, demo, pharmacies

LONGEST_GOODBYE_SECONDS: Final = 30
PACKAGE: Final = Path(app.__file__).resolve().parent

PortOption = Annotated[int, typer.Option(envvar="PORT", min=1, max=65_535)]
HostOption = Annotated[str, typer.Option(envvar="HOST")]
WorkersOption = Annotated[int, typer.Option(envvar="WORKERS", min=1, max=64, help="API processes.")]
RevisionArgument = Annotated[str, typer.Argument(help="A revision, or head.")]


def add_to(cli: typer.Typer) -> None:
    for command in (run, serve, worker, migrate, seed, openapi, disable_user):
        cli.command(command.__name__.replace("_", "-"))(command)


def run(port: PortOption = 8000, host: HostOption = "127.0.0.1") -> None:
    """Set up everything that is missing, the demo pharmacy included, and serve the API and the web app."""
    chosen = settings()
    _require_free(host, port)
    with messages.status("Bringing the database up to date …"):
        asyncio.run(migrations.upgrade(chosen))
    has_demo = asyncio.run(_ensure_demo(chosen))
    os.environ["PHARMAREC_DEMO"] = str(has_demo).lower()
    typer.echo(f"PharmaRec is at http://{f'[{host}]' if ':' in host else host}:{port}")
    if has_demo:
        typer.echo(f"Demo login: {demo.EMAIL}  password: {demo.PASSWORD}")
    if not (chosen.web_dir / "index.html").exists():
        typer.echo("The web app is not built: the API alone is served. `make setup` builds it.")
    typer.echo("Stop with Ctrl+C.")
    # A fresh process serves: the server forks its worker, and a fork inherits no threads of what was done here.
    # -P: the folder somebody happens to stand in holds no modules of ours.
    sys.stdout.flush()
    serving = [sys.executable, "-P", "-m", "app.cli", "serve", "--host", host, "--port", str(port)]
    os.execv(sys.executable, serving)  # noqa: S606


def serve(port: PortOption = 8000, host: HostOption = "127.0.0.1", workers: WorkersOption = 1) -> None:
    """Serve the API and the web app, nothing else: no migration, no demo."""
    asyncio.run(_check_login(settings()))
    _serve(_require_free(host, port), port, workers=workers)


def worker() -> None:
    """Do the jobs that API processes hand over through Redis."""
    chosen = settings()
    if not chosen.redis_url:
        raise ConfigurationError("A worker needs PHARMAREC_REDIS_URL; without it the API does its jobs itself.")
    asyncio.run(_work(chosen))


def migrate(revision: RevisionArgument = "head") -> None:
    """Bring the database to the schema of this version."""
    asyncio.run(migrations.upgrade(settings(), revision))
    typer.echo("The database is up to date.")


def seed() -> None:
    """Load the demo pharmacy where it is not there yet."""
    chosen = settings()
    asyncio.run(migrations.upgrade(chosen))
    asyncio.run(_ensure_demo(chosen, beside_others=True))
    typer.echo(f"Demo login: {demo.EMAIL}  password: {demo.PASSWORD}")


def openapi() -> None:
    """Print the OpenAPI document."""
    typer.echo(json.dumps(create_app(settings()).openapi(), indent=2, ensure_ascii=False))


def disable_user(email: str) -> None:
    """Shut a user out; every session of theirs ends."""
    asyncio.run(_disable(settings(), email))
    typer.echo(f"{email} can no longer sign in.")


async def _ensure_demo(chosen: Settings, *, beside_others: bool = False) -> bool:
    """Load the demo into an empty installation; answers whether it is there."""
    database = Database(chosen)
    try:
        async with database.read(EVERY_PHARMACY) as session:  # whether any pharmacy exists, and whether it is the demo
            is_there = await auth.has_account(session, demo.EMAIL)
            is_empty = not await pharmacies.every(session)
        if is_there or not (is_empty or beside_others):
            return is_there
        with messages.status("Loading the demo pharmacy …"):
            opened = await demo.open_demo(database, time_zone=chosen.time_zone, bcrypt_cost=chosen.bcrypt_cost)
        typer.echo(f"Demo pharmacy loaded: {opened.medicines} medicines, {opened.sales:,} sales.")
        return True
    finally:
        await database.close()


async def _check_login(chosen: Settings) -> None:
    database = Database(chosen)
    try:
        with suppress(DatabaseError):  # it may come later: then readiness asks
            await database.check_login()
    finally:
        await database.close()


async def _work(chosen: Settings) -> None:
    """Do jobs until asked to stop; what has begun by then ends or is given back."""
    await _check_login(chosen)
    database = Database(chosen)
    working = asyncio.create_task(Jobs(chosen, database).work())
    for stop in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(stop, working.cancel)
    try:
        with suppress(asyncio.CancelledError):
            await working
    finally:
        await database.close()


async def _disable(chosen: Settings, email: str) -> None:
    database = Database(chosen)
    try:
        # An account belongs to no single pharmacy.
        async with database.transaction(EVERY_PHARMACY, by=Caller(None, "cli")) as session:
            await auth.disable(session, email=email.lower())
    finally:
        await database.close()


def _require_free(host: str, port: int) -> str:
    """The address of a host, once it is known that the port can be listened on there."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, _, _, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as error:
        raise ConfigurationError(f"HOST is {host}, which is no address of this computer ({error.strerror}).") from error
    except OSError as error:
        raise ConfigurationError(
            f"Port {port} on {host} cannot be used ({error.strerror}). Choose another: PORT=8001 make run"
        ) from error
    return str(address[0])


def _serve(address: str, port: int, *, workers: int) -> None:
    # Workers are fresh processes: they read the settings from the environment, as this one did.
    server = Granian(
        f"{PACKAGE / 'main.py'}:served_app",  # by its path: a name is looked for in the current folder first
        address=address,
        port=port,
        interface=Interfaces.ASGI,
        factory=True,
        working_dir=PACKAGE.parent,
        workers=workers,
        log_access=False,
        websockets=False,
        workers_kill_timeout=LONGEST_GOODBYE_SECONDS,
    )
    server.serve()
