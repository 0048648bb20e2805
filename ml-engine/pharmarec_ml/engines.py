"""A night of a chain through Fugue: on this machine, or on a cluster of Ray or Dask, with the same results.

What travels is which pharmacy to do and where its files are; each worker reads, calculates and writes by itself, so
that a cluster moves no history. All workers have to see the same folders.
"""

from __future__ import annotations

import json
import logging
import os
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import distributed
import pandas as pd
import ray
from fugue.dataframe.api import as_pandas
from fugue.workflow.api import transform
from threadpoolctl import threadpool_limits

from pharmarec_ml import night
from pharmarec_ml.chain import Part, night_of
from pharmarec_ml.tables import BadTable

Engine = Literal["local", "ray", "dask"]

RESULT = "pharmacy:str,items:long,cpu_seconds:double,error:str"


def run(parts: Sequence[Part], folder: Path, *, engine: Engine) -> pd.DataFrame:
    """Do these pharmacies, and write each into the folder, where `night.begin` has noted what is asked.

    Args:
        parts: at least one.
        folder: seen by all workers.
        engine: `ray` joins the cluster of RAY_ADDRESS, `dask` that of DASK_SCHEDULER_ADDRESS; without, each starts one
            of this machine's cores.

    Returns:
        A row a pharmacy: its id as text, its items, what it cost, and what was wrong with its files (else empty).
    """
    todo = pd.DataFrame({"part": [json.dumps([part.pharmacy, part.history, part.stock]) for part in parts]})
    with _quiet(), _started(engine) as running:
        done = transform(
            todo,
            do,
            schema=RESULT,
            params={"folder": str(folder)},
            partition="per_row",
            engine=running,
            as_local=True,
        )
        return pd.DataFrame(as_pandas(done))


def do(parts: list[dict[str, Any]], folder: str) -> list[dict[str, Any]]:
    """What a worker does with each pharmacy that it is given: one on one core."""
    return [_do(part["part"], Path(folder)) for part in parts]


def _do(told: str, folder: Path) -> dict[str, Any]:
    pharmacy, history, stock = json.loads(told)
    part = Part(pharmacy, tuple(history), tuple(stock))
    began = time.process_time()
    items, error = 0, ""
    try:
        known = night.begun(folder)
        assert known is not None
        # Sums in another order have other last bits: one thread adds in one order, whatever machine it is on.
        with threadpool_limits(1):
            result = night_of(part, asked=known[0], forecaster=known[1])
        night.write(folder, part, result)
        items = max(result.forecasts.height // len(known[0].levels), result.orders.height)
    except BadTable as wrong:
        error = str(wrong)
    return {
        "pharmacy": str(pharmacy),
        "items": items,
        "cpu_seconds": time.process_time() - began,
        "error": error,
    }


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what Fugue, Ray and Dask say of their own workings off the screen; what fails still raises."""
    loggers = [logging.getLogger(name) for name in ("ray", "ray.data", "distributed")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextmanager
def _started(engine: Engine) -> Iterator[Any]:
    """What Fugue runs on."""
    # Workers do a pharmacy on each core; a pool of threads in each would only wait for the others.
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    match engine:
        case "local":
            yield "native"
        case "ray":
            ray.init(include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
            try:
                yield "ray"
            finally:
                ray.shutdown()
        case "dask":
            with distributed.Client(threads_per_worker=1, dashboard_address=None) as client:  # type: ignore[no-untyped-call]
                yield client
