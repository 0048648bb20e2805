"""Into which class a medicine falls. Pure: no database, no clock."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from app.models.enums import Abc, Fsn, Ven, Xyz

A_SHARE: Final = Fraction(70, 100)
B_SHARE: Final = Fraction(90, 100)
STEADY: Final = Fraction(1, 2)
VARIABLE: Final = Fraction(1)
FEWEST_WEEKS: Final = 4


def abc(values: Mapping[int, Decimal]) -> dict[int, Abc]:
    """ABC classes by consumption value: the dearest items that make 70 % of all are A, those up to 90 % are B.

    An item belongs to the class in which its value begins, so the dearest is A even where it alone makes more than
    70 %. What nobody used is C. Among equal values the smaller id comes first, so that the same values give the same
    classes.

    Source: PGIMER 2010, PMC3021698.
    """
    total = sum(map(Fraction, values.values()), Fraction(0))
    classes: dict[int, Abc] = {}
    before = Fraction(0)
    for item, value in sorted(values.items(), key=lambda pair: (-pair[1], pair[0])):
        if not value or before >= B_SHARE * total:
            classes[item] = Abc.C
        else:
            classes[item] = Abc.A if before < A_SHARE * total else Abc.B
        before += Fraction(value)
    return classes


def xyz(weekly_qty: Sequence[Decimal]) -> Xyz | None:
    """How steady demand is, by its coefficient of variation: up to 0.5 is X, up to 1 is Y, more is Z.

    Args:
        weekly_qty: base units of each week, weeks without demand included.

    Returns:
        None where fewer than four weeks are known; Z where nothing was asked for in any.
    """
    weeks = len(weekly_qty)
    if weeks < FEWEST_WEEKS:
        return None
    units = [Fraction(qty) for qty in weekly_qty]
    mean = sum(units) / weeks
    if not mean:
        return Xyz.Z
    squared = sum((one - mean) ** 2 for one in units) / weeks / mean**2  # of the coefficient: no root, no rounding
    if squared <= STEADY**2:
        return Xyz.X
    return Xyz.Y if squared <= VARIABLE**2 else Xyz.Z


def fsn(weekly_qty: Sequence[Decimal]) -> Fsn:
    """Fast where it was asked for in at least every second week, slow where seldomer, not moving where never."""
    moving = sum(qty > 0 for qty in weekly_qty)
    if not moving:
        return Fsn.NOT_MOVING
    return Fsn.FAST if 2 * moving >= len(weekly_qty) else Fsn.SLOW


def category(of_value: Abc, of_need: Ven | None) -> Literal["I", "II", "III"] | None:
    """How closely to watch: I is dear or vital, III is cheap and dispensable. None: nobody has said how needed it is.

    Source: PMC3021698: I = AV, AE, AN, BV, CV; II = BE, CE, BN; III = CN.
    """
    if of_need is None:
        return None
    if of_value is Abc.A or of_need is Ven.VITAL:
        return "I"
    return "III" if of_value is Abc.C and of_need is Ven.NON_ESSENTIAL else "II"
