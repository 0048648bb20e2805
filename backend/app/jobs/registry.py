"""Which jobs there are: each name with the coroutine that does it.

To add one: write `async def run(database: Database, *, pharmacy_id: int, …) -> dict[str, object]` in its service. The
arguments are those given to `jobs.later`; what is returned is shown as the job's result. It may be done twice, so the
second time must change nothing. Then name it below, with what else it needs:

- "uploads": the folder of files that wait (Path); "time_zone": the pharmacy's (str);
- "progress": `progress(done, total)`, to be called as often as one likes.

A job that is to run every night is also named in `app.services.jobs.nightly`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from app.database import Database
from app.jobs.pruning import prune
from app.services import audit, classification, expiry_alerts, imports, reorder_engine, stock

Result = Mapping[str, object]
Need = Literal["uploads", "time_zone", "progress"]


@dataclass(frozen=True)
class Kind:
    """A job: what does it, what it needs, and what is to be done once it is given up for good."""

    run: Callable[..., Awaitable[Result]]
    needs: tuple[Need, ...] = ()
    give_up: Callable[..., Awaitable[None]] | None = None


async def _import_sales(
    database: Database, *, pharmacy_id: int, import_id: int, uploads: Path, time_zone: str, progress: imports.Progress
) -> Result:
    done = await imports.run(
        database,
        pharmacy_id=pharmacy_id,
        import_id=import_id,
        uploads=uploads,
        time_zone=time_zone,
        progress=progress,
    )
    return {"status": done.status, "added": done.added, "message": imports.told(done)}


async def _close_import(database: Database, *, pharmacy_id: int, import_id: int, uploads: Path, **_: object) -> None:
    sentence = "Something went wrong on our side. Import the same file again: nothing will be added twice."
    await imports.finish(database, pharmacy_id, import_id, uploads=uploads, error=sentence)


async def _refresh_reorder(database: Database, *, pharmacy_id: int, time_zone: str, **_event: object) -> Result:
    return {"medicines": await reorder_engine.refresh(database, pharmacy_id=pharmacy_id, time_zone=time_zone)}


JOBS: Final[Mapping[str, Kind]] = {
    "backtest": Kind(reorder_engine.prove, needs=("time_zone", "progress")),
    "classify": Kind(classification.run, needs=("time_zone",)),
    "expiry_alerts": Kind(expiry_alerts.run, needs=("time_zone",)),
    "import_sales": Kind(_import_sales, needs=("uploads", "time_zone", "progress"), give_up=_close_import),
    "learn_demand": Kind(reorder_engine.learn, needs=("time_zone", "progress")),
    "prove_audit_log": Kind(audit.prove_log),
    "prove_ledger": Kind(stock.prove),
    "prune": Kind(prune, needs=("uploads",)),
    "refresh_reorder": Kind(_refresh_reorder, needs=("time_zone",)),
}
