"""The two layouts of sales reports, and which columns each of them uses."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from app.services.sales_reader.contracts import Layout, Role
from app.services.sales_reader.errors import NoMedicineColumn, NoQuantityColumn
from app.services.sales_reader.facts import Facts
from app.services.sales_reader.inference import floats_of, medicine_among, quantity_among
from app.services.sales_reader.table import Table
from app.services.sales_reader.vocabulary import Meaning

_HALF = 0.5
_NEARLY_ALL = 0.9
_WIDE_COLUMNS = 3
_SUM_ROWS = 200
_FEWEST_ROWS = 5
_NAMED: dict[Meaning, str] = {
    "total": "a total",
    "other": "not needed for sales",
    "reference": "a reference",
    "time": "a time",
    "amount": "an amount of money",
    "unit_price": "a price",
    "quantity": "a quantity without a medicine",
    "medicine": "a description",
    "date": "another date",
    "calendar": "a calendar column",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What is known when the parts are given out.

    Args:
        body: the rows below the heading.
        free: columns without a part so far.
        chosen: roles that a person fixed.
        date: index of the date column.
        headed: whether the file has headings.
    """

    body: Table
    free: Sequence[Facts]
    chosen: dict[int, Role]
    date: int
    headed: bool

    def picked(self, role: Role) -> list[int]:
        """Columns that a person gave this role."""
        return sorted(index for index, given in self.chosen.items() if given == role)

    def words(self) -> list[Facts]:
        """Columns of words whose headings do not already say something else."""
        return [
            f for f in self.free
            if f.words > _HALF and f.strongest in (None, "medicine", "quantity", "date")
        ]  # fmt: skip

    def numbers(self) -> list[Facts]:
        """Columns of numbers whose headings do not already say something else."""
        return [
            f for f in self.free
            if f.numbers >= _HALF and f.exact in (None, "quantity") and f.strongest != "other"
        ]  # fmt: skip


@dataclass(slots=True)
class Parts:
    """Columns in use and why."""

    medicine: int | None = None
    quantities: tuple[int, ...] = ()
    unit_price: int | None = None
    amount: int | None = None
    time: int | None = None
    reference: int | None = None
    reasons: dict[int, str] = field(default_factory=dict)


def choose_layout(choice: Choice) -> Layout:
    """Long when a column names the medicine of each row; wide when each medicine has a column."""
    if choice.picked("medicine"):
        return "long"
    by_heading = [f for f in choice.free if f.strongest == "medicine"]
    quantity = any(f.strongest == "quantity" and f.numbers >= _HALF for f in choice.free) or bool(
        choice.picked("quantity")
    )
    if any(f.words >= _HALF for f in by_heading):
        return "long"
    words, numbers = choice.words(), choice.numbers()
    if quantity and (words or any(f.exact == "medicine" for f in by_heading)):
        return "long"
    if not words:
        return "wide"
    dates = choice.body.columns[choice.date].codes
    days_differ = len(np.unique(dates)) >= _NEARLY_ALL * len(dates)
    return "wide" if days_differ and len(numbers) >= _WIDE_COLUMNS else "long"


def plan_wide(choice: Choice) -> Parts:
    """Every column of numbers with a heading of its own is a medicine.

    Raises:
        NoMedicineColumn: the only figures are a quantity of nobody knows what.
        NoQuantityColumn: no column holds numbers under a name.
    """
    parts = Parts()
    medicines: list[int] = []
    for f in choice.free:
        reason = _why_no_medicine(f)
        if reason is None:
            medicines.append(f.index)
        parts.reasons[f.index] = reason or "numbers under a medicine's name"
    total = _sum_of_others(choice.body, medicines)
    if total is not None:
        medicines.remove(total)
        parts.reasons[total] = "the sum of the other columns"
    parts.quantities = tuple(sorted([*medicines, *choice.picked("quantity")]))
    if not choice.headed or not parts.quantities:
        raise _no_medicines(choice)
    return parts


def _why_no_medicine(f: Facts) -> str | None:
    if f.filled == 0:
        return "empty"
    if not f.name.strip():
        return "it has no heading"
    if f.exact is not None:
        return f"{_NAMED[f.exact]} by its heading, not a medicine"
    if f.numbers < _HALF:
        return "it does not hold numbers"
    return None


def _no_medicines(choice: Choice) -> NoMedicineColumn | NoQuantityColumn:
    if any(f.strongest == "quantity" for f in choice.free):
        return NoMedicineColumn(
            "The file has quantities but no column says which medicine was sold. "
            "Please export the sales with the medicine's name on each row."
        )
    why = (
        "No column holds quantities under a medicine's name."
        if choice.headed
        else "The file has no row of headings that names the medicines."
    )
    return NoQuantityColumn(
        f"{why} Please export one row for each sale (date, medicine, quantity), "
        "or one column for each medicine with its name on top."
    )


def _sum_of_others(body: Table, medicines: Sequence[int]) -> int | None:
    """A column that in every row is the sum of all the others."""
    rows = min(body.height, _SUM_ROWS)
    if len(medicines) < _WIDE_COLUMNS or rows < _FEWEST_ROWS:
        return None
    matrix = np.nan_to_num(np.stack([floats_of(body.columns[i], rows) for i in medicines]))
    doubled = matrix.sum(axis=0)
    if np.count_nonzero(doubled) < _FEWEST_ROWS:
        return None
    equal = np.isclose(matrix * 2, doubled, rtol=1e-9, atol=1e-6).all(axis=1)
    found = np.flatnonzero(equal)
    return medicines[int(found[0])] if len(found) == 1 else None


def plan_long(choice: Choice) -> Parts:
    """One column names the medicine and one the quantity; others may help.

    Raises:
        NoMedicineColumn, NoQuantityColumn: no column can be it.
        AmbiguousColumns: several can, and neither headings nor content tell them apart.
    """
    parts = Parts()
    parts.medicine = _pick_medicine(choice, parts)
    inferred = _pick_quantity(choice, parts)
    parts.unit_price = _pick(choice, parts, "unit_price", inferred.get("unit_price"))
    if parts.unit_price is None:
        parts.amount = _pick(choice, parts, "amount", inferred.get("amount"))
        if parts.amount is not None:
            parts.reasons[parts.amount] += "; divided by the quantity it gives the unit price"
    parts.reference = _pick(choice, parts, "reference", None)
    parts.time = _pick(choice, parts, "time", None)
    for f in choice.free:
        meaning = f.strongest
        known = f"{_NAMED[meaning]} by its heading" if meaning else "not recognised"
        parts.reasons.setdefault(f.index, "empty" if f.filled == 0 else known)
    return parts


def _pick_medicine(choice: Choice, parts: Parts) -> int:
    picked = choice.picked("medicine")
    if picked:
        return picked[0]
    headed = [f for f in choice.free if f.strongest == "medicine" and f.filled]
    if headed:
        best = max(headed, key=lambda f: (f.heading("medicine") * (f.words + 0.2), -f.index))
        parts.reasons[best.index] = "its heading"
        return best.index
    words = choice.words()
    if not words:
        raise NoMedicineColumn(
            "No column says which medicine was sold. Please export the sales with the medicine's name on each row."
        )
    index = medicine_among(choice.body, words, date=choice.date)
    parts.reasons[index] = "it holds names that repeat"
    return index


def _pick_quantity(choice: Choice, parts: Parts) -> dict[str, int]:
    """Set the quantity; return the price and amount that its content gave away as well."""
    picked = choice.picked("quantity")
    if picked:
        parts.quantities = (picked[0],)
        return {}
    headed = [f for f in choice.free if f.strongest == "quantity" and f.index != parts.medicine]
    if headed:
        best = max(headed, key=lambda f: (f.numbers >= _HALF, f.heading("quantity"), -f.index))
        parts.quantities = (best.index,)
        parts.reasons[best.index] = "its heading"
        return {}
    numbers = [f for f in choice.numbers() if f.index != parts.medicine]
    if not numbers or parts.medicine is None:
        raise NoQuantityColumn(
            "No column holds the quantity sold. Please export the sales with the number of packs or pieces on each row."
        )
    found = quantity_among(choice.body, numbers, medicine=parts.medicine)
    parts.quantities = (found["quantity"],)
    parts.reasons |= dict.fromkeys(found.values(), "its numbers fit those beside it")
    return found


def _pick(choice: Choice, parts: Parts, meaning: Meaning, inferred: int | None) -> int | None:
    """The column of an optional part: chosen, or headed so, or found by its content."""
    for role in ("unit_price", "reference"):
        if role == meaning and choice.picked(role):
            return choice.picked(role)[0]
    used = {parts.medicine, *parts.quantities}
    headed = [
        f for f in choice.free
        if f.strongest == meaning and f.index not in used and _may_be(f, meaning)
    ]  # fmt: skip
    if not headed:
        return inferred
    best = max(headed, key=lambda f: (f.heading(meaning), -f.index))
    parts.reasons[best.index] = "its heading"
    return best.index


def _may_be(f: Facts, meaning: Meaning) -> bool:
    if f.filled == 0:
        return False
    if meaning in ("unit_price", "amount"):
        return f.numbers >= _HALF
    if meaning == "time":
        return f.times >= _HALF
    return True
