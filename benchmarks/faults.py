"""Kill the API in the middle of its work, and count what was lost or doubled: nothing may be.

    .venv/bin/python -m benchmarks.faults [--seconds 60] [--clients 32] [--kills 1]

Starts a durable PostgreSQL and the API, lets clients mix sales, deliveries and adjustments over HTTP, kills the API
with SIGKILL in the middle and starts it again. Each client repeats a request with its Idempotency-Key until it is
answered. Afterwards every acknowledged request is looked for in the database, and ledger and audit log are proved.
Exits 1 when anything is lost, doubled or unproved.
"""

import argparse
import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
from benchmarks.api import BIN, ROOT, answering
from tests.servers import postgres
from tests.servers.process import HOST, free_port

MEDICINES = 40
OPENING = 100_000
PATIENCE_SECONDS = 10
SEED = 20261124


@dataclass
class Told:
    """What the clients were told: acknowledged requests by key, and how they fared."""

    sales: dict[str, dict[str, Any]] = field(default_factory=dict)
    deliveries: dict[str, dict[str, Any]] = field(default_factory=dict)
    adjustments: dict[str, dict[str, Any]] = field(default_factory=dict)
    expected: Counter[int] = field(default_factory=Counter)
    first_tries: int = 0
    failed_first_tries: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)


class Api:
    """The API as a process that can be killed and started again on the same port."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self._environment = os.environ | environment
        self._log = log
        self.port = free_port()
        self.address = f"http://{HOST}:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> float:
        """Start it and wait until it answers; how many seconds that took."""
        started = time.monotonic()
        self._launch()
        await answering(f"{self.address}/health/live", seconds=120)
        return time.monotonic() - started

    def _launch(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [str(BIN / "pharmarec"), "serve", "--port", str(self.port)],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def end(self, how: signal.Signals) -> None:
        """End it and its workers at once."""
        assert self._process, "started before"
        os.killpg(self._process.pid, how)
        self._process.wait(30)


async def main() -> int:
    choice = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    choice.add_argument("--seconds", type=int, default=60)
    choice.add_argument("--clients", type=int, default=32)
    choice.add_argument("--kills", type=int, default=1)
    chosen = choice.parse_args()
    with postgres.running(postgres.SAFE) as server, tempfile.TemporaryDirectory() as folder:
        environment = {
            "PHARMAREC_DATABASE_URL": server.create("faults"),
            "PHARMAREC_DATA_DIR": folder,
            "PHARMAREC_RATE_LIMIT": "",
            "PHARMAREC_BCRYPT_COST": "4",
        }
        pharmarec(environment, "migrate")
        api = Api(environment, Path(folder) / "server.log")
        await api.start()
        try:
            told, outages = await drive(api, seconds=chosen.seconds, clients=chosen.clients, kills=chosen.kills)
        finally:
            api.end(signal.SIGTERM)
        problems = look_for(server, told)
        proofs = {name: pharmarec(environment, name) for name in ("verify-ledger", "verify-audit")}
    show(told, outages, problems, proofs, seconds=chosen.seconds)
    return 1 if problems or any(code for code, _ in proofs.values()) else 0


async def drive(api: Api, *, seconds: int, clients: int, kills: int) -> tuple[Told, list[float]]:
    """Let the clients work, with kills spread over the time; what they were told, and the length of each outage."""
    told, outages = Told(), []
    limits = httpx.Limits(max_connections=clients, max_keepalive_connections=clients)
    async with httpx.AsyncClient(base_url=api.address, timeout=PATIENCE_SECONDS, limits=limits) as http:
        batches = await stock(http)
        deadline = time.monotonic() + seconds
        working = [
            asyncio.create_task(client(http, random.Random(f"{SEED}-{number}"), batches, told, deadline))
            for number in range(clients)
        ]
        for number in range(kills):
            await asyncio.sleep(max(0.0, deadline - seconds + seconds * (number + 1) / (kills + 1) - time.monotonic()))
            api.end(signal.SIGKILL)
            outages.append(await api.start())
        await asyncio.gather(*working)
    return told, outages


async def stock(http: httpx.AsyncClient) -> dict[int, int]:
    """A pharmacy with a filled shelf; the batch of each medicine."""
    account = {
        "email": "owner@example.com",
        "password": "benchmark-password",
        "full_name": "Owner",
        "pharmacy_name": "The shop that is killed",
    }
    registered = (await http.post("/api/auth/register", json=account)).raise_for_status().json()["data"]
    http.headers["Authorization"] = f"Bearer {registered['access_token']}"
    batches = {}
    for number in range(MEDICINES):
        new = {"name": f"Medicine {number}", "price": "2.50", "unit_cost": "1.25", "stock_qty": OPENING}
        medicine_id = (await http.post("/api/inventory", json=new)).raise_for_status().json()["data"]["id"]
        shelf = (await http.get(f"/api/inventory/{medicine_id}/batches")).raise_for_status().json()["data"]
        batches[medicine_id] = shelf[0]["id"]
    return batches


async def client(
    http: httpx.AsyncClient, chance: random.Random, batches: dict[int, int], told: Told, deadline: float
) -> None:
    """One till: a request after the other, each repeated with its key until it is answered."""
    while time.monotonic() < deadline:
        key = f"{chance.getrandbits(64):016x}"
        medicine_id = chance.choice(list(batches))
        qty = chance.randint(1, 5)
        kind = chance.choices(["sales", "deliveries", "adjustments"], weights=[70, 15, 15])[0]
        if kind == "sales":
            path, body, change = "/api/sales", {"medicine_id": medicine_id, "qty_sold": qty, "notes": key}, -qty
        elif kind == "deliveries":
            body, change = {"qty": qty, "batch_no": key, "unit_cost": "1.25"}, qty
            path = f"/api/inventory/{medicine_id}/batches"
        else:
            change = chance.choice([-qty, qty])
            body = {
                "batch_id": batches[medicine_id],
                "change_qty": change,
                "reason_code": "breakage" if change < 0 else "found",
                "note": key,
            }
            path = "/api/stock/adjustments"
        answer = await until_answered(http, path, body, key, told)
        if answer.is_success:
            getattr(told, kind)[key] = answer.json()["data"]
            told.expected[medicine_id] += change
        else:
            told.refused[answer.json()["error"]] += 1


async def until_answered(
    http: httpx.AsyncClient, path: str, body: dict[str, Any], key: str, told: Told
) -> httpx.Response:
    """Repeat a request until somebody answers it with anything but a failure of the server."""
    started = time.monotonic()
    told.first_tries += 1
    tries = 0
    while True:
        tries += 1
        try:
            answer = await http.post(path, json=body, headers={"Idempotency-Key": key})
        except httpx.TransportError:
            answer = None
        if answer is not None and answer.status_code < 500:
            told.milliseconds.append(1000 * (time.monotonic() - started))
            return answer
        if tries == 1:
            told.failed_first_tries += 1
        await asyncio.sleep(0.2)


def look_for(server: postgres.Postgres, told: Told) -> list[str]:
    """Compare what was acknowledged with what is stored; each difference as a sentence."""

    def counted(query: str) -> dict[str, int]:
        lines = server.psql(query, database="faults").splitlines()
        return {key: int(number) for key, number in (line.rsplit("|", 1) for line in lines)}

    stored = {
        "sales": counted("SELECT notes, count(*) FROM sales GROUP BY notes"),
        "deliveries": counted(
            "SELECT b.batch_no, count(*) FROM stock_movements m JOIN batches b ON b.id = m.batch_id"
            " WHERE m.reason = 'receipt' GROUP BY b.batch_no"
        ),
        "adjustments": counted("SELECT note, count(*) FROM stock_movements WHERE reason = 'adjustment' GROUP BY note"),
    }
    problems = []
    for kind, there in stored.items():
        acknowledged = getattr(told, kind)
        problems += [f"{kind}: {key} was acknowledged and is lost" for key in acknowledged.keys() - there.keys()]
        problems += [f"{kind}: {key} is stored {number} times" for key, number in there.items() if number > 1]
        problems += [f"{kind}: {key} is stored and nobody was told" for key in there.keys() - acknowledged.keys()]
    on_hand = counted("SELECT medicine_id, sum(on_hand_qty) FROM batches GROUP BY medicine_id")
    for medicine_id, found in on_hand.items():
        expected = Decimal(OPENING + told.expected[int(medicine_id)])
        if Decimal(found).scaleb(-9) != expected:
            problems.append(f"medicine {medicine_id}: {Decimal(found).scaleb(-9)} on hand, {expected} expected")
    return problems


def pharmarec(environment: dict[str, str], command: str) -> tuple[int, str]:
    """What a command of the product exits with and says."""
    done = subprocess.run(
        [str(BIN / "pharmarec"), command],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.strip()


def show(
    told: Told, outages: list[float], problems: list[str], proofs: dict[str, tuple[int, str]], *, seconds: int
) -> None:
    answered = len(told.milliseconds)
    slowest = sorted(told.milliseconds)
    print(f"{answered:,} requests answered in {seconds} s ({answered / seconds:,.0f} a second)")
    print(
        f"acknowledged: {len(told.sales):,} sales, {len(told.deliveries):,} deliveries,"
        f" {len(told.adjustments):,} adjustments; refused: {dict(told.refused) or 'none'}"
    )
    print(f"first tries that failed: {told.failed_first_tries:,} ({told.failed_first_tries / told.first_tries:.1%})")
    print(f"kills: {len(outages)}, back after {', '.join(f'{one:.1f} s' for one in outages)}")
    print(f"p50 {slowest[answered // 2]:.0f} ms, p95 {slowest[answered * 95 // 100]:.0f} ms, max {slowest[-1]:.0f} ms")
    for name, (code, said) in proofs.items():
        print(f"{name}: exit {code}; {said}")
    print(f"lost, doubled or unaccounted for: {len(problems)}")
    for problem in problems[:20]:
        print(f"  {problem}")


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
