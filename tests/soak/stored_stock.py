"""What lies in the database, read past the product by the bare driver, and whether plain lists have the same."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from tests.soak.plain_stock import Batch, Line, Sale, Shop

NEW_LINES = """
SELECT m.id, m.pharmacy_id, m.batch_id, m.medicine_id, m.change_qty, m.reason, m.reverses_id, b.batch_no, b.expires_on,
    b.unit_cost, b.state
FROM stock_movements m JOIN batches b ON b.id = m.batch_id
WHERE m.pharmacy_id IN ($1, $2) AND m.id > $3 ORDER BY m.id
"""

BATCHES = """
SELECT b.id, b.on_hand_qty, b.reserved_qty, b.movement_count, b.state, sum(m.change_qty) AS moved_qty,
    min(m.balance_after) AS lowest_qty, count(*) AS lines, max(m.sequence) AS last_sequence,
    (SELECT l.balance_after FROM stock_movements l WHERE l.batch_id = b.id ORDER BY l.sequence DESC LIMIT 1)
        AS balance_qty
FROM batches b JOIN stock_movements m ON m.batch_id = b.id
WHERE b.pharmacy_id IN ($1, $2) GROUP BY b.id
"""

SALES = "SELECT id, qty_sold, returned_qty, total_amount FROM sales WHERE pharmacy_id IN ($1, $2)"

Rows = Sequence[Any]
"""Of named columns; each driver has a class of its own for them."""


class Place(Protocol):
    """A pharmacy, and its stock in plain lists."""

    @property
    def pharmacy_id(self) -> int: ...
    @property
    def plain(self) -> Shop: ...


class Stored:
    """A database, seen by its own driver: what is committed is seen, whatever the product thinks."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._sqlite: sqlite3.Connection | None = None
        self._postgresql: AsyncConnection | None = None
        self._last_line = 0

    async def open(self) -> None:
        if self._url.get_backend_name() == "sqlite":
            self._sqlite = sqlite3.connect(str(self._url.database), isolation_level=None)
            self._sqlite.row_factory = sqlite3.Row
        else:
            sees_all = self._url.set(username="postgres")
            self._postgresql = await create_async_engine(sees_all, isolation_level="AUTOCOMMIT").connect()

    async def close(self) -> None:
        if self._sqlite is not None:
            self._sqlite.close()
        if self._postgresql is not None:
            await self._postgresql.close()
            await self._postgresql.engine.dispose()

    async def compare(self, places: Sequence[Place]) -> None:
        """Compare all stock of two pharmacies. Lines and batches that were expected learn their ids.

        Raises:
            AssertionError: something stored is not what plain lists have.
        """
        ids = [place.pharmacy_id for place in places]
        written: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
        for line in await self._rows(NEW_LINES, *ids, self._last_line):
            written[line["pharmacy_id"]].append(line)
            self._last_line = max(self._last_line, line["id"])
        for place in places:
            _learn(place.plain, written[place.pharmacy_id])
        batches = {row["id"]: row for row in await self._rows(BATCHES, *ids)}
        expected = {batch.id: batch for place in places for batch in place.plain.batches}
        assert batches.keys() == expected.keys(), "batches"
        for batch_id, batch in expected.items():
            _compare_batch(batches[batch_id], batch)
        sales = {sale.id: sale for place in places for sale in place.plain.sales if sale.id}
        for row in await self._rows(SALES, *ids):
            if row["id"] in sales:  # the newest is not known by its id yet
                _compare_sale(row, sales[row["id"]])

    async def _rows(self, query: str, *values: int) -> Rows:
        if self._sqlite is not None:
            numbered = {str(place): value for place, value in enumerate(values, 1)}
            return self._sqlite.execute(query, numbered).fetchall()
        assert self._postgresql is not None, "open it first"
        return (await self._postgresql.exec_driver_sql(query, values)).mappings().all()


def _learn(plain: Shop, written: Rows) -> None:
    """Compare the lines that an operation wrote with those it must write, and take over their ids."""
    waiting = [line for line in plain.lines if not line.id]
    assert len(written) == len(waiting), f"{len(written)} new lines in the ledger, {len(waiting)} expected"
    for row in written:
        same = next((line for line in waiting if _is_same(line, row)), None)
        assert same is not None, f"the ledger has {dict(row)}, and nobody expects it"
        same.id, same.batch.id = row["id"], row["batch_id"]
        waiting.remove(same)


def _is_same(line: Line, row: Mapping[str, Any]) -> bool:
    batch, takes_back = line.batch, line.takes_back.id if line.takes_back else None
    if (_qty(row["change_qty"]), row["reason"], row["reverses_id"]) != (line.change, line.reason, takes_back):
        return False
    if batch.id:
        return bool(row["batch_id"] == batch.id)
    expires_on = str(batch.expires) if batch.expires else None
    told = (row["medicine_id"], row["batch_no"], row["expires_on"] and str(row["expires_on"]), row["state"])
    return told == (batch.medicine, batch.number, expires_on, batch.state) and _money(row["unit_cost"]) == batch.cost


def _compare_batch(row: Mapping[str, Any], batch: Batch) -> None:
    """On hand is the sum of the movements and the balance of the last one, never below zero, and as expected."""
    stored = dict(row)
    assert _qty(row["on_hand_qty"]) == batch.on_hand >= 0, ("on hand", stored, batch.on_hand)
    assert _qty(row["moved_qty"]) == batch.on_hand, ("sum of movements", stored, batch.on_hand)
    assert _qty(row["balance_qty"]) == batch.on_hand, ("balance after the last movement", stored, batch.on_hand)
    assert row["lowest_qty"] >= 0, ("was below zero", stored)
    assert row["movement_count"] == row["lines"] == row["last_sequence"] == len(batch.lines), ("lines", stored)
    assert 0 <= _qty(row["reserved_qty"]) == batch.reserved, ("reserved", stored, batch.reserved)
    assert row["state"] == batch.state, ("state", stored, batch.state)


def _compare_sale(row: Mapping[str, Any], sale: Sale) -> None:
    stored = (_qty(row["qty_sold"]), _qty(row["returned_qty"]), _money(row["total_amount"]))
    assert stored == (sale.qty, sale.returned, sale.total), ("sold, returned, money", stored, sale)


def _qty(stored: Any) -> Decimal:
    return Decimal(int(stored)).scaleb(-9)


def _money(stored: Any) -> Decimal | None:
    return None if stored is None else Decimal(int(stored)).scaleb(-4)
