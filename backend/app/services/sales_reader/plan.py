"""Which column plays which part: the date, and either one medicine a column or one a row."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.services.sales_reader import calendar_columns
from app.services.sales_reader.contracts import ColumnPreview, Layout, ReadOptions, Role
from app.services.sales_reader.errors import AmbiguousColumns, NoDateColumn
from app.services.sales_reader.facts import Facts
from app.services.sales_reader.layouts import Choice, choose_layout, plan_long, plan_wide
from app.services.sales_reader.mapping import read_mapping
from app.services.sales_reader.table import Table

_MOSTLY = 0.8
_HALF = 0.5
_SAID_TO_BE_SALES = ("quantity", "unit_price", "amount", "medicine", "reference")


@dataclass(frozen=True, slots=True)
class Plan:
    """Indexes of the columns in use, and a reason for each column of the file."""

    layout: Layout
    date: int
    medicine: int | None = None
    quantities: tuple[int, ...] = ()
    unit_price: int | None = None
    amount: int | None = None
    time: int | None = None
    reference: int | None = None
    reasons: dict[int, str] = field(default_factory=dict)

    def preview(self, facts: Facts) -> ColumnPreview:
        """How this column is shown to the person who imports the file."""
        role: Role = "ignored"
        if facts.index in (self.date, self.time):
            role = "date"
        elif facts.index == self.medicine:
            role = "medicine"
        elif facts.index in self.quantities:
            role = "quantity"
        elif facts.index in (self.unit_price, self.amount):
            role = "unit_price"
        elif facts.index == self.reference:
            role = "reference"
        medicine = facts.name if self.layout == "wide" and role == "quantity" else None
        reason = self.reasons.get(facts.index, "")
        return ColumnPreview(facts.index, facts.name, role, medicine, facts.sample, reason)


def make_plan(body: Table, facts: Sequence[Facts], options: ReadOptions, *, headed: bool) -> Plan:
    """Decide what every column is for.

    Raises:
        BadMapping, NoDateColumn, NoMedicineColumn, NoQuantityColumn, AmbiguousColumns
    """
    chosen, layout = read_mapping(options.mapping, width=len(facts))
    date, date_reason = _choose_date(facts, chosen)
    reasons = dict.fromkeys(chosen, "chosen by you") | {date: date_reason}
    calendar = _calendar_reasons(body, facts, date=date, skip=set(chosen) | {date})
    reasons |= calendar
    free = [f for f in facts if f.index not in chosen and f.index != date and f.index not in calendar]
    choice = Choice(body, free, chosen, date, headed)
    if layout is None:
        layout = choose_layout(choice)
    parts = plan_wide(choice) if layout == "wide" else plan_long(choice)
    plan = Plan(
        layout=layout,
        date=date,
        medicine=parts.medicine,
        quantities=parts.quantities,
        unit_price=parts.unit_price,
        amount=parts.amount,
        time=parts.time,
        reference=parts.reference,
    )
    return replace(plan, reasons=parts.reasons | reasons)


def _choose_date(facts: Sequence[Facts], chosen: dict[int, Role]) -> tuple[int, str]:
    for index, role in chosen.items():
        if role == "date":
            return index, "chosen by you"
    open_facts = [f for f in facts if f.index not in chosen]
    headed = [f for f in open_facts if f.strongest == "date"]
    fitting = [f for f in headed if f.dates + f.serials >= _HALF]
    if fitting:
        best = max(fitting, key=lambda f: (f.heading("date"), -f.index))
        return best.index, "its heading and its dates"
    dated = [f for f in open_facts if f.dates >= _MOSTLY and f.strongest != "other"]
    if len(dated) > 1:
        raise AmbiguousColumns(
            "Which column holds the day of the sale? Several hold dates: "
            + ", ".join(f"“{f.name}”" for f in dated[:6])
            + ". Please name the right one “Sale date” in the file.",
            columns=[f.index for f in dated],
        )
    if dated:
        return dated[0].index, "it holds dates"
    if headed:
        return headed[0].index, "its heading"
    raise NoDateColumn(
        "No column holds the day of the sale. Please export the sales with their dates, "
        "for example 2026-01-31 or 31/01/2026.",
        columns=[f.name for f in facts[:50]],
    )


def _calendar_reasons(body: Table, facts: Sequence[Facts], *, date: int, skip: set[int]) -> dict[int, str]:
    reasons: dict[int, str] = {}
    for f in facts:
        if f.index in skip or f.filled == 0:
            continue
        if f.exact == "calendar":
            reasons[f.index] = "a calendar column by its heading, not a medicine"
            continue
        if f.strongest in _SAID_TO_BE_SALES:
            continue  # small quantities may follow the calendar for a while; what the heading says counts more
        for order in ("dmy", "mdy"):
            repeated = calendar_columns.repeats(body.columns[f.index], body.columns[date], order)
            if repeated is not None:
                reasons[f.index] = f"repeats the {repeated} of the date"
                break
    return reasons
