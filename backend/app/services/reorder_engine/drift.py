"""Whether what is served still forecasts as well as when it was learned."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.ml_client.reorder_predictor import WINDOW_DAYS, Learned
from app.models import ForecastModel

BAD_RATIO: Final = 1.25
BAD_SHIFT: Final = 0.05
"""From where on somebody should know: a quarter more loss, or five points off the coverage."""


@dataclass(frozen=True)
class Drift:
    """Of one pharmacy: its losses now by those when it learned, and its coverage now less that of then."""

    pharmacy_id: int
    ratio: float | None
    shift: float | None


def drift_of(last: ForecastModel | None, now: Learned) -> tuple[float | None, float | None]:
    """Ratio and shift of what was served in the window that learning anew has just judged.

    None where nothing was served, or nothing sold in the window then or now.
    """
    if last is None:
        return None, None
    today = "served" if last.content is not None else "alone"
    then = min(last.losses, key=last.losses.__getitem__, default=today)
    if today not in now.losses or not last.losses.get(then):
        return None, None
    shift = now.coverages[today] - last.coverages[then] if then in last.coverages else None
    return now.losses[today] / last.losses[then], shift


async def drifts(session: AsyncSession) -> list[Drift]:
    """Of each pharmacy of the session that has learned at least twice."""
    columns = (ForecastModel.pharmacy_id, ForecastModel.drift_ratio, ForecastModel.coverage_shift)
    rows = await session.execute(select(*columns).where(ForecastModel.drift_ratio.is_not(None)).order_by(columns[0]))
    return [Drift(*row) for row in rows]


async def drift_sentence(session: AsyncSession) -> str | None:
    """What a person should know of the drift; None while it is small."""
    found = await drifts(session)
    return _sentence(found[0]) if found else None


def _sentence(drift: Drift) -> str | None:
    told = []
    if drift.ratio is not None and drift.ratio > BAD_RATIO:
        told.append(f"were {drift.ratio:.1f} times as far off as when they were learned")
    if drift.shift is not None and abs(drift.shift) > BAD_SHIFT:
        points, way = round(100 * abs(drift.shift)), "more" if drift.shift > 0 else "less"
        told.append(f"covered {points} points {way} of the demand than then")
    if not told:
        return None
    return f"Over the {WINDOW_DAYS} days before forecasting was last learned anew, forecasts {' and '.join(told)}."
