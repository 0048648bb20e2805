from datetime import date

from pydantic import Field

from app.models.enums import BacktestState
from app.responses import Paginated
from app.schemas.base import CostOut, InstantOut, MoneyOut, Output


class RuleOutcome(Output):
    """What came of ordering by a rule."""

    fill: float = Field(description="Sales made as a share of the sales asked for, by value.")
    stock_value: CostOut = Field(description="Average at the end of a day.")
    value_lost: MoneyOut = Field(description="Sales asked for that the shelf could not make.")
    orders: int = Field(description="How many times a medicine was ordered.")


class ActualOutcome(Output):
    """What the pharmacy did, as far as it can be told."""

    stock_value: CostOut
    fill: float | None
    sentence: str = Field(description="What cannot be told, and why.")


class BacktestRead(Output):
    """The last weeks, had they been ordered by our rule or by AMC: the mean of 90 days × (lead + review days) × 1.5."""

    state: BacktestState
    sentence: str | None = Field(description="Why there is not enough data.")
    computed_at: InstantOut | None
    weeks: int
    first_day: date | None
    last_day: date | None
    medicines: int | None
    ours: RuleOutcome | None
    amc: RuleOutcome | None
    stock_ratio: float | None = Field(description="Our stock as a share of AMC's, each at the fill it reached.")
    amc_equal_stock_value: CostOut = Field(description="The stock with which AMC would have filled as much as we.")
    equal_fill_ratio: float | None = Field(description="Our stock as a share of that.")
    actual: ActualOutcome | None


class ForecastErrorRead(Output):
    """How far one medicine's past forecasts were off, in units, on average."""

    medicine_id: int
    medicine_name: str
    forecasts: int
    wanted: float = Field(description="Units asked for in the days of a forecast, on average.")
    our_error: float
    naive_error: float = Field(description="Had the last days been repeated.")
    amc_error: float = Field(description="Had the mean of 90 days been taken.")
    our_loss: float = Field(description="Twice the mean quantile loss.")
    naive_loss: float
    amc_loss: float


class ForecastErrorSummary(Output):
    """All forecasts together: units off, and quantile loss, as shares of the units asked for."""

    state: BacktestState
    sentence: str | None = Field(description="Why there is not enough data.")
    horizon_days: int
    medicines: int
    forecasts: int
    our_error: float | None
    naive_error: float | None
    amc_error: float | None
    our_loss: float | None
    naive_loss: float | None
    amc_loss: float | None
    drift_sentence: str | None = Field(description="What has become worse since forecasting was learned; else null.")


class ForecastErrorPage(Paginated[ForecastErrorRead]):
    """One page of medicines, and all of them together."""

    summary: ForecastErrorSummary
