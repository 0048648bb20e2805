"""Child processes that never outlive the tests, started as a user without privileges."""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

HOST = "127.0.0.1"

Command: TypeAlias = Sequence[str | Path]


class ServerDidNotStart(Exception):
    """A server ended or did not answer; the message ends with its log."""


@dataclass(frozen=True)
class Account:
    """The user a server runs as, and the arguments of `subprocess` that make it so."""

    user_id: int
    group_id: int

    def owns(self, folder: Path) -> None:
        if os.geteuid() == 0:
            os.chown(folder, self.user_id, self.group_id)

    def run(self, command: Command, *, seconds: float) -> str:
        """The output of a command run to its end as this user."""
        done = subprocess.run(
            [str(part) for part in command],
            user=self.user_id,
            group=self.group_id,
            extra_groups=[] if os.geteuid() == 0 else None,
            cwd="/",
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        if done.returncode != 0:
            raise ServerDidNotStart(f"{command[0]}: {done.stdout}{done.stderr}")
        return done.stdout

    def start(self, command: Command, *, log: Path) -> subprocess.Popen[bytes]:
        """A server that gets SIGINT when this process dies, however it dies (on Linux)."""
        leash = ["setpriv", "--pdeathsig", "INT"] if shutil.which("setpriv") else []
        with log.open("wb") as output:
            return subprocess.Popen(
                [*leash, *(str(part) for part in command)],
                user=self.user_id,
                group=self.group_id,
                extra_groups=[] if os.geteuid() == 0 else None,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )


def unprivileged() -> Account:
    """The caller, or `nobody` for root: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def stop(process: subprocess.Popen[bytes], *, signal: int, seconds: float = 10) -> None:
    """End a server: politely, then not."""
    if process.poll() is None:
        process.send_signal(signal)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(seconds)
