"""Learning how demand goes on: what is learned is served where it is better, and not learned every night."""

import hashlib
from datetime import timedelta

import httpx
import numpy as np
import pytest
from sqlalchemy import select, update
from tests.factories import histories, medicines
from tests.factories.histories import Past

from app.database import Database
from app.models import ForecastError, ForecastModel, Suggestion
from app.services import reorder_engine
from app.services.reorder_engine import demand as reorder_engine_demand
from pharmarec_ml import ItemHistory
from pharmarec_ml.accuracy import accuracy
from pharmarec_ml.advice import FORECASTER
from pharmarec_ml.advice import learn as learned_from
from pharmarec_ml.backtest import known_before
from pharmarec_ml.forecasting import Forecaster
from pharmarec_ml.forecasting.pooled import PooledCounts

PHARMACY = 1
DAYS = 200


def fading(days: int = DAYS) -> list[Past]:
    """Medicines that lose a third of their rate every month: a mean of the past is always too high."""
    chance = np.random.default_rng(5)
    age = np.arange(days) - chance.integers(-60, days - 140, size=(45, 1))
    rate = np.where(age >= 0, chance.gamma(2, 2, size=(45, 1)) * (2 / 3) ** (age / 30), 0)
    return [Past(demand=[int(qty) for qty in row]) for row in chance.poisson(rate) if row.any()]


async def learn(database: Database) -> dict[str, object]:
    return await reorder_engine.learn(database, pharmacy_id=PHARMACY, time_zone=medicines.ZONE)


async def expected_demand(database: Database) -> tuple[float, set[str]]:
    """What the order list expects to sell in all, and by which models."""
    await reorder_engine.refresh(database, pharmacy_id=PHARMACY, time_zone=medicines.ZONE)
    async with database.read(PHARMACY) as session:
        suggestions = list(await session.scalars(select(Suggestion)))
    return sum(each.expected_demand for each in suggestions), {str(each.inputs["model"]) for each in suggestions}


async def drift_sentence(admin: httpx.AsyncClient) -> object:
    page = (await admin.get("/api/reorder/accuracy")).json()
    return page["summary"]["drift_sentence"]


async def model(database: Database) -> ForecastModel:
    async with database.read(PHARMACY) as session:
        return (await session.scalars(select(ForecastModel))).one()


@pytest.fixture
async def _fading(admin: httpx.AsyncClient, database: Database) -> None:
    for number, past in enumerate(fading()):
        await histories.add(admin, database, past, name=f"Medicine {number}")


@pytest.mark.usefixtures("_fading")
async def test_what_is_learned_forecasts_from_then_on(database: Database) -> None:
    before, first_models = await expected_demand(database)

    told = await learn(database)
    after, models = await expected_demand(database)

    assert first_models == {"exponential-mean-negative-binomial-1"}
    assert (told["serves"], models) == ("pooled-counts-2", {"pooled-counts-2"})
    assert after < 0.8 * before
    stored = await model(database)
    assert stored.losses["learned"] < stored.losses["alone"]


@pytest.mark.usefixtures("_fading")
async def test_it_is_learned_anew_after_two_weeks(database: Database) -> None:
    await learn(database)
    first = await model(database)

    the_next_night = await learn(database)
    async with database.transaction(PHARMACY) as session:
        await session.execute(update(ForecastModel).values(learned_through=medicines.today() - timedelta(days=20)))
    two_weeks_later = await learn(database)

    assert the_next_night == {"kept": "pooled-counts-2"}
    assert "losses" in two_weeks_later
    assert set((await model(database)).losses) == {"alone", "learned", "served"}
    assert (await model(database)).learned_at > first.learned_at


@pytest.mark.usefixtures("_fading")
async def test_what_an_earlier_version_learned_gives_way(database: Database) -> None:
    await learn(database)
    older = '{"name": "pooled-counts-1"}'
    async with database.transaction(PHARMACY) as session:
        sha256 = hashlib.sha256(older.encode()).hexdigest()
        await session.execute(update(ForecastModel).values(content=older, content_sha256=sha256))

    _, models = await expected_demand(database)
    the_next_night = await learn(database)

    assert models == {"exponential-mean-negative-binomial-1"}
    assert the_next_night["serves"] == "pooled-counts-2"


@pytest.mark.usefixtures("_fading")
async def test_what_is_served_drifts_where_it_no_longer_forecasts_as_when_it_was_learned(
    admin: httpx.AsyncClient, database: Database
) -> None:
    await learn(database)
    first = await model(database)
    sentence_before = await drift_sentence(admin)
    async with database.transaction(PHARMACY) as session:
        long_ago = {"learned_through": medicines.today() - timedelta(days=20), "losses": {"learned": 0.1}}
        await session.execute(update(ForecastModel).values(**long_ago, coverages={"learned": 0.2}))

    await learn(database)
    stored = await model(database)
    metrics = (await admin.get("/metrics")).text

    assert (first.drift_ratio, first.coverage_shift, sentence_before) == (None, None, None)
    assert stored.drift_ratio == pytest.approx(stored.losses["served"] / 0.1)
    assert stored.coverage_shift == pytest.approx(stored.coverages["served"] - 0.2)
    assert f'forecast_drift_ratio{{pharmacy="{PHARMACY}"}} {stored.drift_ratio}' in metrics
    assert f'forecast_coverage_shift{{pharmacy="{PHARMACY}"}} {stored.coverage_shift}' in metrics
    assert "times as far off as when they were learned" in str(await drift_sentence(admin))


@pytest.mark.usefixtures("_fading")
async def test_a_stored_forecaster_that_was_changed_is_not_used(database: Database) -> None:
    await learn(database)
    async with database.transaction(PHARMACY) as session:
        await session.execute(update(ForecastModel).values(content=ForecastModel.content + " "))
    async with database.read(PHARMACY) as session:
        served = await reorder_engine_demand.forecaster_of(session)

    assert served.name == "exponential-mean-negative-binomial-1"


async def test_progress_is_told_of_what_has_been_read(admin: httpx.AsyncClient, database: Database) -> None:
    await histories.add(admin, database, Past(), name="Crocin")
    told: list[tuple[int, int]] = []

    await reorder_engine.learn(
        database,
        pharmacy_id=PHARMACY,
        time_zone=medicines.ZONE,
        progress=lambda done, total: told.append((done, total)),
    )

    assert told == [(1, 1)]


async def test_a_pharmacy_with_little_to_learn_from_keeps_the_mean(
    admin: httpx.AsyncClient, database: Database
) -> None:
    await histories.add(admin, database, Past(), name="Crocin")

    told = await learn(database)

    assert told["serves"] == "exponential-mean-negative-binomial-1"
    assert (await model(database)).content is None


async def test_without_anything_sold_there_is_nothing_to_compare(admin: httpx.AsyncClient, database: Database) -> None:
    await medicines.add(admin, name="Crocin")

    assert (await learn(database))["losses"] == {}


async def test_the_proof_judges_what_could_be_learned_before_the_weeks_it_judges(
    admin: httpx.AsyncClient, database: Database
) -> None:
    """What serves has seen these weeks; the errors shown are those of a forecaster that has not."""
    pasts = fading(days=330)
    for number, past in enumerate(pasts):
        await histories.add(admin, database, past, name=f"Medicine {number}")
    await learn(database)
    served = PooledCounts.from_text(str((await model(database)).content))

    done = await reorder_engine.prove(database, pharmacy_id=PHARMACY, time_zone=medicines.ZONE)

    async with database.read(PHARMACY) as session:
        shown = sorted(await session.scalars(select(ForecastError.our_loss)))
    known = [past.history(number) for number, past in enumerate(pasts)]
    before = learned_from(known_before(known, weeks=13))
    assert done["forecaster"] == before.name == served.name
    assert shown == pytest.approx(losses(known, before))
    assert shown != pytest.approx(losses(known, served))
    assert shown != pytest.approx(losses(known, FORECASTER))


def losses(histories: list[ItemHistory], forecaster: Forecaster) -> list[float]:
    return sorted(one.ours.loss for one in accuracy(histories, weeks=13, forecaster=forecaster))
