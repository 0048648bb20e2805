"""A shop's stock in plain lists: slow, obvious, and written without looking at how the product does it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

NOTHING = Decimal(0)
TAKES = {"breakage", "spoilage", "theft", "expiry", "own_use"}
ADDS = {"found", "free_goods"}


class Refused(Exception):
    """What the product must refuse, by the code it must give."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(eq=False)
class Line:
    """What must stand in the ledger; `id` is told once the product has written it."""

    batch: "Batch"
    change: Decimal
    reason: str
    sale: "Sale | None" = None
    takes_back: "Line | None" = None
    is_taken_back: bool = False
    id: int = 0


@dataclass(eq=False)
class Batch:
    """Units that share a number, a date and a cost."""

    medicine: int
    number: str | None
    expires: date | None
    cost: Decimal | None
    own_state: str
    came: date
    recalls: list["Recall"]
    on_hand: Decimal = NOTHING
    reserved: Decimal = NOTHING
    lines: list[Line] = field(default_factory=list)
    id: int = 0

    @property
    def state(self) -> str:
        return "recalled" if self.recalls else self.own_state

    @property
    def free(self) -> Decimal:
        return self.on_hand - self.reserved

    def may_be_sold(self, day: date) -> bool:
        return self.state == "ok" and (self.expires is None or day <= self.expires)


@dataclass(eq=False)
class Sale:
    medicine: int
    qty: Decimal
    total: Decimal
    returned: Decimal = NOTHING
    lines: list[Line] = field(default_factory=list)
    id: int = 0


@dataclass(eq=False)
class Recall:
    """A number that may not be sold, of one medicine or of any (None), until it is lifted."""

    number: str
    medicine: int | None
    is_open: bool = True
    id: int = 0


@dataclass(eq=False)
class Reservation:
    batch: Batch
    qty: Decimal
    is_live: bool = True
    id: int = 0


@dataclass(eq=False)
class Correction:
    batch: Batch
    change: Decimal
    worth: Decimal
    day: date
    by: str
    note: str | None
    status: str
    posted_on: date | None = None
    id: int = 0


@dataclass
class Shop:
    """One pharmacy. `price` and `is_whole` by medicine."""

    price: dict[int, Decimal]
    whole: set[int]
    limit: Decimal
    closed: date | None = None
    batches: list[Batch] = field(default_factory=list)
    sales: list[Sale] = field(default_factory=list)
    reservations: list[Reservation] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    recalls: list[Recall] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def receive(
        self, medicine: int, number: str | None, expires: date | None, cost: Decimal | None, qty: Decimal, today: date
    ) -> Batch:
        self._check_parts(medicine, qty)
        if expires is not None and expires < today:
            raise Refused("EXPIRED_ON_ARRIVAL")
        states = {batch.state for batch in self.batches if batch.medicine == medicine and batch.number == number}
        state = "ok"
        if number and "hold" in states:
            state = "hold"
        if self._recalls_of(medicine, number):
            state = "recalled"
        batch = self._same(medicine, number, expires, cost, state, today)
        self._move(batch, qty, "receipt")
        return batch

    def sell(
        self, medicine: int, qty: Decimal, day: date, *, today: date, may_backdate: bool, note: str | None
    ) -> Sale:
        self._check_parts(medicine, qty)
        self._check_books(day, today, may_backdate, note)
        sale = Sale(medicine, qty, to_cents(qty, self.price[medicine]))
        for batch, part in self._soonest_first(medicine, qty, day):
            self._move(batch, -part, "sale", sale)
        self.sales.append(sale)
        return sale

    def reserve(self, medicine: int, qty: Decimal, today: date) -> list[Reservation]:
        self._check_parts(medicine, qty)
        made = [Reservation(batch, part) for batch, part in self._soonest_first(medicine, qty, today)]
        for one in made:
            one.batch.reserved += one.qty
        self.reservations.extend(made)
        return made

    def release(self, reservation: Reservation) -> None:
        if not reservation.is_live:
            raise Refused("RESERVATION_RELEASED")
        reservation.is_live = False
        reservation.batch.reserved -= reservation.qty

    def count(self, medicine: int, counted: Decimal, today: date) -> None:
        usable = [batch for batch in self._of(medicine) if batch.on_hand > 0 and batch.may_be_sold(today)]
        difference = counted - sum((batch.on_hand for batch in usable), NOTHING)
        if difference < 0:
            for batch, part in self._soonest_first(medicine, -difference, today):
                self._move(batch, -part, "count")
        elif difference > 0 and usable:
            self._move(sorted(usable, key=soonest)[-1], difference, "count")
        elif difference > 0 or not any(line.batch.medicine == medicine for line in self.lines):
            self._move(self._same(medicine, None, None, None, "ok", today), difference, "count")

    def adjust(
        self, batch: Batch, change: Decimal, reason: str, *, day: date, today: date, by: str, note: str | None
    ) -> Correction:
        self._check_parts(batch.medicine, change)
        if change == 0 or (reason in TAKES and change > 0) or (reason in ADDS and change < 0):
            raise Refused("WRONG_DIRECTION")
        if day < batch.came:
            raise Refused("IMPOSSIBLE_INSTANT")
        self._check_books(day, today, by == "admin", note)
        cost = batch.cost if batch.cost is not None else self.price[batch.medicine]
        correction = Correction(batch, change, to_cents(abs(change), cost), day, by, note, "pending")
        alone = [
            one.worth
            for one in self.corrections
            if one.posted_on == today and one.by == by and one.batch.medicine == batch.medicine
        ]
        if correction.worth + sum(alone) <= self.limit:
            correction.posted_on = today
            self._post(correction)
        self.corrections.append(correction)
        return correction

    def approve(self, correction: Correction, *, today: date, by: str) -> None:
        self._check_books(correction.day, today, by == "admin", correction.note)
        self._check_decision(correction, by)
        self._post(correction)

    def reject(self, correction: Correction, *, by: str) -> None:
        self._check_decision(correction, by)
        correction.status = "rejected"

    def send_back(self, batch: Batch, qty: Decimal) -> None:
        if batch.free < qty:
            raise Refused("INSUFFICIENT_STOCK")
        self._move(batch, -qty, "supplier_return")

    def destroy(self, batch: Batch, qty: Decimal) -> Decimal:
        """What is written off: nothing where nobody knows the cost."""
        if batch.free < qty:
            raise Refused("INSUFFICIENT_STOCK")
        self._check_parts(batch.medicine, qty)
        self._move(batch, -qty, "destruction")
        return NOTHING if batch.cost is None else to_cents(qty, batch.cost)

    def put_into_state(self, batch: Batch, state: str) -> None:
        if batch.recalls:
            raise Refused("BATCH_RECALLED")
        batch.own_state = state

    def recall(self, number: str, medicine: int | None) -> Recall:
        made = Recall(number, medicine)
        self.recalls.append(made)
        for batch in self.batches:
            if batch.number == number and medicine in (None, batch.medicine):
                batch.recalls.append(made)
        return made

    def lift(self, recall: Recall) -> None:
        if not recall.is_open:
            raise Refused("RECALL_LIFTED")
        recall.is_open = False
        for batch in self.batches:
            if recall in batch.recalls:
                batch.recalls.remove(recall)

    def give_back(self, sale: Sale, qty: Decimal, *, saleable: bool, today: date) -> None:
        out = self.still_out(sale)
        if qty > sum((part for _, part in out), NOTHING):
            raise Refused("MORE_THAN_SOLD")
        sale.returned += qty
        for batch, part in out:
            back = min(part, qty)
            qty -= back
            if back:
                self._move(batch if saleable else self._apart(batch, today), back, "sale_return", sale)

    def reverse(self, line: Line) -> None:
        if line.reason in ("reversal", "destruction") or line.change == 0:
            raise Refused("NOT_REVERSIBLE")
        if line.is_taken_back:
            raise Refused("ALREADY_REVERSED")
        if line.reason == "sale" and line.sale:
            out = sum((part for batch, part in self.still_out(line.sale) if batch is line.batch), NOTHING)
            if out < -line.change:
                raise Refused("MORE_THAN_SOLD")
        if line.change > line.batch.free:
            raise Refused("INSUFFICIENT_STOCK")
        if line.sale:
            line.sale.returned -= line.change
        line.is_taken_back = True
        self._move(line.batch, -line.change, "reversal", line.sale, line)

    def close(self, day: date, today: date) -> None:
        if day >= today:
            raise Refused("PERIOD_NOT_OVER")
        if self.closed is not None and day <= self.closed:
            raise Refused("PERIOD_CLOSED_ALREADY")
        self.closed = day

    def to_be_had(self, day: date) -> list[int]:
        """The medicines of which something may be sold on a day."""
        return sorted({one.medicine for one in self.batches if one.free > 0 and one.may_be_sold(day)})

    def standing(self, medicine: int, today: date) -> dict[str, Decimal]:
        """Where every unit of a medicine stands."""
        told = dict.fromkeys(("on_hand", "reserved", "held", "expired", "recalled", "available"), NOTHING)
        for batch in self._of(medicine):
            told["on_hand"] += batch.on_hand
            if batch.state == "recalled":
                told["recalled"] += batch.on_hand
            elif batch.expires is not None and batch.expires < today:
                told["expired"] += batch.on_hand
            elif batch.state != "ok":
                told["held"] += batch.on_hand
            else:
                told["reserved"] += batch.reserved
                told["available"] += batch.free
        return told

    def _of(self, medicine: int) -> list[Batch]:
        return [batch for batch in self.batches if batch.medicine == medicine]

    def _soonest_first(self, medicine: int, qty: Decimal, day: date) -> list[tuple[Batch, Decimal]]:
        parts = []
        for batch in sorted(self._of(medicine), key=soonest):
            part = min(batch.free, qty) if batch.may_be_sold(day) else NOTHING
            if part > 0:
                parts.append((batch, part))
                qty -= part
        if qty > 0:
            raise Refused("INSUFFICIENT_STOCK")
        return parts

    def still_out(self, sale: Sale) -> list[tuple[Batch, Decimal]]:
        """What the customer still has, latest taken first. What went into quarantine was taken latest."""
        live = [line for line in sale.lines if not line.is_taken_back and not line.takes_back]
        taken = [line for line in reversed(live) if line.reason == "sale"]
        sold_from = [line.batch for line in taken]
        aside = sum(
            (line.change for line in live if line.reason == "sale_return" and line.batch not in sold_from), NOTHING
        )
        out = []
        for line in taken:
            back = sum((one.change for one in live if one.reason == "sale_return" and one.batch is line.batch), NOTHING)
            left = -line.change - back
            hidden = min(left, aside)
            aside -= hidden
            out.append((line.batch, left - hidden))
        return out

    def _recalls_of(self, medicine: int, number: str | None) -> list[Recall]:
        return [
            one for one in self.recalls if one.is_open and one.number == number and one.medicine in (None, medicine)
        ]

    def _same(
        self, medicine: int, number: str | None, expires: date | None, cost: Decimal | None, state: str, today: date
    ) -> Batch:
        for batch in self._of(medicine):
            if (batch.number, batch.expires, batch.cost, batch.state) == (number, expires, cost, state):
                return batch
        recalls = self._recalls_of(medicine, number)
        batch = Batch(medicine, number, expires, cost, "ok" if recalls else state, today, recalls)
        self.batches.append(batch)
        return batch

    def _apart(self, sold: Batch, today: date) -> Batch:
        """Where spoiled units of a batch go: while its number is recalled, each time into a batch of their own."""
        recalls = self._recalls_of(sold.medicine, sold.number)
        if not recalls:
            return self._same(sold.medicine, sold.number, sold.expires, sold.cost, "quarantine", today)
        batch = Batch(sold.medicine, sold.number, sold.expires, sold.cost, "quarantine", today, recalls)
        self.batches.append(batch)
        return batch

    def _move(
        self, batch: Batch, change: Decimal, reason: str, sale: Sale | None = None, takes_back: Line | None = None
    ) -> None:
        batch.on_hand += change
        line = Line(batch, change, reason, sale, takes_back)
        batch.lines.append(line)
        self.lines.append(line)
        if sale:
            sale.lines.append(line)

    def _post(self, correction: Correction) -> None:
        if -correction.change > correction.batch.free:
            raise Refused("INSUFFICIENT_STOCK")
        correction.status = "posted"
        self._move(correction.batch, correction.change, "adjustment")

    def _check_decision(self, correction: Correction, by: str) -> None:
        if correction.by == by:
            raise Refused("SECOND_PERSON_NEEDED")
        if correction.status != "pending":
            raise Refused("ADJUSTMENT_DECIDED")

    def _check_parts(self, medicine: int, qty: Decimal) -> None:
        if medicine in self.whole and qty % 1:
            raise Refused("NOT_DIVISIBLE")

    def _check_books(self, day: date, today: date, may_backdate: bool, note: str | None) -> None:
        if day < today and self.closed is not None and day <= self.closed and not (may_backdate and note):
            raise Refused("PERIOD_CLOSED")


def soonest(batch: Batch) -> tuple[date, int]:
    return (batch.expires or date.max, batch.id)


def to_cents(qty: Decimal, price: Decimal) -> Decimal:
    """Quantity times price to two places, by fractions: a half goes to the even cent."""
    return Decimal(round(Fraction(qty) * Fraction(price) * 100)) / 100
