"""An import that is stopped in the middle goes on where it was: nothing is lost and nothing doubled."""

import asyncio
from collections.abc import Callable
from decimal import Decimal

import httpx
import pytest
from sqlalchemy import event
from tests.factories import background, imports, medicines
from tests.factories.imports import csv_of, days_ago

from app.config import Settings
from app.database import Database
from app.jobs.worker import Jobs
from app.models import Import
from app.services.imports import StagedFile, Wishes, begin, run

ROWS = 2_500
TOTALS = {f"Medicine {n}": Decimal(sum(i % 9 + 1 for i in range(n, ROWS, 5))) for n in range(5)}
FILE = csv_of("date,medicine,quantity", *(f"{days_ago(i % 700 + 1)},Medicine {i % 5},{i % 9 + 1}" for i in range(ROWS)))


class Stopped(BaseException):
    """The process ends here."""


def stop_after(rows: int) -> Callable[[int, int], None]:
    def progress(done: int, _total: int) -> None:
        if done >= rows:
            raise Stopped

    return progress


async def noted(database: Database, settings: Settings, content: bytes = FILE) -> Import:
    """An import that waits for its turn in pharmacy 1."""
    settings.uploads_dir.mkdir(parents=True, exist_ok=True)
    staged = StagedFile(settings.uploads_dir / "staged", "sales.csv")
    staged.path.write_bytes(content)
    return await begin(database, staged, Wishes(medicines.today()), pharmacy_id=1, actor_id=None)


async def go_on(
    database: Database, settings: Settings, one: Import, progress: Callable[[int, int], None] | None = None
) -> Import:
    return await run(
        database,
        pharmacy_id=1,
        import_id=one.id,
        uploads=settings.uploads_dir,
        time_zone=medicines.ZONE,
        progress=progress,
    )


async def test_a_stopped_import_goes_on_behind_its_last_chunk(
    admin: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    one = await noted(database, settings)

    with pytest.raises(Stopped):
        await go_on(database, settings, one, stop_after(1_000))
    halfway = medicines.data(await admin.get(f"/api/imports/{one.id}"))
    seen: list[int] = []
    done = await go_on(database, settings, one, lambda rows, _total: seen.append(rows))

    assert (halfway["status"], halfway["rows_done"], halfway["added"]) == ("running", 1_000, 1_000)
    assert halfway["message"] == "1,000 of 2,500 quantities read."
    assert seen == [2_000, 2_500]
    assert (done.status, done.added, done.already_there, done.new_medicines) == ("done", ROWS, 0, 5)
    assert await imports.sums(database) == TOTALS
    assert imports.files(settings) == []


async def test_two_processes_that_do_one_import_share_its_chunks(
    admin: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    one = await noted(database, settings)

    done = await asyncio.gather(go_on(database, settings, one), go_on(database, settings, one))

    assert {(each.status, each.added, each.already_there, each.rows_done) for each in done} == {("done", ROWS, 0, ROWS)}
    assert await imports.sums(database) == TOTALS


async def test_a_restart_takes_up_what_was_left_unfinished(
    admin: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    one = await noted(database, settings)
    with pytest.raises(Stopped):
        await go_on(database, settings, one, stop_after(1_000))
    jobs = Jobs(settings, database)

    await jobs.resume()
    done = await imports.finished(admin, one.id)

    assert (done["status"], imports.counted(done)["added"]) == ("done", ROWS)
    assert await imports.sums(database) == TOTALS
    await jobs.close()


async def test_a_file_that_is_gone_fails_its_import_with_a_sentence(
    admin: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    one = await noted(database, settings, csv_of("date,medicine,quantity", f"{days_ago(1)},Crocin,2"))
    for path in imports.files(settings):
        path.unlink()

    await background.do_newest(settings, database)

    told = medicines.data(await admin.get(f"/api/imports/{one.id}"))
    assert told["status"] == "failed"
    assert told["message"] == told["error"]
    assert told["message"].endswith(".")


async def test_a_fault_of_ours_ends_an_import_as_failed_and_the_same_file_may_be_given_again(
    admin: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    one = await noted(database, settings)
    broken = Database(settings)
    calls = 0

    def forget(connection: object, cursor: object, statement: str, *_: object) -> None:
        nonlocal calls
        is_progress = statement.startswith("UPDATE imports") and "rows_done" in statement
        calls += is_progress
        if is_progress and calls == 2:
            raise ZeroDivisionError("a bug of ours")

    event.listen(broken.engines[0].sync_engine, "before_cursor_execute", forget)
    await background.do_newest(settings, broken)
    await broken.close()
    failed = medicines.data(await admin.get(f"/api/imports/{one.id}"))
    again = await imports.imported(admin, FILE)

    assert (failed["status"], failed["added"]) == ("failed", 1_000)
    assert failed["error"] == failed["message"]
    assert "Import the same file again" in failed["error"]
    assert (again["added"], again["already_there"]) == (ROWS - failed["added"], failed["added"])
    assert await imports.sums(database) == TOTALS
    assert imports.files(settings) == []
