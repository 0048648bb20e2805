"""The mixed-integer linear program behind `transfers`: arrays in, packs out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

# Of two lots that save the same the one that expires first goes, by so much of its cost.
SOONEST_FIRST = 1e-3
LONGEST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Donor:
    """Who may give: at most `packs`, and of what sells in time no more than `spare_useful` units.

    `lot_packs`, `lot_days` (None: it keeps) and `waste` (units that expire unsold) are by lot, soonest expiry first.
    """

    branch: int
    pack_size: float
    packs: int
    spare_useful: float
    unit_cost: float
    lot_packs: tuple[int, ...]
    lot_days: tuple[int | None, ...]
    waste: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who may take. `own` is what it has or awaits itself and sells: days and units of each lot."""

    branch: int
    missing: float
    order_qty: float
    moq: float
    unit_cost: float
    demand_per_day: float
    own: tuple[tuple[int | None, float], ...]
    transit_days: int

    def room(self, days: int | None) -> float:
        """Units with so many days left that sell here in time without keeping own stock from selling in its."""
        if days is None:
            return np.inf
        ends = [days - self.transit_days, *(own for own, _ in self.own if own is not None and own > days)]
        return max(0.0, min(self.demand_per_day * end - self._own_until(max(end, days)) for end in ends))

    def _own_until(self, days: int) -> float:
        return sum(units for own, units in self.own if own is not None and own <= days)

    def replaced(self, units: float) -> float:
        """Units that need not be bought when so many arrive: all that would be ordered once nothing is missing."""
        if units + 1e-6 >= self.missing:
            return self.order_qty
        return min(units, max(self.order_qty - self.moq, 0.0))


@dataclass(frozen=True)
class Plan:
    """What moves of one item: packs and wasted units for each donor and receiver, by lot."""

    packs: list[list[NDArray[np.int64]]]
    waste: list[list[NDArray[np.float64]]]
    pack_sizes: list[float]

    def units(self, giver: int, taker: int) -> float:
        """Units that one donor gives one receiver."""
        return float(self.packs[giver][taker].sum()) * self.pack_sizes[giver]

    def taken_by(self, taker: int) -> float:
        """Units that a receiver gets of all donors."""
        return sum(self.units(giver, taker) for giver in range(len(self.pack_sizes)))


@dataclass
class _Item:
    donors: Sequence[Donor]
    receivers: Sequence[Receiver]
    packs: list[list[NDArray[np.int64]]] = field(default_factory=list)
    waste: list[list[NDArray[np.int64]]] = field(default_factory=list)


class TransferProgram:
    """One program over some items. Add each of them, then solve."""

    def __init__(self, line_cost: float) -> None:
        self._line_cost = line_cost
        self._items: list[_Item] = []
        self._gains: list[float] = []
        self._uppers: list[float] = []
        self._integral: list[int] = []
        self._rows: list[tuple[list[int], list[float], float]] = []

    def add(self, donors: Sequence[Donor], receivers: Sequence[Receiver]) -> None:
        """Take in one item. Nobody gives to themselves."""
        item = _Item(donors, receivers)
        self._items.append(item)
        for donor in donors:
            item.packs.append([self._lines(donor, receiver) for receiver in receivers])
            item.waste.append([self._wasted(donor) for _ in receivers])
        for giver, donor in enumerate(donors):
            self._limit_donor(donor, item.packs[giver], item.waste[giver])
        for taker, receiver in enumerate(receivers):
            self._limit_receiver(item, receiver, taker)

    def solve(self) -> list[Plan]:
        """What moves of each item, in the order in which they were added."""
        values = self._optimum()
        return [
            Plan(
                [[np.round(values[columns]).astype(np.int64) for columns in row] for row in item.packs],
                [[values[columns] for columns in row] for row in item.waste],
                [donor.pack_size for donor in item.donors],
            )
            for item in self._items
        ]

    def _optimum(self) -> NDArray[np.float64]:
        lengths = [len(columns) for columns, _, _ in self._rows]
        matrix = csr_array(
            (
                np.concatenate([factors for _, factors, _ in self._rows]),
                np.concatenate([columns for columns, _, _ in self._rows]),
                np.concatenate([[0], np.cumsum(lengths)]),
            ),
            shape=(len(self._rows), len(self._gains)),
        )
        found = milp(
            -np.array(self._gains),
            integrality=np.array(self._integral),
            bounds=Bounds(0, np.array(self._uppers)),
            constraints=LinearConstraint(matrix, ub=np.array([limit for _, _, limit in self._rows])),
        )
        assert found.x is not None, found.message  # moving nothing is always allowed
        return np.asarray(found.x, dtype=np.float64)

    def _column(self, gain: float, upper: float, *, is_whole: bool) -> int:
        self._gains.append(gain)
        self._uppers.append(upper)
        self._integral.append(int(is_whole))
        return len(self._gains) - 1

    def _row(self, columns: Iterable[int], factors: Iterable[float], limit: float) -> None:
        self._rows.append((list(columns), list(factors), limit))

    def _lines(self, donor: Donor, receiver: Receiver) -> NDArray[np.int64]:
        """Packs of each lot that go one way: a column each."""
        itself = donor.branch == receiver.branch
        columns = []
        for packs, days in zip(donor.lot_packs, donor.lot_days, strict=True):
            soon = 1 - min(LONGEST_DAYS if days is None else days, LONGEST_DAYS) / LONGEST_DAYS
            gain = SOONEST_FIRST * soon * donor.unit_cost * donor.pack_size
            room = receiver.room(days) // donor.pack_size
            columns.append(self._column(gain, 0 if itself else min(packs, room, donor.packs), is_whole=True))
        return np.array(columns, dtype=np.int64)

    def _wasted(self, donor: Donor) -> NDArray[np.int64]:
        """Units of each lot that go one way and would have expired: a column each."""
        columns = [self._column(donor.unit_cost, units, is_whole=False) for units in donor.waste]
        return np.array(columns, dtype=np.int64)

    def _limit_donor(self, donor: Donor, packs: list[NDArray[np.int64]], waste: list[NDArray[np.int64]]) -> None:
        size, ways = donor.pack_size, range(len(packs))
        for lot in range(len(donor.lot_packs)):
            self._row([packs[way][lot] for way in ways], [1.0] * len(packs), donor.lot_packs[lot])
            self._row([waste[way][lot] for way in ways], [1.0] * len(packs), donor.waste[lot])
            for way in ways:
                self._row([waste[way][lot], packs[way][lot]], [1.0, -size], 0.0)
        every_pack, every_waste = np.concatenate(packs), np.concatenate(waste)
        self._row(every_pack, [1.0] * len(every_pack), donor.packs)
        self._row([*every_pack, *every_waste], [size] * len(every_pack) + [-1.0] * len(every_waste), donor.spare_useful)
        for columns in packs:
            sent = self._column(-self._line_cost, 1, is_whole=True)
            self._row([*columns, sent], [1.0] * len(columns) + [-float(donor.packs)], 0.0)

    def _limit_receiver(self, item: _Item, receiver: Receiver, taker: int) -> None:
        packs = np.concatenate([row[taker] for row in item.packs])
        waste = np.concatenate([row[taker] for row in item.waste])
        sizes = np.concatenate([[donor.pack_size] * len(donor.lot_packs) for donor in item.donors])
        days = [one for donor in item.donors for one in donor.lot_days]
        for end in {one for one in days if one is not None}:
            early = [number for number, one in enumerate(days) if one is not None and one <= end]
            self._row(packs[early], sizes[early], receiver.room(end))
        largest = max(donor.pack_size for donor in item.donors)
        most = -(-receiver.missing // largest) * largest
        self._row([*packs, *waste], [*sizes, *([-1.0] * len(waste))], most)
        self._count_purchases(receiver, packs, sizes)

    def _count_purchases(self, receiver: Receiver, packs: NDArray[np.int64], sizes: NDArray[np.float64]) -> None:
        """Money saved by not buying: unit by unit down to the supplier's minimum, or all once nothing is missing."""
        if receiver.missing <= 0:
            return
        order, least = receiver.order_qty, max(receiver.order_qty - receiver.moq, 0.0)
        saved = self._column(receiver.unit_cost, order, is_whole=False)
        is_all = self._column(0.0, 1, is_whole=True)
        self._row([saved, *packs, is_all], [1.0, *(-sizes), -order], 0.0)
        self._row([saved, is_all], [1.0, -(order - least)], least)
        self._row([is_all, *packs], [receiver.missing, *(-sizes)], 0.0)
