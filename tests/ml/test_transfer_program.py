from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pharmarec_ml.transfers import BranchStock, Lot, Move, propose, unsold

LINE_COST = Decimal(20)


def branch(number: int, *lots: tuple[int | None, int], up_to: float = 40, missing: int = 0, **told: Any) -> BranchStock:
    terms: dict[str, Any] = {
        "order_qty": Decimal(missing),
        "demand_per_day": 2.0,
        "pack_size": Decimal(10),
        "moq": Decimal(0),
    }
    return BranchStock(
        item="Amoxil 500",
        branch=number,
        branch_name=f"Branch {number}",
        order_up_to=Decimal(str(up_to)),
        missing=Decimal(missing),
        unit_cost=Decimal(5),
        lots=tuple(Lot(number * 10 + place, days, Decimal(units)) for place, (days, units) in enumerate(lots)),
        **(terms | told),
    )


def test_what_one_branch_would_buy_comes_from_what_another_has_beyond_its_own_level() -> None:
    [move] = propose([branch(1, (400, 100)), branch(2, (300, 12), missing=18)], line_cost=LINE_COST)

    assert (move.source, move.target, move.units, move.lots) == (1, 2, Decimal(20), ((10, Decimal(20)),))
    assert move.replaces_units == 18
    assert move.reason == ("Branch 1 has 100 and keeps 80, its own level being 40. Branch 2 would buy 18.")


def test_a_branch_keeps_its_own_level_in_whole_packs() -> None:
    moves = propose([branch(1, (400, 59)), branch(2, missing=40)], line_cost=LINE_COST)

    assert [move.units for move in moves] == [10]


def test_what_expires_goes_to_where_it_sells_although_nothing_is_missing_there() -> None:
    slow = branch(1, (40, 80), up_to=10, demand_per_day=0.5)
    fast = branch(2, (300, 130), up_to=120, demand_per_day=10.0)

    [move] = propose([slow, fast], line_cost=LINE_COST)

    assert (move.units, move.rescues_units, move.replaces_units) == (Decimal(60), Decimal(60), Decimal(0))


def test_what_a_branch_awaits_sells_there_first() -> None:
    slow = branch(1, (40, 80), up_to=10, demand_per_day=0.5)
    fast = branch(2, (300, 130), up_to=120, demand_per_day=10.0, on_order=Decimal(370))

    [move] = propose([slow, fast], line_cost=LINE_COST)

    assert move.units == 20  # ten a day for 39 days, less the 370


def test_nothing_moves_to_where_it_would_expire_as_well() -> None:
    slow = branch(1, (40, 80), up_to=10, demand_per_day=0.5)
    no_faster = branch(2, (40, 20), up_to=20, demand_per_day=0.5)

    assert propose([slow, no_faster], line_cost=LINE_COST) == []


def test_the_batch_that_expires_first_goes_first() -> None:
    [move] = propose([branch(1, (60, 30), (500, 70)), branch(2, missing=20)], line_cost=LINE_COST)

    assert move.lots == ((10, Decimal(20)),)


def test_a_line_that_saves_less_than_it_costs_is_not_proposed() -> None:
    stocks = [branch(1, (400, 100)), branch(2, missing=18)]

    assert propose(stocks, line_cost=Decimal(200)) == []


def test_two_packs_save_the_purchase_of_a_suppliers_minimum() -> None:
    needy = branch(2, (300, 28), missing=12, order_qty=Decimal(50), moq=Decimal(50))

    [move] = propose([branch(1, (400, 60)), needy], line_cost=LINE_COST)

    assert (move.units, move.replaces_units) == (Decimal(20), Decimal(50))


def test_only_the_items_on_which_most_could_be_saved_are_looked_at() -> None:
    stocks = [branch(1, (400, 100)), branch(2, missing=18)]

    assert propose(stocks, line_cost=LINE_COST, most_items=0) == []


_LOT = st.tuples(st.one_of(st.none(), st.integers(1, 700)), st.integers(1, 150))


@st.composite
def _networks(draw: st.DrawFn) -> list[BranchStock]:
    size = draw(st.sampled_from([1, 5, 10]))
    stocks = []
    for number in range(1, draw(st.integers(2, 4)) + 1):
        lots = draw(st.lists(_LOT, max_size=3))
        up_to = draw(st.floats(0, 150).map(lambda level: round(level, 2)))
        moq = draw(st.sampled_from([0, 50]))
        missing = max(0, int(up_to) - sum(units for _, units in lots))
        order = max(-(-missing // size) * size, moq) if missing else 0
        stocks.append(
            branch(
                number,
                *lots,
                up_to=up_to,
                missing=missing,
                order_qty=Decimal(order),
                moq=Decimal(moq),
                pack_size=Decimal(size),
                demand_per_day=draw(st.floats(0, 12)),
            )
        )
    return stocks


def _after(stock: BranchStock, moves: list[Move]) -> BranchStock:
    given = {lot: units for move in moves if move.source == stock.branch for lot, units in move.lots}
    left = (Lot(lot.lot_id, lot.days, lot.units - given.get(lot.lot_id, Decimal(0))) for lot in stock.lots)
    return BranchStock(**{name: getattr(stock, name) for name in stock.__slots__} | {"lots": tuple(left)})


@given(_networks())
@settings(max_examples=150, deadline=None)
def test_a_donor_keeps_its_level_and_keeps_it_in_units_that_sell(stocks: list[BranchStock]) -> None:
    moves = propose(stocks, line_cost=LINE_COST)

    for donor in (stock for stock in stocks if any(move.source == stock.branch for move in moves)):
        left = _after(donor, moves)
        sells_before = donor.usable - sum(unsold(donor).values())
        sells_after = left.usable - sum(unsold(left).values())
        assert all(lot.units >= 0 for lot in left.lots)
        assert left.usable >= donor.order_up_to
        assert sells_after >= min(donor.order_up_to, sells_before) - 1


@given(_networks())
@settings(max_examples=150, deadline=None)
def test_what_moves_is_whole_packs_and_sells_at_its_target(stocks: list[BranchStock]) -> None:
    by_branch = {stock.branch: stock for stock in stocks}
    days = {lot.lot_id: lot.days for stock in stocks for lot in stock.lots}

    moves = propose(stocks, line_cost=LINE_COST)

    for move in moves:
        assert move.source != move.target
        assert move.units == sum(units for _, units in move.lots) > 0
        assert all(units % by_branch[move.source].pack_size == 0 for _, units in move.lots)
        assert move.rescues_units <= move.units
    for target in {move.target for move in moves}:
        arrived = tuple(
            Lot(lot, days[lot], units) for move in moves if move.target == target for lot, units in move.lots
        )
        stock = by_branch[target]
        joined = BranchStock(
            **{name: getattr(stock, name) for name in stock.__slots__} | {"lots": stock.lots + arrived}
        )
        assert sum(unsold(joined).values()) <= sum(unsold(stock).values()) + 1
