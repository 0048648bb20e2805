"""Random operations on two pharmacies, done by the product and by plain lists, compared after each one."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, ClassVar, Protocol

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from tests.soak.plain_stock import Batch, Correction, Line, Refused, Reservation, Sale, Shop
from tests.soak.stored_stock import batches_of, compare, is_same, new_lines, returned_of

from app.database import EVERY_PHARMACY, Database, WriteSession
from app.exceptions import PharmaRecException
from app.models import User
from app.models.enums import AdjustmentReason, BatchState, MovementReason, Role
from app.schemas.inventory import BatchReceive
from app.schemas.sales import SaleCreate
from app.schemas.stock import (
    AdjustmentCreate,
    Decision,
    PeriodCloseCreate,
    ReservationCreate,
    ReturnCreate,
    ReversalCreate,
)
from app.services import inventory, pharmacies, sales, stock
from app.services.rbac import PERMISSIONS, Actor
from app.utils import clock

ZONE = "Asia/Kolkata"
LIMIT = Decimal(60)
START = datetime(2026, 1, 10, 6, tzinfo=UTC)
PRICES = (Decimal(7), Decimal("1.00"), Decimal("0.3333"))

_numbers = count(1)
_elapsed = timedelta()


def fake_now() -> datetime:
    """The clock of the machine: it stands still until a rule moves it."""
    return START + _elapsed


class Known(Protocol):
    id: int


@dataclass
class Place:
    """A pharmacy as the product has it, and as plain lists have it."""

    pharmacy_id: int
    plain: Shop
    medicines: list[int]
    actors: dict[str, Actor]


PICK = st.integers(0, 10_000)
SHOP = st.integers(0, 1)
MEDICINE = st.integers(0, len(PRICES) - 1)
WHOLE = st.integers(1, 9).map(Decimal)
PARTS = st.sampled_from([Decimal("0.5"), Decimal("2.125"), Decimal("0.000000001"), Decimal("7.333333333")])
QTY = st.one_of(WHOLE, WHOLE, WHOLE, PARTS)
DELIVERED = st.one_of(st.integers(10, 60).map(Decimal), st.integers(10, 60).map(Decimal), QTY)
NUMBER = st.sampled_from([None, "A1", "B2"])
EXPIRY_DAYS = st.sampled_from([None, 0, 1, 3, 10, 30, -1])
COST = st.sampled_from([None, Decimal("1.10"), Decimal("2.3475")])
DAYS_AGO = st.sampled_from([0, 0, 0, 1, 2, 5])
WHO = st.sampled_from(["admin", "manager"])
NOTE = st.sampled_from([None, "written down late"])


class LedgerMachine(RuleBasedStateMachine):
    """Set `database` and `runner` before it runs."""

    database: ClassVar[Database]
    runner: ClassVar[asyncio.Runner]
    operations: ClassVar[int] = 0
    refusals: ClassVar[int] = 0

    @initialize()
    def open_two_pharmacies(self) -> None:
        global _elapsed
        _elapsed = timedelta()
        self.last_line = 0
        self.places = [self.runner.run(self._open()) for _ in range(2)]

    @rule(shop=SHOP, medicine=MEDICINE, number=NUMBER, days=EXPIRY_DAYS, cost=COST, qty=DELIVERED)
    def receive(
        self, shop: int, medicine: int, number: str | None, days: int | None, cost: Decimal | None, qty: Decimal
    ) -> None:
        place, expires = self.places[shop], None if days is None else self._today() + timedelta(days=days)
        item = place.medicines[medicine]
        arrived = BatchReceive(qty=qty, batch_no=number, expiry_date=expires, unit_cost=cost)
        self._both(
            place,
            lambda: place.plain.receive(item, number, expires, cost, qty, self._today()),
            lambda session: stock.receive_batch(session, item, arrived, actor=place.actors["manager"]),
        )

    @rule(shop=SHOP, medicine=MEDICINE, qty=QTY, ago=DAYS_AGO, who=WHO, note=NOTE)
    def sell(self, shop: int, medicine: int, qty: Decimal, ago: int, who: str, note: str | None) -> None:
        place, day = self.places[shop], self._today() - timedelta(days=ago)
        item = place.medicines[medicine]
        new = SaleCreate(medicine_id=item, qty_sold=qty, sale_date=day if ago else None, notes=note)
        sold, view = self._both(
            place,
            lambda: place.plain.sell(item, qty, day, today=self._today(), may_backdate=who == "admin", note=note),
            lambda session: sales.record(session, new, actor=place.actors[who]),
        )
        if isinstance(sold, Sale):
            sold.id = view.id
            assert view.total_amount == sold.total, (view.total_amount, sold.total)

    @precondition(lambda self: any(place.plain.sales for place in self.places))
    @rule(shop=SHOP, pick=PICK, qty=QTY, saleable=st.booleans())
    def give_back(self, shop: int, pick: int, qty: Decimal, saleable: bool) -> None:
        place = self.places[shop]
        sale = chosen(place.plain.sales, pick)
        if sale is not None:
            wanted = ReturnCreate(sale_id=sale.id, qty=qty, saleable=saleable)
            self._both(
                place,
                lambda: place.plain.give_back(sale, qty, saleable=saleable, today=self._today()),
                lambda session: stock.give_back(session, wanted, actor=place.actors["manager"]),
            )

    @rule(
        shop=SHOP,
        pick=PICK,
        change=st.one_of(QTY, QTY.map(lambda qty: -qty)),
        reason=st.sampled_from(AdjustmentReason),
        ago=DAYS_AGO,
        who=WHO,
        note=NOTE,
    )
    def adjust(
        self, shop: int, pick: int, change: Decimal, reason: AdjustmentReason, ago: int, who: str, note: str | None
    ) -> None:
        place, batch = self._batch(shop, pick)
        if batch is None:
            return
        occurred_at = fake_now() - timedelta(days=ago)
        wanted = AdjustmentCreate(
            batch_id=batch.id, change_qty=change, reason_code=reason, note=note, occurred_at=occurred_at
        )
        made, view = self._both(
            place,
            lambda: place.plain.adjust(
                batch,
                change,
                reason.value,
                day=self._today() - timedelta(days=ago),
                today=self._today(),
                by=who,
                note=note,
            ),
            lambda session: stock.adjust(session, wanted, actor=place.actors[who]),
        )
        if isinstance(made, Correction):
            made.id = view.id
            assert (view.status, view.value_amount) == (made.status, made.worth)

    @precondition(lambda self: any(place.plain.corrections for place in self.places))
    @rule(shop=SHOP, pick=PICK, who=WHO, agrees=st.booleans())
    def decide(self, shop: int, pick: int, who: str, agrees: bool) -> None:
        place = self.places[shop]
        waiting = [one for one in place.plain.corrections if one.status == "pending"] or place.plain.corrections
        correction = chosen(waiting, pick)
        if correction is None:
            return
        decide = stock.approve if agrees else stock.reject
        self._both(
            place,
            lambda: (
                place.plain.approve(correction, today=self._today(), by=who)
                if agrees
                else place.plain.reject(correction, by=who)
            ),
            lambda session: decide(session, correction.id, Decision(), actor=place.actors[who]),
        )

    @rule(shop=SHOP, medicine=MEDICINE, counted=st.integers(0, 60).map(Decimal))
    def count_the_shelf(self, shop: int, medicine: int, counted: Decimal) -> None:
        place = self.places[shop]
        item = place.medicines[medicine]
        surplus = stock.NewBatch(item, None, None, self._today(), None)
        cause = stock.Cause(MovementReason.COUNT, fake_now())
        self._both(
            place,
            lambda: place.plain.count(item, counted, self._today()),
            lambda session: stock.count(session, surplus, counted_qty=counted, on=self._today(), cause=cause),
        )

    @rule(shop=SHOP, pick=PICK, state=st.sampled_from([*[BatchState.OK] * 5, *BatchState]))
    def hold_recall_or_let_go(self, shop: int, pick: int, state: BatchState) -> None:
        place, batch = self._batch(shop, pick)
        if batch is not None:
            self._both(
                place,
                lambda: setattr(batch, "state", state.value),
                lambda session: stock.set_state(session, batch.id, state, note=None),
            )

    @rule(shop=SHOP, pick=PICK, qty=QTY)
    def send_back(self, shop: int, pick: int, qty: Decimal) -> None:
        place, batch = self._batch(shop, pick)
        if batch is not None:
            cause = stock.Cause(MovementReason.SUPPLIER_RETURN, fake_now())
            self._both(
                place,
                lambda: place.plain.send_back(batch, qty),
                lambda session: stock.issue_batch(session, batch_id=batch.id, qty=qty, cause=cause),
            )

    @rule(shop=SHOP, medicine=MEDICINE, qty=QTY)
    def reserve(self, shop: int, medicine: int, qty: Decimal) -> None:
        place = self.places[shop]
        item = place.medicines[medicine]
        wanted = ReservationCreate(medicine_id=item, qty=qty, reference="Mrs Rao")
        kept, made = self._both(
            place,
            lambda: place.plain.reserve(item, qty, self._today()),
            lambda session: stock.reserve(session, wanted, actor=place.actors["manager"]),
        )
        if made is not None:
            ids = {one.batch_id: one.id for one in made.reservations}
            assert {one.batch.id: one.qty for one in kept} == {one.batch_id: one.qty for one in made.reservations}
            for one in kept:
                one.id = ids[one.batch.id]

    @precondition(lambda self: any(place.plain.reservations for place in self.places))
    @rule(shop=SHOP, pick=PICK)
    def release(self, shop: int, pick: int) -> None:
        place = self.places[shop]
        reservation: Reservation | None = chosen(place.plain.reservations, pick)
        if reservation is not None:
            self._both(
                place,
                lambda: place.plain.release(reservation),
                lambda session: stock.release(session, reservation.id),
            )

    @precondition(lambda self: any(place.plain.lines for place in self.places))
    @rule(shop=SHOP, pick=PICK)
    def reverse(self, shop: int, pick: int) -> None:
        place = self.places[shop]
        line: Line | None = chosen(place.plain.lines, pick)
        if line is not None:
            wanted = ReversalCreate(note="typed twice")
            self._both(
                place,
                lambda: place.plain.reverse(line),
                lambda session: stock.reverse(session, line.id, wanted, actor=place.actors["manager"]),
            )

    @rule(shop=SHOP, ago=st.integers(0, 4))
    def close_the_books(self, shop: int, ago: int) -> None:
        place, day = self.places[shop], self._today() - timedelta(days=ago)
        self._both(
            place,
            lambda: place.plain.close(day, self._today()),
            lambda session: stock.close_period(
                session, PeriodCloseCreate(closed_through=day), actor=place.actors["admin"]
            ),
        )

    @rule(days=st.sampled_from([0, 0, 1, 2]))
    def let_time_pass(self, days: int) -> None:
        global _elapsed
        _elapsed += timedelta(days=days, hours=1)

    @rule(shop=SHOP, medicine=MEDICINE)
    def ask_what_is_available(self, shop: int, medicine: int) -> None:
        self.runner.run(self._compare_availability(self.places[shop], medicine))

    def _today(self) -> date:
        return clock.business_day(fake_now(), ZONE)

    def _batch(self, shop: int, pick: int) -> tuple[Place, Batch | None]:
        place = self.places[shop]
        return place, chosen(place.plain.batches, pick)

    def _both(
        self, place: Place, plainly: Callable[[], Any], really: Callable[[WriteSession], Awaitable[Any]]
    ) -> tuple[Any, Any]:
        """Do an operation both ways: both refuse it for the same reason, or both do it, and everything is compared."""
        LedgerMachine.operations += 1
        refusal, expected = None, None
        try:
            expected = plainly()
        except Refused as error:
            refusal = error.code
            LedgerMachine.refusals += 1
        return expected, self.runner.run(self._really(place, really, refusal))

    async def _really(self, place: Place, really: Callable[[WriteSession], Awaitable[Any]], refusal: str | None) -> Any:
        done, refused = None, None
        try:
            async with self.database.transaction(place.pharmacy_id) as session:
                done = await really(session)
        except PharmaRecException as error:
            refused = error.code
        assert refused == refusal, f"the product says {refused}, the plain lists {refusal}"
        await self._compare()
        return done

    async def _compare(self) -> None:
        async with self.database.read(EVERY_PHARMACY) as session:  # the other pharmacy's stock must not move either
            lines = list(await session.execute(new_lines(self.last_line, self._ids())))
            for one in self.places:
                self._learn(one, [line for line in lines if line.pharmacy_id == one.pharmacy_id])
            batches = {row.id: row for row in await session.execute(batches_of(self._ids()))}
            returned = dict((await session.execute(returned_of(self._ids()))).all())
        expected = {batch.id: batch for one in self.places for batch in one.plain.batches}
        assert batches.keys() == expected.keys()
        for batch_id, batch in expected.items():
            compare(batches[batch_id], batch)
        sold = {sale.id: sale.returned for one in self.places for sale in one.plain.sales if sale.id}
        assert all(returned[sale_id] == qty for sale_id, qty in sold.items()), "returned"

    def _learn(self, place: Place, lines: list[Any]) -> None:
        """Compare the lines that an operation wrote with those it must write, and take over their ids."""
        waiting = [line for line in place.plain.lines if not line.id]
        assert len(lines) == len(waiting), f"{len(lines)} new lines in the ledger, {len(waiting)} expected"
        for written in lines:
            self.last_line = max(self.last_line, written.id)
            same = [line for line in waiting if is_same(line, written)]
            assert same, f"the ledger has {written}, and nobody expects it"
            same[0].id = written.id
            same[0].batch.id = written.batch_id
            waiting.remove(same[0])

    async def _compare_availability(self, place: Place, medicine: int) -> None:
        item = place.medicines[medicine]
        async with self.database.read(place.pharmacy_id) as session:
            told = vars(await stock.availability(session, medicine_id=item, on=self._today()))
        assert told == {"medicine_id": item} | place.plain.standing(item, self._today())
        assert told["on_hand"] == sum(qty for part, qty in told.items() if part not in ("medicine_id", "on_hand"))

    def _ids(self) -> list[int]:
        return [place.pharmacy_id for place in self.places]

    async def _open(self) -> Place:
        number = next(_numbers)
        async with self.database.transaction(EVERY_PHARMACY) as session:  # it is being opened
            pharmacy = await pharmacies.open_pharmacy(session, name=f"Shop {number}", currency="INR", time_zone=ZONE)
            pharmacy.approval_limit = LIMIT
            people = [
                User(email=f"{who}{pharmacy.id}@soak.example", full_name=who, password_hash="none")
                for who in ("admin", "manager")
            ]
            session.add_all(people)
        async with self.database.transaction(pharmacy.id) as session:
            items = [
                await inventory.add_medicine(
                    session, {"name": f"Medicine {place}", "price": price, "is_divisible": place > 0}
                )
                for place, price in enumerate(PRICES)
            ]
        ids = [item.id for item in items]
        shop = Shop(dict(zip(ids, PRICES, strict=True)), {ids[0]}, LIMIT)
        actors = {
            user.full_name: Actor(user.id, pharmacy.id, Role(user.full_name), ZONE, PERMISSIONS[Role(user.full_name)])
            for user in people
        }
        return Place(pharmacy.id, shop, ids, actors)


def chosen(among: list[Any], pick: int) -> Any:
    """One of a list, later ones as likely as early ones; None of an empty one."""
    return among[-1 - pick % len(among)] if among else None
