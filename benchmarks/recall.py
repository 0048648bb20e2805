"""How long a recall takes in a pharmacy of 1,000,000 sale lines, on both databases, each step promised in two seconds.

    .venv/bin/python -m benchmarks.recall

The number that is recalled gave every hundredth line. Prints what the preview, the recall, the first page of its bills
and lifting it took, over HTTP.
"""

import sqlite3
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from benchmarks.api import Contender, served
from benchmarks.medicines import Item
from benchmarks.search import prepared
from tests.servers import postgres

MEDICINES = 2_000
PROMISED_SECONDS = 2
RECALLS = "/api/recalls"
RECALL = {"batch_no": "RC-2417", "reason": "Failed dissolution test"}

# Both databases know these. Each line sells one unit, every hundredth of the batch that is recalled.
SELLING = (
    "UPDATE batches SET batch_no = 'RC-2417', batch_no_key = 'rc2417' WHERE id = 1",
    """
    INSERT INTO sales (pharmacy_id, id, medicine_id, qty_sold, unit_price, total_amount, sold_on, sold_at, source,
                       takes_stock, uncovered_qty, created_at, bill_no)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
    SELECT 1, i, b.medicine_id, 1000000000, 15000, 15000, '2026-11-01', '2026-11-01 10:00:00', 'till',
           TRUE, 0, '2026-11-01 10:00:00', 'B' || i
    FROM n JOIN batches b ON b.id = CASE WHEN i % 100 = 0 THEN 1 ELSE i % 12000 + 1 END
    """,
    """
    INSERT INTO stock_movements (pharmacy_id, id, medicine_id, batch_id, sequence, change_qty, balance_after, reason,
                                 sale_id, occurred_at, recorded_at)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
    SELECT 1, i + 1000000, b.medicine_id, b.id, i + 1, -1000000000, 0, 'sale',
           i, '2026-11-01 10:00:00', '2026-11-01 10:00:00'
    FROM n JOIN batches b ON b.id = CASE WHEN i % 100 = 0 THEN 1 ELSE i % 12000 + 1 END
    """,
    "ANALYZE",
)


def main() -> None:
    items = [Item(f"Medicine {number:05}") for number in range(MEDICINES)]
    with postgres.running(postgres.SAFE) as server, tempfile.TemporaryDirectory() as folder:
        for kind, url in (("SQLite", ""), ("PostgreSQL", server.create("recall"))):
            contender = prepared(kind, url, Path(folder) / kind, items)
            for statement in SELLING:
                execute(kind, server, Path(folder) / kind, statement)
            show(kind, recalled(contender))


def execute(kind: str, server: postgres.Postgres, folder: Path, statement: str) -> None:
    if kind == "PostgreSQL":
        server.psql(statement, database="recall")
        return
    with sqlite3.connect(folder / "pharmarec.sqlite3") as connection:
        connection.execute(statement)


def recalled(contender: Contender) -> dict[str, tuple[float, Any]]:
    """Seconds and answer of each step."""
    with served(contender) as address:
        account = {"email": "owner@example.com", "password": "benchmark-password"}
        signed_in = httpx.post(f"{address}/api/auth/login", json=account, timeout=60).raise_for_status()
        bearer = {"authorization": f"Bearer {signed_in.json()['data']['access_token']}"}
        with httpx.Client(base_url=address, headers=bearer, timeout=120) as client:
            steps = {"preview": timed(client, "GET", f"{RECALLS}/preview", params={"batch_no": RECALL["batch_no"]})}
            steps["recall"] = timed(client, "POST", RECALLS, json=RECALL)
            own = f"{RECALLS}/{steps['recall'][1]['data']['recall_id']}"
            steps["first page"] = timed(client, "GET", f"{own}/bills")
            steps["lift"] = timed(client, "POST", f"{own}/lift", json={"note": "Withdrawn"})
    return steps


def timed(client: httpx.Client, method: str, path: str, **terms: Any) -> tuple[float, Any]:
    began = time.perf_counter()
    answer = client.request(method, path, **terms)
    return time.perf_counter() - began, answer.raise_for_status().json()


def show(kind: str, steps: dict[str, tuple[float, Any]]) -> None:
    reach = steps["recall"][1]["data"]
    print(f"{kind}: {reach['bill_count']:,} bills of {reach['sold_qty']:,} units")
    for step, (seconds, _) in steps.items():
        kept = "" if seconds < PROMISED_SECONDS else f"   slower than promised: {PROMISED_SECONDS} s"
        print(f"  {step:12}{seconds:8.3f} s{kept}", flush=True)


if __name__ == "__main__":
    main()
