"""Sales a second through the API, beside the same transaction in pgbench, in turn on one server.

    .venv/bin/python -m benchmarks.sales [--rounds 3] [--seconds 15] [--clients 16] [--workers 2]

Starts a durable PostgreSQL, stocks a pharmacy, listens to what one sale asks of the database, and gives pgbench that
transaction word for word, audit, outbox and idempotency key included, with prepared statements as ours are. The API
stands as in production: Granian with a process for each core, Redis, and a worker beside them, which tells events on
and seals the audit log meanwhile. Afterwards the answers are compared with the sales that are stored, and every batch
with its ledger. Exit 1: something differs, or the API reaches less than is promised.
"""

import argparse
import asyncio
import contextlib
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import httpx
from benchmarks.api import BIN, Contender, command, number, served
from benchmarks.load import Client, Tally, timed, together
from sqlalchemy import event
from tests.servers import postgres, redis
from tests.servers.process import Command, unprivileged

from app.config import Settings
from app.main import create_app

MEDICINES = 2_000
BATCHES_EACH = 3
QTY = 10_000_000
FIRST = {"medicines": 3_000_001, "batches": 5_000_001, "sales": 7_000_001}
"""Where ids begin: so far apart that each number in a statement says what it is the id of."""

ACCOUNT = {"email": "owner@example.com", "password": "benchmark-password"}
PROMISED = 0.15
SOLD = 201
WALLED = f"?options={quote('-c role=pharmarec_app -c app.pharmacies=1')}"
"""How pgbench connects: behind row-level security once and for all, where ours goes there in each transaction."""

WARM_UP_SECONDS = 5


class Statement(NamedTuple):
    """A statement as the driver got it."""

    text: str
    values: Sequence[object]


def main() -> None:
    choice = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    choice.add_argument("--rounds", type=int, default=3)
    choice.add_argument("--seconds", type=int, default=15)
    choice.add_argument("--clients", type=int, default=16)
    choice.add_argument("--workers", type=int, default=2)
    chosen = choice.parse_args()
    with (
        postgres.running(postgres.SAFE) as server,
        redis.running() as queue,
        tempfile.TemporaryDirectory() as folder,
    ):
        ours = prepared(server, Path(folder), queue, workers=chosen.workers)
        script = Path(folder) / "sale.sql"
        statements = asyncio.run(overheard(ours))
        script.write_text(translated(statements))
        Path(folder).chmod(0o755)
        server.create("pgbench", template="sales")  # the worker shall not have to tell of what pgbench sells
        print(f"{len(statements)} statements a sale, BEGIN and COMMIT beside them:\n{script.read_text()}", flush=True)
        pgbench, api, tally = [], [], Tally()
        for _ in range(chosen.rounds):
            pgbench.append(pgbench_rate(server, script, chosen.clients, chosen.seconds))
            api.append(api_rate(ours, tally, chosen.clients, chosen.seconds))
            print(f"  pgbench {pgbench[-1]:7,.0f}/s   API {api[-1]:7,.0f}/s   {api[-1] / pgbench[-1]:.1%}", flush=True)
        wrong = differences(server, tally)
    ratio = statistics.median(api) / statistics.median(pgbench)
    print(f"API p50 {tally.percentile(50):.1f} ms, p95 {tally.percentile(95):.1f} ms, answers {tally.statuses}")
    print(f"API / pgbench: {ratio:.1%} (promised: {PROMISED:.0%}), with {chosen.workers} API processes and a worker")
    print("\n".join(wrong) or "Every answer is stored once, and every batch is what its ledger says.")
    sys.exit(bool(wrong) or ratio < PROMISED)


def differences(server: postgres.Postgres, tally: Tally) -> list[str]:
    """What is not as it has to be after all rounds, in sentences."""
    wrong = [f"{count} answers were {status}." for status, count in tally.statuses.items() if status != SOLD]
    stored = int(server.psql(STORED, database="sales"))
    if stored != tally.statuses.get(SOLD, 0):
        wrong.append(f"{tally.statuses.get(SOLD, 0)} sales were acknowledged, {stored} are stored whole.")
    batches = int(server.psql(DIFFERENCES, database="sales"))
    return [*wrong, f"{batches} batches are not what their ledger says."] if batches else wrong


STORED = (
    "SELECT count(*) FROM idempotency_keys k JOIN sales s ON s.id = (k.response->>'id')::bigint "
    "JOIN stock_movements m ON m.sale_id = s.id AND m.change_qty = -s.qty_sold "
    "JOIN audit_log a ON a.subject_kind = 'sale' AND a.subject_id = s.id "
    "WHERE length(k.key) = 32"
)
"""The sales that were asked for with a key of ours, each with its answer, ledger line and audit entry."""

DIFFERENCES = (
    "SELECT count(*) FROM batches b JOIN (SELECT batch_id, sum(change_qty) AS qty, count(*) AS lines "
    "FROM stock_movements GROUP BY batch_id) m ON m.batch_id = b.id "
    "WHERE m.qty <> b.on_hand_qty OR m.lines <> b.movement_count"
)


def prepared(server: postgres.Postgres, folder: Path, queue: str, *, workers: int) -> Contender:
    """A migrated and stocked installation."""
    environment = {
        "PHARMAREC_DATABASE_URL": server.create("sales"),
        "PHARMAREC_DATA_DIR": str(folder / "data"),
        "PHARMAREC_REDIS_URL": queue,
        "PHARMAREC_RATE_LIMIT": "",
        "PHARMAREC_BCRYPT_COST": "4",
    }
    options = ("--factory", "--workers", str(workers), "--workers-kill-timeout", "10")
    ours = Contender("API", "app.main:served_app", "/health", environment, options)
    command([str(BIN / "pharmarec"), "migrate"], environment)
    for table, first in FIRST.items():
        server.psql(f"ALTER SEQUENCE {table}_id_seq RESTART {first}", database="sales")
    with served(ours) as address:
        account = ACCOUNT | {"full_name": "Owner", "pharmacy_name": "Sales"}
        told = httpx.post(f"{address}/api/auth/register", json=account).raise_for_status().json()
    fill = [str(BIN / "python"), "-m", "benchmarks.medicines", str(told["data"]["user"]["pharmacy"]["id"])]
    command([*fill, str(MEDICINES), "--batches", str(BATCHES_EACH), "--qty", str(QTY)], environment)
    server.psql("VACUUM ANALYZE", database="sales")
    return ours


async def overheard(ours: Contender) -> list[Statement]:
    """What one sale with a key asks of the database."""
    settings = Settings(
        database_url=ours.environment["PHARMAREC_DATABASE_URL"],
        data_dir=Path(ours.environment["PHARMAREC_DATA_DIR"]),
        rate_limit="",
        redis_url=ours.environment["PHARMAREC_REDIS_URL"],
    )
    app = create_app(settings)
    heard: dict[int, list[Statement]] = defaultdict(list)

    def listen(*told: object) -> None:
        heard[id(told[0])].append(Statement(str(told[2]), tuple(told[3])))  # type: ignore[arg-type]  # untyped events

    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://s") as client:
        signed_in = (await client.post("/api/auth/login", json=ACCOUNT)).raise_for_status().json()
        event.listen(app.state.platform.database.writer.sync_engine, "before_cursor_execute", listen)
        for turn in range(2):  # the first one also finds out who is calling, and prepares
            heard.clear()
            token = signed_in["data"]["access_token"]
            headers = {"authorization": f"Bearer {token}", "idempotency-key": f"overheard-{turn}"}
            sale = {"medicine_id": FIRST["medicines"], "qty_sold": 1}
            (await client.post("/api/sales", json=sale, headers=headers)).raise_for_status()
    # Whoever else asks something meanwhile has a connection of its own.
    return next(said for said in heard.values() if any(one.text.startswith("INSERT INTO sales") for one in said))


def translated(statements: Sequence[Statement]) -> str:
    """The transaction as a script for pgbench."""
    last = FIRST["medicines"] + MEDICINES - 1
    lines = [
        f"\\set medicine random({FIRST['medicines']}, {last})",
        f"\\set batch {FIRST['batches']} + (:medicine - {FIRST['medicines']}) * {BATCHES_EACH}",
        "\\set key random(1, 9000000000000000000)",
        "BEGIN;",
    ]
    for one in statements:
        returning = re.search(r"RETURNING (.*)", one.text)
        names = [name.split(".")[-1].strip() for name in returning.group(1).split(",")] if returning else []
        kept = ""
        if one.text.startswith("INSERT INTO sales"):
            kept = "\\gset sale_"
        elif one.text.startswith("UPDATE batches"):
            assert names[:2] == ["on_hand_qty", "movement_count"], names
            kept = "\\gset taken_"
        lines.append(" ".join(written(one).split()) + (f" {kept}" if kept else ";"))
    return "\n".join([*lines, "COMMIT;", ""])


def written(one: Statement) -> str:
    """A statement with its values in place."""
    columns = re.match(r"INSERT INTO \w+ \(([^)]*)\) VALUES", one.text)
    names = [name.strip() for name in columns.group(1).split(",")] if columns else []
    return re.sub(r"\$(\d+)", lambda at: literal(one.values[int(at[1]) - 1], names, int(at[1]) - 1, one.text), one.text)


def literal(value: object, names: Sequence[str], at: int, text: str) -> str:
    """A value as pgbench shall write it: this sale's own where it differs from sale to sale."""
    name = names[at] if at < len(names) else ""
    if text.startswith("INSERT INTO stock_movements") and name in ("sequence", "balance_after"):
        return {"sequence": ":taken_movement_count", "balance_after": ":taken_on_hand_qty"}[name]
    if isinstance(value, str) and value.startswith("overheard-"):
        return "(:key)::text"
    own = {
        FIRST["medicines"]: ":medicine",
        FIRST["batches"]: ":batch",
        FIRST["sales"] + 1: ":sale_id",
    }
    if isinstance(value, int) and not isinstance(value, bool) and value in own:
        return own[value]
    if value is None:
        return "NULL"
    if isinstance(value, bool | int | float | Decimal):
        return str(value)
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'"
    shown = value.isoformat() if isinstance(value, date | datetime) else str(value)
    shown = shown.replace("\\", "\\\\").replace("'", "''").replace(":", r"\x3a")  # pgbench sees a variable in 10:17
    return f"E'{shown}'"


def pgbench_rate(server: postgres.Postgres, script: Path, clients: int, seconds: int) -> float:
    """Transactions a second."""
    load = ["-c", str(clients), "-j", "2", "-T", str(seconds)]
    line: Command = [server.bin / "pgbench", "-n", "-M", "prepared", *load, "-f", str(script)]
    text = unprivileged().run([*line, server.url("pgbench", driver="postgresql") + WALLED], seconds=seconds + 60)
    failed = re.search(r"number of failed transactions: (\d+)", text)
    assert failed is None or failed.group(1) == "0", text
    return number(text, "tps =")


def api_rate(ours: Contender, tally: Tally, clients: int, seconds: int) -> float:
    """Sales a second over HTTP, each with a key of its own."""
    with served(ours) as address, working(ours):
        token = (
            httpx.post(f"{address}/api/auth/login", json=ACCOUNT, timeout=60)
            .raise_for_status()
            .json()["data"]["access_token"]
        )
        asyncio.run(sell(address, token, tally, clients, seconds=WARM_UP_SECONDS))
        before = len(tally.took_ms)
        took = asyncio.run(sell(address, token, tally, clients, seconds=seconds))
    return (len(tally.took_ms) - before) / took


@contextlib.contextmanager
def working(ours: Contender) -> Iterator[None]:
    """A worker beside the API for the length of the block."""
    process = subprocess.Popen(
        [str(BIN / "pharmarec"), "worker"],
        env=os.environ | ours.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
        assert process.poll() is None, "the worker has ended by itself"
    finally:
        process.terminate()
        process.wait(20)


async def sell(address: str, token: str, tally: Tally, clients: int, *, seconds: float) -> float:
    """Sell with many clients for some seconds; answers how many they were."""
    until = asyncio.get_running_loop().time() + seconds

    async def work(client: Client, _number: int) -> None:
        while asyncio.get_running_loop().time() < until:
            sale = {"medicine_id": FIRST["medicines"] + random.randrange(MEDICINES), "qty_sold": 1}
            asked = client.ask("POST", "/api/sales", sale, Idempotency_Key=uuid.uuid4().hex)
            await timed(tally, asked)

    return await together([Client(address, token) for _ in range(clients)], work)


if __name__ == "__main__":
    main()
