"""Random operations on two pharmacies, done by the product and by plain lists, compared after each one."""

import asyncio
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from tests.soak.places import PRICES, ZONE, Place, open_place
from tests.soak.plain_stock import ADDS, Batch, Correction, Refused, Sale
from tests.soak.stored_stock import Stored

from app.api.deps import Once
from app.database import Caller, Database, WriteSession
from app.exceptions import PharmaRecException
from app.models.enums import AdjustmentReason, MovementReason
from app.schemas import stock as bodies
from app.schemas.expiry import DestructionCreate, DestructionLineCreate
from app.schemas.inventory import BatchReceive
from app.schemas.recalls import RecallStart
from app.schemas.sales import SaleCreate, SaleRead
from app.services import expiry_alerts, recalls, sales, stock
from app.utils import clock

START = datetime(2026, 1, 10, 6, tzinfo=UTC)
PROGRESS = 5_000
"""Operations between two lines of progress."""

TRIED_REFUSALS = 6
"""Of the operations that must be refused for one reason the first is tried, and then one in so many."""

_numbers = count(1)
_elapsed = timedelta()


def fake_now() -> datetime:
    """The clock of the machine: it stands still until a rule moves it."""
    return START + _elapsed


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
DELIVERIES = st.lists(st.tuples(MEDICINE, NUMBER, EXPIRY_DAYS, COST, DELIVERED), min_size=2, max_size=5)
STATES: dict[str, Any] = {
    "ok": stock.let_go,
    "hold": stock.hold_back,
    "quarantine": stock.quarantine,
    "damaged": stock.set_damaged,
}
STATE = st.sampled_from(["ok", "ok", "ok", *STATES])
DAYS_AGO = st.sampled_from([0, 0, 0, 1, 2, 5])
WHO = st.sampled_from(["admin", "manager"])
NOTE = st.sampled_from([None, "written down late"])


class LedgerMachine(RuleBasedStateMachine):
    """Set `database`, `stored` and `runner` before it runs."""

    database: ClassVar[Database]
    stored: ClassVar[Stored]
    runner: ClassVar[asyncio.Runner]
    operations: ClassVar[int] = 0
    refusals: ClassVar[int] = 0

    @initialize(first=DELIVERIES, second=DELIVERIES)
    def open_two_pharmacies(self, first: list[Any], second: list[Any]) -> None:
        global _elapsed
        _elapsed = timedelta()
        self.turned_down = Counter[str]()
        self.places = [self.runner.run(open_place(self.database)) for _ in range(2)]
        for shop, deliveries in enumerate((first, second)):
            for medicine, number, days, cost, qty in deliveries:
                self._receive(shop, medicine, number, days, cost, qty)

    @rule(shop=SHOP, medicine=MEDICINE, number=NUMBER, days=EXPIRY_DAYS, cost=COST, qty=DELIVERED)
    def receive(
        self, shop: int, medicine: int, number: str | None, days: int | None, cost: Decimal | None, qty: Decimal
    ) -> None:
        self._receive(shop, medicine, number, days, cost, qty)

    @rule(shop=SHOP, pick=PICK, qty=QTY, ago=DAYS_AGO, who=WHO, note=NOTE, twice=st.integers(0, 7))
    def sell(self, shop: int, pick: int, qty: Decimal, ago: int, who: str, note: str | None, twice: int) -> None:
        place, day = self.places[shop], self._today() - timedelta(days=ago)
        item = chosen(place.plain.to_be_had(day) or place.medicines, pick)
        new = SaleCreate(medicine_id=item, qty_sold=qty, sale_date=day if ago else None, notes=note)
        key = None if twice else f"sale-{next(_numbers)}"

        async def sell_once(session: WriteSession) -> Any:
            once = Once(session, key, "the same request")
            return await once(SaleRead, lambda: sales.record(session, new, actor=place.actors[who]))

        sold, answer = self._both(
            place,
            lambda: place.plain.sell(item, qty, day, today=self._today(), may_backdate=who == "admin", note=note),
            sell_once,
        )
        if isinstance(sold, Sale):
            told = SaleRead.model_validate(answer)
            sold.id = told.id
            assert told.total_amount == sold.total, (told.total_amount, sold.total)
            if key is not None:  # the answer got lost, and the same is asked again: nothing moves
                assert self._both(place, lambda: sold, sell_once)[1] == answer

    @precondition(lambda self: any(place.plain.sales for place in self.places))
    @rule(shop=SHOP, pick=PICK, qty=QTY, saleable=st.booleans())
    def give_back(self, shop: int, pick: int, qty: Decimal, saleable: bool) -> None:
        place = self.places[shop]
        sale = chosen([one for one in place.plain.sales if one.returned < one.qty] or place.plain.sales, pick)
        if sale is not None:
            wanted = bodies.ReturnCreate(sale_id=sale.id, qty=qty, saleable=saleable)
            self._both(
                place,
                lambda: place.plain.give_back(sale, qty, saleable=saleable, today=self._today()),
                lambda session: stock.give_back(session, wanted, actor=place.actors["manager"]),
            )

    @rule(
        shop=SHOP,
        pick=PICK,
        qty=QTY,
        reason=st.sampled_from(AdjustmentReason),
        ago=DAYS_AGO,
        who=WHO,
        note=NOTE,
        wrong_way=st.sampled_from([False] * 7 + [True]),
    )
    def adjust(
        self,
        shop: int,
        pick: int,
        qty: Decimal,
        reason: AdjustmentReason,
        ago: int,
        who: str,
        note: str | None,
        wrong_way: bool,
    ) -> None:
        place, batch = self._batch(shop, pick)
        if batch is None:
            return
        is_gain = reason.value in ADDS or (reason is AdjustmentReason.WRONG_ENTRY and pick % 2 == 0)
        change = qty if is_gain != wrong_way else -qty
        wanted = bodies.AdjustmentCreate(
            batch_id=batch.id,
            change_qty=change,
            reason_code=reason,
            note=note,
            occurred_at=fake_now() - timedelta(days=ago),
        )
        day = self._today() - timedelta(days=ago)
        made, view = self._both(
            place,
            lambda: place.plain.adjust(batch, change, reason.value, day=day, today=self._today(), by=who, note=note),
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
            lambda session: decide(session, correction.id, bodies.Decision(), actor=place.actors[who]),
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

    @rule(shop=SHOP, pick=PICK, state=STATE)
    def hold_back_or_let_go(self, shop: int, pick: int, state: str) -> None:
        place, batch = self._batch(shop, pick)
        if batch is not None:
            self._both(
                place,
                lambda: place.plain.put_into_state(batch, state),
                lambda session: STATES[state](session, batch.id, note="seen", on=self._today()),
            )

    @rule(shop=SHOP, number=st.sampled_from(["A1", "B2"]), medicine=st.one_of(st.none(), MEDICINE))
    def recall(self, shop: int, number: str, medicine: int | None) -> None:
        place = self.places[shop]
        item, name = (None, None) if medicine is None else (place.medicines[medicine], f"Medicine {medicine}")
        wanted, actor = RecallStart(batch_no=number, medicine_name=name, reason="impure"), place.actors["manager"]
        made, reach = self._both_alone(
            place,
            lambda: place.plain.recall(number, item),
            lambda: recalls.start(self.database, wanted, key=None, actor=actor, by=Caller(actor.user_id, "api")),
        )
        made.id = reach.recall_id

    @precondition(lambda self: any(place.plain.recalls for place in self.places))
    @rule(shop=SHOP, pick=PICK)
    def lift_a_recall(self, shop: int, pick: int) -> None:
        place = self.places[shop]
        lifted = chosen([one for one in place.plain.recalls if one.is_open] or place.plain.recalls, pick)
        if lifted is not None:
            actor = place.actors["admin"]
            by = Caller(actor.user_id, "api")
            self._both_alone(
                place,
                lambda: place.plain.lift(lifted),
                lambda: recalls.lift(self.database, lifted.id, note="withdrawn", actor=actor, by=by),
            )

    @rule(shop=SHOP, pick=PICK, qty=QTY)
    def destroy(self, shop: int, pick: int, qty: Decimal) -> None:
        place = self.places[shop]
        expired = [one for one in place.plain.batches if one.on_hand and not one.may_be_sold(self._today())]
        batch = chosen(expired or place.plain.batches, pick)
        if batch is None:
            return
        line = DestructionLineCreate(batch_id=batch.id, qty=qty)
        wanted = DestructionCreate(lines=[line], method="burnt", witness_name="Dr Iyer")
        value, document = self._both(
            place,
            lambda: place.plain.destroy(batch, qty),
            lambda session: expiry_alerts.destroy(session, wanted, actor=place.actors["admin"]),
        )
        if document is not None:
            assert document["value"] == value, (document["value"], value)

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

    @rule(shop=SHOP, pick=PICK, qty=QTY)
    def reserve(self, shop: int, pick: int, qty: Decimal) -> None:
        place = self.places[shop]
        item = chosen(place.plain.to_be_had(self._today()) or place.medicines, pick)
        wanted = bodies.ReservationCreate(medicine_id=item, qty=qty, reference="Mrs Rao")
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
        live = [one for one in place.plain.reservations if one.is_live]
        reservation = chosen(live or place.plain.reservations, pick)
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
        line = chosen(place.plain.lines, pick)
        if line is not None:
            wanted = bodies.ReversalCreate(note="typed twice")
            self._both(
                place,
                lambda: place.plain.reverse(line),
                lambda session: stock.reverse(session, line.id, wanted, actor=place.actors["manager"]),
            )

    @rule(shop=SHOP, ago=st.integers(0, 4))
    def close_the_books(self, shop: int, ago: int) -> None:
        place, day = self.places[shop], self._today() - timedelta(days=ago)
        wanted = bodies.PeriodCloseCreate(closed_through=day)
        self._both(
            place,
            lambda: place.plain.close(day, self._today()),
            lambda session: stock.close_period(session, wanted, actor=place.actors["admin"]),
        )

    @rule(days=st.sampled_from([0, 0, 1, 2]), shop=SHOP, medicine=MEDICINE)
    def let_time_pass(self, days: int, shop: int, medicine: int) -> None:
        global _elapsed
        _elapsed += timedelta(days=days, hours=1)
        self.runner.run(self._compare_availability(self.places[shop], medicine))

    def _today(self) -> date:
        return clock.business_day(fake_now(), ZONE)

    def _batch(self, shop: int, pick: int) -> tuple[Place, Batch | None]:
        place = self.places[shop]
        return place, chosen([one for one in place.plain.batches if one.on_hand] or place.plain.batches, pick)

    def _receive(
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

    def _both(
        self, place: Place, plainly: Callable[[], Any], really: Callable[[WriteSession], Awaitable[Any]]
    ) -> tuple[Any, Any]:
        """As `_both_alone`, in a transaction."""

        async def in_a_transaction() -> Any:
            async with self.database.transaction(place.pharmacy_id) as session:
                return await really(session)

        return self._both_alone(place, plainly, in_a_transaction)

    def _both_alone(
        self, place: Place, plainly: Callable[[], Any], really: Callable[[], Awaitable[Any]]
    ) -> tuple[Any, Any]:
        """Do an operation both ways: both refuse it for the same reason, or both do it, and everything is compared."""
        refusal, expected = None, None
        try:
            expected = plainly()
        except Refused as error:
            refusal = error.code
            self.turned_down[refusal] += 1
            if self.turned_down[refusal] % TRIED_REFUSALS != 1:
                return None, None
            LedgerMachine.refusals += 1
        answer = self.runner.run(self._really(really, refusal))
        LedgerMachine.operations += 1
        if LedgerMachine.operations % PROGRESS == 0:
            sys.stdout.write(f"{self.database.url.get_backend_name()}: {LedgerMachine.operations:,} operations\n")
            sys.stdout.flush()
        return expected, answer

    async def _really(self, really: Callable[[], Awaitable[Any]], refusal: str | None) -> Any:
        done, refused = None, None
        try:
            done = await really()
        except PharmaRecException as error:
            refused = error.code
        assert refused == refusal, f"the product says {refused}, the plain lists {refusal}"
        await self.stored.compare(self.places)  # the other pharmacy's stock must not move either
        return done

    async def _compare_availability(self, place: Place, medicine: int) -> None:
        item = place.medicines[medicine]
        async with self.database.read(place.pharmacy_id) as session:
            told = vars(await stock.availability(session, medicine_id=item, on=self._today()))
        assert told == {"medicine_id": item} | place.plain.standing(item, self._today())
        assert told["on_hand"] == sum(qty for part, qty in told.items() if part not in ("medicine_id", "on_hand"))


def chosen(among: list[Any], pick: int) -> Any:
    """One of a list, later ones as likely as early ones; None of an empty one."""
    return among[-1 - pick % len(among)] if among else None
