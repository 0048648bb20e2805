"""A new item beside its analogue: the other's rate stands in, and gives way to the item's own sales."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from scipy.stats import nbinom

import pharmarec_ml
from pharmarec_ml import Advice, ItemHistory, StockPosition
from pharmarec_ml.analogue import DAYS_THAT_COUNT, Analogue

TODAY = date(2026, 11, 23)
NEW = StockPosition(
    item_id=1,
    on_hand=Decimal(0),
    usable=Decimal(0),
    on_order=Decimal(0),
    lead_time_days=5,
    review_days=7,
    service_level=0.95,
    pack_size=Decimal(1),
    moq=Decimal(0),
)


def history(units: list[float], item_id: int = 1) -> ItemHistory:
    return ItemHistory(item_id, TODAY - timedelta(days=len(units) - 1), np.array(units, dtype=float))


SIX_A_DAY = Analogue("Calpol 500", history([6.0] * 200, item_id=2))


def advise(units: list[float], position: StockPosition = NEW, analogue: Analogue | None = SIX_A_DAY) -> Advice:
    analogues = {} if analogue is None else {1: analogue}
    return pharmarec_ml.advise([history(units)], [position], as_of=TODAY, analogues=analogues)[0]


def test_an_item_that_has_not_sold_is_ordered_like_its_analogue() -> None:
    advice = advise([])

    # 12 days of 6; as steady as the analogue, but known from no more than 28 days.
    ratio = 1.001 + 12 / DAYS_THAT_COUNT
    assert advice.expected_demand == pytest.approx(72)
    assert advice.order_qty == nbinom.ppf(0.95, 72 / (ratio - 1), 1 / ratio)
    assert (advice.confidence, advice.urgency) == ("low", "out")
    assert advice.reason == "New: sells like another"
    assert "Calpol 500 stands in" in advice.explanation


def test_own_sales_weigh_more_day_by_day() -> None:
    after = [advise([1.0, 1.0] + [0.0] * days).demand_per_day for days in (0, 10, 40, 80)]

    assert after[0] == pytest.approx((6 * 28 + 2) / 30)
    assert after == sorted(after, reverse=True)


def test_enough_history_of_its_own_needs_nobody() -> None:
    own = advise([1.0] * 20)

    assert replace(own, inputs={}) == replace(advise([1.0] * 20, analogue=None), inputs={})
    assert own.inputs["analogue"] is None


def test_frozen_inputs_give_the_order_again() -> None:
    advice = advise([2.0, 0.0, 5.0], replace(NEW, pack_size=Decimal(10), usable=Decimal(3), on_hand=Decimal(3)))

    assert advice.inputs["analogue"] == "Calpol 500"
    assert pharmarec_ml.recompute(json.loads(json.dumps(advice.inputs))) == advice.order_qty > 0
