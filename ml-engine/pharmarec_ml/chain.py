"""The files of a chain: which pharmacies they hold, and what is known of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote

import numpy as np
import polars as pl

from pharmarec_ml.advice import FORECASTER, MOST_ITEMS_LEARNED_FROM, learn
from pharmarec_ml.batch import Asked, Night, forecasts_and_orders
from pharmarec_ml.contracts import ItemHistory, StockPosition
from pharmarec_ml.forecasting import Forecaster
from pharmarec_ml.tables import (
    HISTORY,
    STOCK,
    BadTable,
    Column,
    checked_table,
    daily_histories,
    positions_of,
    read_table,
    typed_values,
)

PHARMACY = "pharmacy_id"
PHARMACIES_LEARNED_FROM = 10


@dataclass(frozen=True, slots=True)
class Part:
    """A pharmacy, and the files in which its rows are."""

    pharmacy: int | str
    history: tuple[str, ...]
    stock: tuple[str, ...]

    @property
    def file_name(self) -> str:
        """Of what is written of it: the pharmacy's id, made safe for any file system."""
        return f"{quote(str(self.pharmacy), safe='')}.parquet"


@dataclass(frozen=True)
class Chain:
    """Every pharmacy that has a history or a stock, by id, and the last day of all histories."""

    parts: tuple[Part, ...]
    last_day: date


def read_chain(history: Path, stock: Path) -> Chain:
    """The pharmacies in the Parquet files below two folders, or in two files.

    Raises:
        BadTable: a file is not readable, or has no column pharmacy_id or date; there is no history.
    """
    last_days: list[date] = []
    histories, stocks = defaultdict[int | str, list[str]](list), defaultdict[int | str, list[str]](list)
    for file in _files(history):
        for pharmacy, last in _pharmacies(file, pl.col("date").max()):
            histories[pharmacy].append(str(file))
            last_days += [] if last is None else [last]
    for file in _files(stock):
        for pharmacy, _ in _pharmacies(file, pl.lit(None)):
            stocks[pharmacy].append(str(file))
    if not last_days:
        raise BadTable(f"{history}: no rows")
    if len({type(pharmacy) for pharmacy in [*histories, *stocks]}) > 1:
        raise BadTable(f"{stock}: column {PHARMACY}: expected numbers or text everywhere, found both")
    together = sorted({*histories, *stocks}, key=lambda pharmacy: (isinstance(pharmacy, str), pharmacy))
    parts = (Part(each, tuple(histories[each]), tuple(stocks[each])) for each in together)
    return Chain(tuple(parts), max(last_days))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(path.glob("**/*.parquet"))
    if not files:
        raise BadTable(f"{path}: no Parquet file in this folder")
    return files


def _scan(file: Path) -> pl.LazyFrame:
    """A file whose pharmacy is a column, or named by a folder `pharmacy_id=…` as Spark and Hive do."""
    return pl.scan_parquet(file, hive_partitioning=True)


def _pharmacies(file: Path, last: pl.Expr) -> Iterator[tuple[int | str, date | None]]:
    """The pharmacies of a file, each with its last day."""
    try:
        found = _scan(file).group_by(PHARMACY).agg(last.alias("date")).collect().sort(PHARMACY)
    except FileNotFoundError as error:
        raise BadTable(f"{file}: there is no such file") from error
    except pl.exceptions.ColumnNotFoundError as error:
        raise BadTable(f"{file}: column {PHARMACY} or date is missing") from error
    except (OSError, pl.exceptions.PolarsError) as error:
        raise BadTable(f"{file}: not a readable Parquet file") from error
    ids = found[PHARMACY]
    if not (ids.dtype.is_integer() or ids.dtype == pl.String) or ids.null_count():
        raise BadTable(f"{file}: column {PHARMACY}: expected whole numbers or text in every row, found {ids.dtype}")
    days = found["date"]
    return zip(ids, days if days.dtype == pl.Null else typed_values(file, days, HISTORY[0]), strict=True)


def _rows(part: Part, files: Sequence[str], columns: Sequence[Column]) -> pl.DataFrame:
    """The pharmacy's checked rows of these files; an error names the row of the file."""
    tables = []
    for file in map(Path, files):
        rows = _scan(file).filter(pl.col(PHARMACY) == part.pharmacy).collect()
        try:
            tables.append(checked_table(file, rows, columns))
        except BadTable:
            read_table(file, columns)
            raise
    wanted = [column for column in columns if not column.is_optional]
    empty = pl.DataFrame(schema={"item_id": pl.Int64, **{column.name: column.dtype for column in wanted}})
    return pl.concat(tables, how="diagonal_relaxed") if tables else empty


def _history_rows(part: Part, as_of: date) -> pl.DataFrame:
    return _rows(part, part.history, HISTORY).filter(pl.col("date") <= as_of)


def night_of(part: Part, *, asked: Asked, forecaster: Forecaster) -> Night:
    """Forecasts and orders of one pharmacy.

    Raises:
        BadTable: as `read_table` and `positions_of` say.
    """
    history, stock = _history_rows(part, asked.as_of), _rows(part, part.stock, STOCK)
    positions: list[StockPosition] = []
    if part.stock:
        items = history["item_id"].unique().sort()
        if not part.history:
            items = stock["item_id"][:0]
        stock, positions = positions_of(Path(part.stock[0]), stock, items=items)
    return forecasts_and_orders(history, stock, positions, asked=asked, forecaster=forecaster)


def learn_from(chain: Chain, *, as_of: date, threads: int) -> Forecaster:
    """A forecaster for the whole chain, from some items of some of its pharmacies."""
    chosen = np.random.default_rng(1).permutation(len(chain.parts))[:PHARMACIES_LEARNED_FROM]
    most = -(-MOST_ITEMS_LEARNED_FROM // len(chosen))
    histories: list[ItemHistory] = []
    for part in (chain.parts[number] for number in sorted(chosen)):
        rows = _history_rows(part, as_of)
        items = rows["item_id"].unique().sort()
        some = items.gather(sorted(np.random.default_rng(1).permutation(len(items))[:most]))
        first_day = rows["date"].min()
        if isinstance(first_day, date):
            kept = rows.filter(pl.col("item_id").is_in(some.implode()))
            histories += daily_histories(kept, items=some, first_day=first_day, last_day=as_of)
    return learn(histories, threads=threads) if histories else FORECASTER
