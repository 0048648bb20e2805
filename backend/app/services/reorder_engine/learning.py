"""Learning from all medicines of a pharmacy how demand goes on, every two weeks."""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select

from app.database import Database
from app.ml_client import reorder_predictor
from app.ml_client.reorder_predictor import ItemHistory
from app.models import ForecastModel
from app.services import pharmacies
from app.services.reorder_engine import queries
from app.services.reorder_engine.compute import look_at_everything
from app.services.reorder_engine.demand import Progress, histories_of, served_by, told_nobody, what_is_known
from app.services.reorder_engine.drift import drift_of
from app.utils import clock

CHUNK: Final = 500
EVERY: Final = timedelta(days=reorder_predictor.WINDOW_DAYS)
"""So long what was learned is served; then none of the days it is compared on was known to it."""


async def learn(
    database: Database,
    *,
    pharmacy_id: int,
    time_zone: str,
    progress: Progress = told_nobody,
    **_event: object,
) -> dict[str, object]:
    """Learn anew where the last time is two weeks ago, and serve what was learned where it beats what there is.

    What cannot be served any more, because an earlier version learned it or the text was changed, is learned anew at
    once.
    """
    async with database.read(pharmacy_id) as session:
        known = await what_is_known(session, clock.today(time_zone))
        last = await session.scalar(select(ForecastModel))
        ids = list(await session.scalars(queries.live_medicine_ids()))
    is_recent = last is not None and known.through - last.learned_through < EVERY
    if last is not None and is_recent and served_by(last).name == last.name:
        return {"kept": last.name}
    histories: list[ItemHistory] = []
    for start in range(0, len(ids), CHUNK):
        async with database.read(pharmacy_id) as session:
            histories += await histories_of(session, ids[start : start + CHUNK], known, time_zone=time_zone)
        progress(min(start + CHUNK, len(ids)), len(ids))
    learned = await reorder_predictor.relearn(histories, served=None if last is None else served_by(last))
    drift_ratio, coverage_shift = drift_of(last, learned)
    async with database.transaction(pharmacy_id) as session:
        await pharmacies.take_turn(session)
        await session.execute(delete(ForecastModel))
        session.add(
            ForecastModel(
                learned_at=clock.now(),
                learned_through=known.through,
                medicines=len(histories),
                name=learned.name,
                content=learned.content,
                content_sha256=learned.content_sha256,
                losses=learned.losses,
                coverages=learned.coverages,
                drift_ratio=drift_ratio,
                coverage_shift=coverage_shift,
            )
        )
        await look_at_everything(session)
    return {"serves": learned.name, "medicines": len(histories), "losses": learned.losses, "drift_ratio": drift_ratio}
