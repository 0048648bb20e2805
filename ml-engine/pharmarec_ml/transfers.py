"""Transfers before purchases: what one branch would order and another has beyond its own order-up-to level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from pharmarec_ml.transfer_program import Donor, Plan, Receiver, TransferProgram

# A box that leaves today is on another branch's shelf tomorrow.
TRANSIT_DAYS = 1
# Some four milliseconds each: what a person works through in a day, solved while they wait.
MOST_ITEMS = 300
# The program falls apart into one for each item: small ones are solved faster than a large one.
ITEMS_AT_ONCE = 40


@dataclass(frozen=True, slots=True)
class Lot:
    """Usable units of one batch; `days` is for how many more days they can be sold, today counted, None: they keep."""

    lot_id: int
    days: int | None
    units: Decimal


@dataclass(frozen=True, slots=True)
class BranchStock:
    """One item in one branch.

    Attributes:
        item: the same for the same item in every branch.
        order_up_to: units that the branch keeps for itself, ≥ 0.
        missing: units missing to it after stock and orders, ≥ 0.
        order_qty: what the branch would buy for them, in packs and at least the supplier's minimum, ≥ `missing` or 0.
        demand_per_day: expected units a day, ≥ 0.
        pack_size: transfers out of the branch are whole multiples of it, > 0.
        moq: the least that the supplier delivers, ≥ 0.
        unit_cost: what a unit costs, ≥ 0; without a cost nothing is saved.
        lots: what may be sold and is free.
        on_order: units that are to arrive, ≥ 0; they sell before what is moved here.
    """

    item: Hashable
    branch: int
    branch_name: str
    order_up_to: Decimal
    missing: Decimal
    order_qty: Decimal
    demand_per_day: float
    pack_size: Decimal
    moq: Decimal
    unit_cost: Decimal
    lots: tuple[Lot, ...]
    on_order: Decimal = Decimal(0)

    @property
    def usable(self) -> Decimal:
        """Units of all lots."""
        return sum((lot.units for lot in self.lots), Decimal(0))


@dataclass(frozen=True, slots=True)
class Move:
    """Whole packs of one item from one branch to another.

    Attributes:
        lots: units of each lot by its id, soonest expiry first; they sum to `units`.
        replaces_units: units that the receiver need not buy; more than `units` where a supplier's minimum falls away.
        rescues_units: units that would expire unsold where they are.
        reason: one sentence for a person.
    """

    item: Hashable
    source: int
    target: int
    units: Decimal
    lots: tuple[tuple[int, Decimal], ...]
    replaces_units: Decimal
    rescues_units: Decimal
    reason: str


def propose(
    stocks: Iterable[BranchStock],
    *,
    line_cost: Decimal,
    transit_days: int = TRANSIT_DAYS,
    most_items: int = MOST_ITEMS,
) -> list[Move]:
    """The transfers that save the most in purchases and expiry, less a cost for each line. No branch is starved.

    Every branch keeps at least its order-up-to level, and keeps it in units that sell before they expire. What moves
    sells at its target before its date, by expected demand, after what that branch has itself. Nothing moves to
    where nothing is missing, unless it would expire where it is.

    Args:
        stocks: each item once for each branch.
        line_cost: what picking, packing and booking one item from one branch to another costs, ≥ 0.
        transit_days: days until it can be sold at its target, ≥ 0.
        most_items: only so many items are looked at, those on which the most money could be saved, ≥ 0.

    Source: a mixed-integer linear program for each item, solved by HiGHS.
    """
    items: dict[Hashable, list[BranchStock]] = defaultdict(list)
    for stock in stocks:
        items[stock.item].append(stock)
    pairs = [one for group in items.values() if (one := _sides(group, transit_days))[0] and one[1]]
    worth = [(_most_saved(one), one) for one in pairs]
    best = sorted((one for one in worth if one[0] > line_cost), key=lambda one: one[0], reverse=True)[:most_items]
    chunks = _chunks(one for _, one in best)
    return [move for chunk in chunks for move in _solved(chunk, line_cost)]


def unsold(stock: BranchStock) -> dict[int, Decimal]:
    """Whole units of each lot that expire before they sell, at the expected rate and sold first expired first."""
    sold = Decimal(0)
    rate = Decimal(str(stock.demand_per_day))
    left: dict[int, Decimal] = {}
    for lot in sorted(stock.lots, key=_soonest):
        sells = lot.units if lot.days is None else min(lot.units, max(rate * lot.days - sold, Decimal(0)))
        left[lot.lot_id] = (lot.units - sells) // 1
        sold += sells
    return left


_Sides = tuple[list[tuple[BranchStock, Donor]], list[tuple[BranchStock, Receiver]]]


def _sides(group: Sequence[BranchStock], transit_days: int) -> _Sides:
    """Who may give of an item and who may take."""
    donors, receivers = [], []
    for stock in group:
        waste = unsold(stock)
        donor = _donor(stock, waste)
        if stock.missing <= 0 and donor.packs >= 1:
            donors.append((stock, donor))
        if stock.missing > 0 or not any(waste.values()):
            receivers.append((stock, _receiver(stock, waste, transit_days)))
    if not any(stock.missing > 0 for stock, _ in receivers) and not any(sum(donor.waste) for _, donor in donors):
        return [], []
    return donors, receivers


def _most_saved(sides: _Sides) -> float:
    """More money than transfers of an item can save."""
    donors, receivers = sides
    given = sum(donor.packs * donor.pack_size for _, donor in donors)
    bought = sum(min(receiver.order_qty, given + receiver.moq) * receiver.unit_cost for _, receiver in receivers)
    wasted = sum(min(sum(donor.waste), donor.packs * donor.pack_size) * donor.unit_cost for _, donor in donors)
    return bought + wasted


def _donor(stock: BranchStock, waste: dict[int, Decimal]) -> Donor:
    lots = sorted((lot for lot in stock.lots if lot.units >= stock.pack_size), key=_soonest)
    useful = stock.usable - sum(waste.values(), Decimal(0))
    return Donor(
        branch=stock.branch,
        pack_size=float(stock.pack_size),
        packs=max(0, int((stock.usable - stock.order_up_to) // stock.pack_size)),
        spare_useful=float(max(useful - stock.order_up_to, Decimal(0))),
        unit_cost=float(stock.unit_cost),
        lot_packs=tuple(int(lot.units // stock.pack_size) for lot in lots),
        lot_days=tuple(lot.days for lot in lots),
        waste=tuple(float(waste[lot.lot_id]) for lot in lots),
    )


def _receiver(stock: BranchStock, waste: dict[int, Decimal], transit_days: int) -> Receiver:
    own = [(lot.days, float(lot.units - waste[lot.lot_id])) for lot in stock.lots]
    return Receiver(
        branch=stock.branch,
        missing=float(stock.missing),
        order_qty=float(stock.order_qty),
        moq=float(stock.moq),
        unit_cost=float(stock.unit_cost),
        demand_per_day=stock.demand_per_day,
        own=((1, float(stock.on_order)), *own),
        transit_days=transit_days,
    )


def _soonest(lot: Lot) -> tuple[bool, int, int]:
    return (lot.days is None, lot.days or 0, lot.lot_id)


def _chunks(pairs: Iterator[_Sides]) -> Iterator[list[_Sides]]:
    while chunk := list(islice(pairs, ITEMS_AT_ONCE)):
        yield chunk


def _solved(chunk: list[_Sides], line_cost: Decimal) -> Iterator[Move]:
    program = TransferProgram(float(line_cost))
    for donors, receivers in chunk:
        program.add([donor for _, donor in donors], [receiver for _, receiver in receivers])
    for (donors, receivers), plan in zip(chunk, program.solve(), strict=True):
        for giver, (source, _) in enumerate(donors):
            for taker, (target, receiver) in enumerate(receivers):
                if plan.packs[giver][taker].any():
                    yield _move(source, target, receiver, plan, (giver, taker))


def _move(source: BranchStock, target: BranchStock, receiver: Receiver, plan: Plan, pair: tuple[int, int]) -> Move:
    giver, taker = pair
    lots = sorted((lot for lot in source.lots if lot.units >= source.pack_size), key=_soonest)
    packs = plan.packs[giver][taker]
    taken = tuple(
        (lot.lot_id, int(count) * source.pack_size) for lot, count in zip(lots, packs, strict=True) if count > 0
    )
    units = sum((qty for _, qty in taken), Decimal(0))
    rescued = Decimal(str(round(float(plan.waste[giver][taker].sum()), 6)))
    all_taken = plan.taken_by(taker)
    share = plan.units(giver, taker) / all_taken if all_taken else 0.0
    replaced = Decimal(str(round(receiver.replaced(all_taken) * share, 6)))
    return Move(
        item=source.item,
        source=source.branch,
        target=target.branch,
        units=units,
        lots=taken,
        replaces_units=replaced,
        rescues_units=rescued,
        reason=_reason(source, target, units, rescued),
    )


def _reason(source: BranchStock, target: BranchStock, units: Decimal, rescued: Decimal) -> str:
    kept = source.usable - units
    told = f"{source.branch_name} has {_plain(source.usable)} and keeps {_plain(kept)}"
    told += f", its own level being {_plain(round(source.order_up_to, 1))}"
    if rescued > 0:
        told += f"; {_plain(rescued)} of what moves would expire there unsold"
    if target.missing > 0:
        return f"{told}. {target.branch_name} would buy {_plain(target.order_qty)}."
    return f"{told}. {target.branch_name} sells it in time."


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
