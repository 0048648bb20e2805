"""The application as a process of its own, with a pharmacy, a shelf and two people in it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
from tests.factories import accounts
from tests.servers.process import HOST, free_port, stop

PASSWORD: Final = "no example of the contract"
"""Whoever guesses a password may change it, and end the tokens: it must not be one that the contract shows."""


@dataclass(frozen=True)
class Running:
    """Where the application is, and what each caller sends with a request."""

    address: str
    headers: dict[str, dict[str, str]]


@contextmanager
def application(folder: Path, database_url: str) -> Iterator[Running]:
    """Serve a migrated database for the length of the block."""
    port = free_port()
    chosen = {
        "PHARMAREC_DATA_DIR": str(folder),
        "PHARMAREC_DATABASE_URL": database_url,
        "PHARMAREC_ENVIRONMENT": "test",
        "PHARMAREC_BCRYPT_COST": "4",
        "PHARMAREC_RATE_LIMIT": "",
        "PHARMAREC_SCHEDULE": "false",
        "PHARMAREC_LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-P", "-m", "app.cli", "serve", "--port", str(port)]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, env=os.environ | chosen, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        with httpx.Client(base_url=f"http://{HOST}:{port}") as client:
            _wait_until_ready(client, process)
            yield Running(str(client.base_url), _furnished(client))
    finally:
        stop(process, signal=signal.SIGTERM)


def _wait_until_ready(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            client.get("/health/ready").raise_for_status()
        except httpx.HTTPError:
            assert process.poll() is None, "it ended"
            time.sleep(0.1)
        else:
            return
    raise AssertionError("it never answered")


def _furnished(client: httpx.Client) -> dict[str, dict[str, str]]:
    """Open a pharmacy and stock a shelf, so that the ids that are tried first stand for something."""
    owner = client.post("/api/auth/register", json=accounts.NewOwner(password=PASSWORD).body())
    admin = accounts.bearer(owner.raise_for_status().json()["data"]["access_token"])
    client.headers.update(admin)
    link = client.post("/api/people/invitations", json={"email": "staff@example.com", "role": "staff"})
    answer = {"token": link.raise_for_status().json()["data"]["token"], "password": PASSWORD, "full_name": "Meera"}
    joined = client.post("/api/auth/accept", json=answer)
    staff = accounts.bearer(joined.raise_for_status().json()["data"]["access_token"])
    for name, stock_qty in (("Aspirin", 100_000), ("Loratadine", 1), ("Cetirizine", 10_000_000)):
        client.post("/api/inventory", json={"name": name, "stock_qty": stock_qty, "reorder_level": 500_000})
    client.post("/api/customers", json={"name": "Ravi Kumar", "phone": "98450 12345"})
    client.post("/api/sales", json={"medicine_id": 1, "qty_sold": 2, "customer_id": 1})
    client.get("/api/reorder/suggestions")
    return {"admin": admin, "staff": staff, "nobody": {}}
