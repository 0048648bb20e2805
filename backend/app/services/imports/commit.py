"""Storing the rows of a file, a chunk a transaction, each row once however often the file is given.

A chunk's rows, the stock they take, the problems they show and the progress commit together: whatever stops the work,
the next start goes on behind the last chunk, and what was stored before is recognised by its key. Two processes that do
the same import share its chunks.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import Caller, Database, insert_ignoring, pharmacy_of
from app.exceptions import PharmaRecException
from app.models import Import, ImportRow, Medicine, Sale
from app.models.enums import ImportStatus, MovementReason, ProblemKind, SaleSource
from app.services import audit, inventory, outbox, pharmacies, reorder_engine, sales_reader, stock
from app.services.imports import queries
from app.services.imports.identity import KeyedRow, Verdict, day_of, judge, long_keys, wide_keys
from app.services.imports.intake import wishes_of
from app.services.sales_reader import SaleRow, SalesFile
from app.utils import clock
from app.utils.quantities import MAX_MONEY, is_whole, line_total, plain

CHUNK: Final = 1_000
LONGEST_ERROR: Final = 500

Progress = Callable[[int, int], None]
"""Told after each chunk how many rows are done, and of how many."""


@dataclass(frozen=True)
class NewSale:
    """A row to store, with what of it is new."""

    keyed: KeyedRow
    medicine: Medicine
    qty: Decimal


@dataclass
class Tally:
    """What a chunk came to."""

    added: int = 0
    already_there: int = 0
    discrepancies: int = 0


async def run(
    database: Database,
    *,
    pharmacy_id: int,
    import_id: int,
    uploads: Path,
    time_zone: str,
    progress: Progress | None = None,
) -> Import:
    """Do an import, or what is left of it.

    A file that has become unreadable fails the import; its rows stored so far stay.
    """
    async with database.transaction(pharmacy_id) as session:
        noted = (await session.scalars(queries.one(import_id))).one()
        if noted.status in (ImportStatus.DONE, ImportStatus.FAILED):
            return noted
        noted.status, noted.started_at = ImportStatus.RUNNING, noted.started_at or clock.now()
    staged = uploads / (noted.staged_name or "")
    try:
        read = await sales_reader.read_sales(staged, filename=noted.filename, options=wishes_of(noted).options)
        work = Work(database, noted, _keyed(read), time_zone)
        await work.do(progress)
    except PharmaRecException as error:
        return await finish(database, pharmacy_id, import_id, uploads=uploads, error=error.message)
    return await finish(database, pharmacy_id, import_id, uploads=uploads, error=None)


async def finish(database: Database, pharmacy_id: int, import_id: int, *, uploads: Path, error: str | None) -> Import:
    """Close an import as done, or as failed with the sentence that says why; its copy of the file is deleted.

    One that is closed stays as it is.
    """
    async with database.transaction(pharmacy_id) as session:
        noted = (await session.scalars(queries.one(import_id).with_for_update())).one()
        if noted.status in (ImportStatus.DONE, ImportStatus.FAILED):
            return noted
        noted.status = ImportStatus.FAILED if error else ImportStatus.DONE
        noted.error, noted.finished_at = error and error[:LONGEST_ERROR], clock.now()
        staged_name, noted.staged_name = noted.staged_name, None
        await reorder_engine.look_at_everything(session)
        told = {"status": noted.status, "added": noted.added, "new_medicines": noted.new_medicines}
        await audit.record(session, "import.finished", audit.Subject("import", import_id), after=told)
        await outbox.publish(session, "import.finished", import_id=import_id)
    if staged_name:
        (uploads / staged_name).unlink(missing_ok=True)
    return noted


def _keyed(read: SalesFile) -> list[KeyedRow]:
    """All rows of a file, each with the key that names it for ever."""
    named = ((row, inventory.name_key(row.medicine)) for row in read.rows)
    return wide_keys(named) if read.preview.layout == "wide" else long_keys(named)


class Work:
    """One import being done."""

    def __init__(self, database: Database, noted: Import, rows: list[KeyedRow], time_zone: str) -> None:
        self._database = database
        self._noted = noted
        self._by = Caller(noted.created_by, "import")
        self._rows = rows
        self._time_zone = time_zone

    async def do(self, progress: Progress | None) -> None:
        """Store the rows that are not stored yet."""
        await self._add_medicines()
        for start in range(self._noted.rows_done, len(self._rows), CHUNK):
            chunk = self._rows[start : start + CHUNK]
            async with self._database.transaction(self._noted.pharmacy_id, by=self._by) as session:
                await pharmacies.take_turn(session)
                if await session.scalar(queries.rows_done(self._noted.id)) == start:
                    tally = await self._store(session, chunk)
                    await self._note_progress(session, start + len(chunk), tally)
            if progress:
                progress(start + len(chunk), len(self._rows))

    async def _add_medicines(self) -> None:
        """Add the medicines that the file names and nobody has; let those be divided that the file divides."""
        names = {keyed.name_key: keyed.row.medicine for keyed in reversed(self._rows)}  # as first written
        divided = {keyed.name_key for keyed in self._rows if not is_whole(keyed.row.quantity)}
        prices = {keyed.name_key: keyed.row.unit_price for keyed in self._rows if keyed.row.unit_price is not None}
        async with self._database.transaction(self._noted.pharmacy_id, by=self._by) as session:
            await pharmacies.take_turn(session)
            known = await inventory.by_names(session, list(names))
            for key in sorted(key for key in divided & known.keys() if not known[key].is_divisible):
                await inventory.change_medicine(session, known[key], {"is_divisible": True})
            back = await inventory.bring_back(session, names.keys() - known.keys())
            missing = names.keys() - known.keys() - back
            for key in sorted(missing):
                terms = {"name": names[key], "is_divisible": key in divided, "price": prices.get(key, Decimal(0))}
                await inventory.add_medicine(session, terms)
            await session.execute(
                update(Import)
                .where(Import.id == self._noted.id)
                .values(new_medicines=Import.new_medicines + len(missing))
            )

    async def _store(self, session: AsyncSession, chunk: Sequence[KeyedRow]) -> Tally:
        sold = [keyed for keyed in chunk if keyed.row.quantity > 0]
        medicines = await inventory.by_names(session, list({keyed.row.medicine for keyed in sold}))
        tally = Tally(already_there=len(sold))
        new = await self._what_is_new(session, sold, medicines, tally)
        new = await self._in_open_books(session, new, tally)
        openings = await stock.openings(session, [medicine.id for medicine in medicines.values()])
        opened = {item: clock.business_day(at, self._time_zone) for item, at in openings.items()}
        stored = await self._insert(session, new, opened)
        for one in new:
            sale_id = stored.get(one.keyed.import_key)
            if sale_id is None:
                continue
            tally.added += 1
            if _takes_stock(one, opened):
                tally.discrepancies += await self._take_stock(session, one, sale_id)
        tally.already_there -= tally.added
        return tally

    async def _what_is_new(
        self, session: AsyncSession, sold: Sequence[KeyedRow], medicines: dict[str, Medicine], tally: Tally
    ) -> list[NewSale]:
        there = set(await session.scalars(queries.keys_there([keyed.import_key for keyed in sold])))
        if self._noted.layout != "wide":
            return [
                NewSale(keyed, medicines[keyed.name_key], keyed.row.quantity)
                for keyed in sold
                if keyed.import_key not in there
            ]
        totals = await self._day_totals(session, sold, medicines)
        new: list[NewSale] = []
        for keyed in sold:
            before = totals[day_of(keyed)]
            verdict = judge(keyed, before, there)
            if verdict is Verdict.NEW:
                new.append(NewSale(keyed, medicines[keyed.name_key], plain(keyed.day_total - before)))
                totals[day_of(keyed)] = keyed.day_total
            elif verdict is Verdict.CHANGED:
                session.add(self._changed(keyed, medicines[keyed.name_key], before))
                tally.already_there -= 1
                tally.discrepancies += 1
        return new

    async def _in_open_books(self, session: AsyncSession, new: list[NewSale], tally: Tally) -> list[NewSale]:
        """The sales that are dated after the closed books; the others are shown and not stored."""
        closed = await stock.closed_through(session)
        if closed is None:
            return new
        for one in new:
            if one.keyed.row.sold_on <= closed:
                problem = self._problem(one.keyed, one.medicine, ProblemKind.CLOSED_PERIOD)
                problem.expected = f"a day after {closed}, through which the books are closed"
                problem.found = f"{one.keyed.row.sold_on}; nothing was stored"
                session.add(problem)
                tally.already_there -= 1
                tally.discrepancies += 1
        return [one for one in new if one.keyed.row.sold_on > closed]

    async def _day_totals(
        self, session: AsyncSession, sold: Sequence[KeyedRow], medicines: dict[str, Medicine]
    ) -> dict[tuple[str, date], Decimal]:
        totals: dict[tuple[str, date], Decimal] = defaultdict(Decimal)
        if not sold:
            return totals
        days = [keyed.row.sold_on for keyed in sold]
        keys = defaultdict(list)
        for key, medicine in medicines.items():
            keys[medicine.id].append(key)  # two names mean one medicine once they were merged
        stored = await session.execute(queries.day_totals(list(keys), min(days), max(days)))
        for medicine_id, day, total in stored:
            totals.update({(key, day): total for key in keys[medicine_id]})
        return totals

    async def _insert(self, session: AsyncSession, new: Sequence[NewSale], opened: dict[int, date]) -> dict[str, int]:
        """Insert sales; answers the ids of those that really were new, by their keys."""
        if not new:
            return {}
        statement = insert_ignoring(session, Sale).on_conflict_do_nothing().returning(Sale.import_key, Sale.id)
        values = [self._sale(session, one, takes_stock=_takes_stock(one, opened)) for one in new]
        return {str(key): sale_id for key, sale_id in await session.execute(statement, values)}

    def _sale(self, session: AsyncSession, one: NewSale, *, takes_stock: bool) -> dict[str, object]:
        row = one.keyed.row
        unit_price = one.medicine.price if row.unit_price is None else row.unit_price
        return {
            "pharmacy_id": pharmacy_of(session),
            "medicine_id": one.medicine.id,
            "qty_sold": one.qty,
            "unit_price": unit_price,
            # The reader bounds what a file says; a mistyped price of the medicine itself must not stop the import.
            "total_amount": min(line_total(one.qty, unit_price), MAX_MONEY),
            "sold_on": row.sold_on,
            "sold_at": self._instant(row),
            "notes": row.reference,
            "source": SaleSource.IMPORT,
            "takes_stock": takes_stock,
            "import_id": self._noted.id,
            "import_key": one.keyed.import_key,
            "actor_id": self._noted.created_by,
        }

    async def _take_stock(self, session: AsyncSession, one: NewSale, sale_id: int) -> int:
        """Take a sale off the shelf; what the shelf cannot give stays demand and is shown. Answers how many gaps."""
        row = one.keyed.row
        cause = stock.Cause(MovementReason.SALE, self._instant(row), self._noted.created_by, sale_id=sale_id)
        picks = await stock.issue_up_to(session, medicine_id=one.medicine.id, qty=one.qty, on=row.sold_on, cause=cause)
        given = sum((pick.qty for pick in picks), Decimal(0))
        if given == one.qty:
            return 0
        await session.execute(update(Sale).where(Sale.id == sale_id).values(uncovered_qty=plain(one.qty - given)))
        shortage = self._problem(one.keyed, one.medicine, ProblemKind.SHORTAGE)
        shortage.expected = f"{plain(one.qty)} on the shelf on {row.sold_on}"
        shortage.found = f"{plain(given)}; the rest is kept as demand"
        session.add(shortage)
        return 1

    def _changed(self, keyed: KeyedRow, medicine: Medicine, before: Decimal) -> ImportRow:
        changed = self._problem(keyed, medicine, ProblemKind.CHANGED)
        changed.expected = f"{plain(before)} or more on {keyed.row.sold_on}, as imported before"
        changed.found = f"{plain(keyed.day_total)}; nothing was changed"
        return changed

    def _problem(self, keyed: KeyedRow, medicine: Medicine, kind: ProblemKind) -> ImportRow:
        return ImportRow(
            import_id=self._noted.id,
            kind=kind,
            row_number=keyed.row.row,
            column_name=keyed.row.medicine[:200],
            medicine_id=medicine.id,
        )

    async def _note_progress(self, session: AsyncSession, rows_done: int, tally: Tally) -> None:
        await session.execute(
            update(Import)
            .where(Import.id == self._noted.id)
            .values(
                rows_done=rows_done,
                added=Import.added + tally.added,
                already_there=Import.already_there + tally.already_there,
                discrepancies=Import.discrepancies + tally.discrepancies,
            )
        )

    def _instant(self, row: SaleRow) -> datetime:
        if row.sold_at_time is None:
            return clock.at_noon(row.sold_on, self._time_zone)
        return clock.instant(row.sold_on, row.sold_at_time, self._time_zone)


def _takes_stock(one: NewSale, opened: dict[int, date]) -> bool:
    """Sales after the day the stock was first told take from it; earlier ones were in that figure already."""
    opened_on = opened.get(one.medicine.id)
    return opened_on is not None and one.keyed.row.sold_on > opened_on
